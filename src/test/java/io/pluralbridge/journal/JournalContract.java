package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.CaptureLooks;
import io.pluralbridge.journal.batch.Captures;
import io.pluralbridge.journal.batch.Figures;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.journal.batch.KeptFile;
import io.pluralbridge.journal.batch.KeptFiles;
import io.pluralbridge.journal.batch.LineFault;
import io.pluralbridge.journal.batch.LineOutcome;
import io.pluralbridge.journal.batch.Reported;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.AcquirerIds;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What the journal promises, whatever the database under it. */
abstract class JournalContract extends AnnouncementsContract {

  Batch batch(String id) {
    Batch batch =
        new Batch(
            id,
            "default",
            id + ".csv",
            "sha-of-" + id,
            BatchMode.LENIENT,
            Batch.State.READING,
            1,
            new TreeMap<>(Map.of("INR", 1100L)),
            false,
            clock.instant(),
            null);
    assertThat(batches.begin(batch)).isEmpty();
    return batch;
  }

  static BatchEntry.Wanted capture(long line, String key, String order) {
    return capture(line, key, order, 1100);
  }

  static BatchEntry.Wanted capture(long line, String key, String order, long minorUnits) {
    Money amount = Money.of(minorUnits, "INR");
    return new BatchEntry.Wanted(
        line,
        new Command(
            "default", Action.CAPTURE, key, order, amount, "{\"value\":" + minorUnits + "}"),
        amount);
  }

  static BatchEntry.Wanted cancel(long line, String key, String order) {
    return new BatchEntry.Wanted(
        line, new Command("default", Action.CANCEL, key, order, null, ""), null);
  }

  Batch opened(String id, BatchEntry... lines) {
    Batch batch = batch(id);
    batches.write(batch, List.of(lines));
    batches.open(batch);
    return batch;
  }

  @Test
  void nothing_of_a_file_is_due_before_all_of_it_is_read() {
    Batch batch = batch("monday");
    batches.write(batch, List.of(capture(2, "cap-1", "order-1")));

    assertThat(journal.claimDue(10)).isEmpty();

    batches.open(batch);
    assertThat(journal.claimDue(10)).extracting(c -> c.command().key()).containsExactly("cap-1");
  }

  @Test
  void a_claim_is_sent_as_soon_as_it_is_returned_and_is_not_claimed_again() {
    opened("monday", capture(2, "cap-1", "order-1"));

    Claim claim = journal.claimDue(10).get(0);

    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim.state()).isEqualTo(EntryState.SENT);
    assertThat(claim.command()).isEqualTo(capture(2, "cap-1", "order-1").command());
    assertThat(lines.progress("monday")).containsExactly(Map.entry(EntryState.SENT, 1L));
    assertThat(journal.claimDue(10)).isEmpty();
  }

  @Test
  void claims_are_given_out_in_the_order_of_lines_and_no_more_than_asked_for() {
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"), capture(4, "c", "o3"));

    assertThat(journal.claimDue(2)).extracting(c -> c.command().key()).containsExactly("a", "b");
    assertThat(journal.claimDue(2)).extracting(c -> c.command().key()).containsExactly("c");
  }

  @Test
  void whoever_does_not_wait_for_an_outcome_is_told_once_it_is_written_down() throws Exception {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim claim = journal.claimDue(1).get(0);
    CompletableFuture<Map<EntryState, Long>> seen = new CompletableFuture<>();

    journal.concludeLater(
        claim,
        SUCCEEDED,
        failure -> seen.complete(failure == null ? lines.progress("monday") : Map.of()));

    assertThat(seen.get(10, TimeUnit.SECONDS)).containsExactly(Map.entry(EntryState.SUCCEEDED, 1L));
    assertThat(journal.concluded()).isEqualTo(1);
  }

  @Test
  void an_outcome_that_the_database_refuses_for_a_while_is_written_down_after_it()
      throws Exception {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim claim = journal.claimDue(1).get(0);
    CompletableFuture<Map<EntryState, Long>> seen = new CompletableFuture<>();

    execute("ALTER TABLE entry_move RENAME TO entry_move_gone");
    journal.concludeLater(
        claim,
        SUCCEEDED,
        failure -> seen.complete(failure == null ? lines.progress("monday") : Map.of()));
    journal.writer().commitWork(db -> "behind it");
    assertThat(seen).isNotDone();
    assertThat(lines.progress("monday")).containsExactly(Map.entry(EntryState.SENT, 1L));
    execute("ALTER TABLE entry_move_gone RENAME TO entry_move");

    assertThat(seen.get(20, TimeUnit.SECONDS)).containsExactly(Map.entry(EntryState.SUCCEEDED, 1L));
  }

  private void execute(String sql) {
    database.reading().execute(sql);
  }

  @Test
  void an_outcome_is_final() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim claim = journal.claimDue(1).get(0);

    assertThat(journal.conclude(claim, SUCCEEDED)).isEqualTo(EntryState.SUCCEEDED);
    assertThat(journal.conclude(claim, DECLINED)).isEqualTo(EntryState.SUCCEEDED);

    assertThat(lines.progress("monday")).containsExactly(Map.entry(EntryState.SUCCEEDED, 1L));
  }

  @Test
  void what_was_turned_away_waits_and_is_then_sent_again_with_the_same_key() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim first = journal.claimDue(1).get(0);

    assertThat(journal.conclude(first, TURNED_AWAY)).isEqualTo(EntryState.ACCEPTED);
    assertThat(journal.claimDue(1)).isEmpty();
    clock.advance(Duration.ofSeconds(2));

    Claim second = journal.claimDue(1).get(0);
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.isRepeat()).isTrue();
    assertThat(second.command()).isEqualTo(first.command());
  }

  @Test
  void a_wait_that_plural_asked_for_is_never_undercut() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim claim = journal.claimDue(1).get(0);
    journal.conclude(claim, new Outcome.NotSent("429", Duration.ofSeconds(40), Evidence.NONE));

    clock.advance(Duration.ofSeconds(39));
    assertThat(journal.claimDue(1)).isEmpty();
    clock.advance(Duration.ofSeconds(3));
    assertThat(journal.claimDue(1)).hasSize(1);
  }

  @Test
  void a_call_that_plural_refuses_to_look_at_ends_as_a_no_once_asking_for_it_would_be_given_up() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Evidence forbidden = new Evidence(403, null, "request-1", null);
    Outcome refused = new Outcome.NotSent("Plural does not let us: FORBIDDEN", null, forbidden);
    Instant begin = clock.instant();
    EntryState state = EntryState.ACCEPTED;
    while (state == EntryState.ACCEPTED) {
      clock.advance(schedule.retryMax());
      state = journal.conclude(journal.claimDue(1).get(0), refused);
    }

    assertThat(state).isEqualTo(EntryState.DECLINED);
    assertThat(Duration.between(begin, clock.instant()))
        .isBetween(schedule.giveUpAfter(), schedule.giveUpAfter().multipliedBy(3));
    assertThat(journal.claimDue(1)).isEmpty();
  }

  @Test
  void an_outage_does_not_count_as_a_refusal_to_look() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Outcome refused = new Outcome.NotSent("no", null, new Evidence(403, null, "request-1", null));
    Instant end = clock.instant().plus(schedule.giveUpAfter().multipliedBy(3));
    for (int i = 0; clock.instant().isBefore(end); i++) {
      clock.advance(schedule.retryMax());
      Outcome outcome = i % 2 == 0 ? TURNED_AWAY : refused;
      assertThat(journal.conclude(journal.claimDue(1).get(0), outcome))
          .isEqualTo(EntryState.ACCEPTED);
    }
  }

  @Test
  void what_is_unknown_is_never_sent_but_asked_about() {
    opened("monday", capture(2, "cap-1", "order-1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);

    clock.advance(Duration.ofSeconds(29));
    assertThat(journal.claimUnknown(5)).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(journal.claimDue(5)).isEmpty();
    assertThat(journal.claimUnknown(5))
        .extracting(c -> c.command().key(), Claim::state, Claim::ended)
        .containsExactly(tuple("cap-1", EntryState.UNKNOWN, false));
    assertThat(journal.claimUnknown(5)).isEmpty();
  }

  @Test
  void questions_that_bring_nothing_become_rarer() {
    opened("monday", capture(2, "cap-1", "order-1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(Duration.ofSeconds(30));
    Claim first = journal.claimUnknown(1).get(0);

    assertThat(journal.conclude(first, LOST)).isEqualTo(EntryState.UNKNOWN);

    clock.advance(Duration.ofSeconds(59));
    assertThat(journal.claimUnknown(1)).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(journal.claimUnknown(1).get(0).inquiries()).isEqualTo(1);
  }

  @Test
  void who_comes_back_for_a_file_has_its_questions_asked_at_once() {
    Batch monday = opened("monday", capture(2, "cap-1", "order-1"));
    opened("tuesday", capture(2, "cap-2", "order-2"));
    journal.claimDue(2).forEach(claim -> journal.conclude(claim, LOST));
    clock.advance(MINUTE);
    journal.claimUnknown(2).forEach(claim -> journal.conclude(claim, LOST));
    assertThat(journal.claimUnknown(2)).isEmpty();

    batches.askAnew(monday.id());

    assertThat(lines.waiting(monday.id(), 1)).isEqualTo(new BatchLines.Waiting(1, 0));
    assertThat(journal.claimUnknown(2)).extracting(c -> c.command().key()).containsExactly("cap-1");
  }

  @Test
  void a_question_that_came_too_early_to_prove_anything_is_asked_again_when_told() {
    opened("monday", capture(2, "cap-1", "order-1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(Duration.ofSeconds(30));
    Instant at = clock.instant().plusSeconds(10);
    Claim claim = journal.claimUnknown(1).get(0);
    journal.conclude(claim, new Outcome.Unknown("too early", null, false, at, Evidence.NONE));

    clock.advance(Duration.ofSeconds(10));
    assertThat(journal.claimUnknown(1).get(0).inquiries()).isZero();
  }

  @Test
  void proof_that_nothing_happened_makes_it_due_again() {
    opened("monday", capture(2, "cap-1", "order-1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(MINUTE);
    Claim asked = journal.claimUnknown(1).get(0);

    assertThat(journal.conclude(asked, TURNED_AWAY)).isEqualTo(EntryState.ACCEPTED);
    clock.advance(MINUTE);

    assertThat(journal.claimDue(1).get(0).attempts()).isEqualTo(2);
  }

  @Test
  void what_the_answer_would_have_been_is_remembered_until_asking_decides() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Outcome duplicate =
        new Outcome.Unknown(
            "said to be a duplicate",
            new Outcome.Declined("DUPLICATE_REQUEST", "seen", Evidence.NONE),
            true,
            Instant.EPOCH,
            Evidence.NONE);
    journal.conclude(journal.claimDue(1).get(0), duplicate);

    Claim asked = journal.claimUnknown(1).get(0);
    assertThat(asked.ended()).isTrue();
    assertThat(asked.otherwise().code()).isEqualTo("DUPLICATE_REQUEST");
  }

  @Test
  void an_answer_that_comes_after_the_restart_still_counts() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim claim = journal.claimDue(1).get(0);
    journal.takeUpWhatWasLeft();

    assertThat(journal.conclude(claim, SUCCEEDED)).isEqualTo(EntryState.SUCCEEDED);
  }

  @Test
  void an_answer_to_an_earlier_attempt_does_not_conclude_a_later_one() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Claim early = journal.claimDue(1).get(0);
    journal.takeUpWhatWasLeft();
    Claim asked = journal.claimUnknown(1).get(0);
    journal.conclude(asked, TURNED_AWAY);
    clock.advance(MINUTE);
    journal.claimDue(1);

    assertThat(journal.conclude(early, DECLINED)).isEqualTo(EntryState.SENT);
  }

  @Test
  void a_restarted_node_takes_up_its_own_calls_at_once_and_nobody_elses() {
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"));
    journal.claimDue(1);
    Journal other = new Journal(database, schedule, "node-2");
    other.claimDue(1);

    assertThat(journal.takeUpWhatWasLeft()).isEqualTo(1);
    assertThat(journal.claimUnknown(9)).extracting(c -> c.command().key()).containsExactly("a");
    other.close();
  }

  @Test
  void a_call_that_its_node_forgot_is_taken_up_by_another() {
    opened("monday", capture(2, "a", "o1"));
    journal.claimDue(1);
    Journal other = new Journal(database, schedule, "node-2");

    clock.advance(schedule.longestCall().minusSeconds(1));
    assertThat(other.claimUnknown(1)).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(other.claimUnknown(1)).extracting(c -> c.command().key()).containsExactly("a");
    other.close();
  }

  @Test
  void the_calls_of_a_node_that_is_gone_are_taken_up_at_once() {
    opened("monday", capture(2, "a", "o1"));
    Journal other = new Journal(database, schedule, "node-2");
    other.claimDue(1);

    assertThat(journal.claimUnknown(1)).as("node-2 is up").isEmpty();
    other.close();
    clock.advance(Duration.ofSeconds(5));

    assertThat(journal.claimUnknown(1)).extracting(c -> c.command().key()).containsExactly("a");
  }

  @Test
  void a_question_that_a_node_was_asking_when_it_died_is_asked_at_once() {
    opened("monday", capture(2, "a", "o1"));
    Journal other = new Journal(database, schedule, "node-2");
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(MINUTE);
    assertThat(other.claimUnknown(1)).hasSize(1);
    clock.advance(Duration.ofSeconds(5));
    assertThat(journal.claimUnknown(1)).as("node-2 is asking").isEmpty();
    other.close();
    clock.advance(Duration.ofSeconds(5));

    assertThat(journal.claimUnknown(1)).hasSize(1);

    journal.takeUpWhatWasLeft();
    assertThat(journal.claimUnknown(1)).as("as after a restart").hasSize(1);
  }

  @Test
  void two_looks_are_remembered_until_the_command_is_sent_again() {
    opened("monday", capture(2, "a", "o1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(MINUTE);
    Claim first = journal.claimUnknown(1).get(0);
    assertThat(first.noTraceSince()).isNull();

    Instant seen = clock.instant();
    journal.conclude(
        first, new Outcome.Unknown("no trace", null, false, seen, seen, Evidence.NONE));
    Claim second = journal.claimUnknown(1).get(0);
    assertThat(second.noTraceSince()).isEqualTo(seen);

    journal.conclude(second, TURNED_AWAY);
    clock.advance(MINUTE);
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(MINUTE);
    assertThat(journal.claimUnknown(1).get(0).noTraceSince()).isNull();
  }

  /** From two nodes at once, in whatever order they come, and with answers that get lost. */
  @Test
  void a_capture_and_a_cancel_of_one_order_never_meet_a_thousand_times_over() throws Exception {
    List<BatchEntry> captures = new ArrayList<>();
    List<BatchEntry> cancels = new ArrayList<>();
    for (int order = 0; order < 1000; order++) {
      captures.add(capture(order + 2, "cap-" + order, "order-" + order));
      cancels.add(cancel(order + 2, "can-" + order, "order-" + order));
    }
    Collections.shuffle(captures, new Random(7));
    Collections.shuffle(cancels, new Random(8));
    opened("captures", captures.toArray(BatchEntry[]::new));
    opened("cancels", cancels.toArray(BatchEntry[]::new));
    Set<String> underWay = ConcurrentHashMap.newKeySet();
    Set<String> met = ConcurrentHashMap.newKeySet();
    AtomicInteger done = new AtomicInteger();
    Journal second = new Journal(database, schedule, "node-2");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Journal mine = i % 2 == 0 ? journal : second;
      Random lost = new Random(i);
      workers.add(
          () -> {
            while (done.get() < 2000) {
              for (Claim claim : mine.claimDue(5)) {
                if (!underWay.add(claim.command().orderId())) {
                  met.add(claim.command().orderId());
                }
                if (lost.nextInt(10) == 0) {
                  mine.conclude(
                      claim, new Outcome.Unknown("", null, false, Instant.EPOCH, Evidence.NONE));
                } else {
                  underWay.remove(claim.command().orderId());
                  mine.conclude(claim, SUCCEEDED);
                  done.incrementAndGet();
                }
              }
              for (Claim claim : mine.claimUnknown(5)) {
                underWay.remove(claim.command().orderId());
                mine.conclude(claim, SUCCEEDED);
                done.incrementAndGet();
              }
            }
            return null;
          });
    }
    for (Future<Void> worker : threads.invokeAll(workers, 120, TimeUnit.SECONDS)) {
      worker.get();
    }
    threads.shutdown();
    second.close();

    assertThat(met).isEmpty();
    assertThat(lines.progress("captures")).containsExactly(Map.entry(EntryState.SUCCEEDED, 1000L));
    assertThat(lines.progress("cancels")).containsExactly(Map.entry(EntryState.SUCCEEDED, 1000L));
  }

  @Test
  void one_order_has_one_call_under_way_and_its_commands_go_in_turn() {
    opened("monday", capture(2, "cap-1", "order-1"), cancel(3, "can-1", "order-1"));

    List<Claim> first = journal.claimDue(10);
    assertThat(first).extracting(c -> c.command().key()).containsExactly("cap-1");
    journal.conclude(first.get(0), LOST);
    assertThat(journal.claimDue(10)).isEmpty();

    clock.advance(MINUTE);
    journal.conclude(journal.claimUnknown(1).get(0), SUCCEEDED);
    assertThat(journal.claimDue(10)).extracting(c -> c.command().key()).containsExactly("can-1");
  }

  @Test
  void what_was_passed_over_is_sent_soon_after_its_order_is_free_however_long_the_file() {
    List<BatchEntry> all = new ArrayList<>();
    all.add(capture(2, "cap-1", "order-1"));
    all.add(cancel(3, "can-1", "order-1"));
    for (int i = 0; i < 5_000; i++) {
      all.add(capture(i + 4, "later-" + i, "later-order-" + i));
    }
    opened("monday", all.toArray(BatchEntry[]::new));
    Claim first = journal.claimDue(1).get(0);
    assertThat(sent(3)).containsExactly("later-0", "later-1", "later-2");
    assertThat(sent(2)).containsExactly("later-3", "later-4");

    journal.conclude(first, SUCCEEDED);

    await().until(() -> sent(1).equals(List.of("can-1")));
    assertThat(sent(6_000)).hasSizeGreaterThan(4_000).doesNotHaveDuplicates();
  }

  /** Two nodes commit what they entered in any order, whatever the ids. */
  @Test
  void an_earlier_command_of_an_order_that_becomes_visible_late_waits_and_stops_nobody() {
    opened(
        "monday",
        capture(2, "cap-1", "order-1"),
        cancel(3, "can-1", "order-1"),
        capture(4, "cap-2", "order-2"));
    long late = message("cap-3", "order-3");
    message("can-3", "order-3");
    execute(
        "UPDATE entry SET state = 'SENT', attempts = 1, sent_at = 1, node = 'node-2'"
            + " WHERE command_key IN ('can-1', 'can-3')");
    callersWait();
    waitedFor.add(late);

    assertThat(sent(10)).containsExactly("cap-2");

    execute("UPDATE entry SET state = 'SUCCEEDED' WHERE command_key IN ('can-1', 'can-3')");
    assertThat(sent(10)).containsExactlyInAnyOrder("cap-1", "cap-3");
  }

  @Test
  void and_waits_behind_the_later_one_when_that_is_parked() {
    opened("monday", capture(2, "cap-1", "order-1"), cancel(3, "can-1", "order-1"));
    execute(
        "UPDATE entry SET state = 'UNKNOWN', attempts = 1, sent_at = 1, parked_at = 1,"
            + " due_at = due_at + 60000"
            + " WHERE command_key = 'can-1'");

    sweep();

    assertThat(lines.progress("monday"))
        .containsOnly(Map.entry(EntryState.HELD, 1L), Map.entry(EntryState.UNKNOWN, 1L));
  }

  @Test
  void of_two_outcomes_of_a_call_that_are_written_together_the_first_counts() throws Exception {
    opened("monday", capture(2, "cap-1", "order-1"), capture(3, "cap-2", "order-2"));
    Claim claim = journal.claimDue(1).get(0);
    CountDownLatch bothThere = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(2);
    CountDownLatch busy = new CountDownLatch(1);
    CompletableFuture<?> others =
        CompletableFuture.runAsync(
            () ->
                journal
                    .writer()
                    .commitWork(
                        db -> {
                          busy.countDown();
                          return waitFor(bothThere);
                        }));
    assertThat(waitFor(busy)).isTrue();
    journal.concludeLater(claim, SUCCEEDED, failure -> told.countDown());
    journal.concludeLater(claim, DECLINED, failure -> told.countDown());
    bothThere.countDown();
    others.get(10, TimeUnit.SECONDS);

    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(
            database
                .reading()
                .queryForList(
                    "SELECT to_state FROM entry_move WHERE from_state = 'SENT'", String.class))
        .containsExactly("SUCCEEDED");
    assertThat(
            database
                .reading()
                .queryForObject("SELECT open_entries FROM batch WHERE id = 'monday'", Long.class))
        .isEqualTo(1);
  }

  static boolean waitFor(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_database_itself_refuses_a_second_writer_of_an_order() {
    opened("monday", capture(2, "cap-1", "order-1"), cancel(3, "can-1", "order-1"));
    journal.claimDue(10);

    assertThatThrownBy(
            () ->
                database
                    .reading()
                    .update("UPDATE entry SET state = 'SENT' WHERE command_key = 'can-1'"))
        .isInstanceOf(DataAccessException.class)
        .satisfies(e -> assertThat(e.getMessage()).containsIgnoringCase("unique"));
  }

  @Test
  void a_key_is_entered_once_and_a_repeat_learns_where_it_came_first() {
    opened("monday", capture(2, "cap-1", "order-1"), capture(5, "cap-1", "order-1"));
    opened("tuesday", capture(2, "cap-1", "order-1"));

    assertThat(journal.claimDue(10)).hasSize(1);
    assertThat(lines.keptLines("monday")).isEqualTo(new BatchLines.Kept(0, 1));
    List<LineOutcome> monday = outcomes("monday");
    assertThat(monday).extracting(LineOutcome::line).containsExactly(2L, 5L);
    assertThat(monday.get(1).seenBefore()).isEqualTo("in line 2 of this file");
    assertThat(outcomes("tuesday").get(0).seenBefore())
        .isEqualTo("in line 2 of monday.csv (batch monday)");
  }

  @Test
  void a_key_with_other_content_is_refused_naming_the_first() {
    opened("monday", capture(2, "cap-1", "order-1"));
    Batch tuesday = batch("tuesday");

    List<BatchEntry.Refused> conflicts =
        batches.write(tuesday, List.of(capture(7, "cap-1", "order-1", 1200)));

    assertThat(conflicts).hasSize(1);
    assertThat(conflicts.get(0).faults().get(0).message())
        .contains("order-1", "INR 11.00", "line 2 of monday.csv");
    assertThat(lines.keptLines("tuesday")).isEqualTo(new BatchLines.Kept(1, 0));
  }

  @Test
  void the_same_key_of_another_action_is_another_command() {
    opened("monday", capture(2, "ref-1", "order-1"), cancel(3, "ref-1", "order-2"));

    assertThat(journal.claimDue(10)).hasSize(2);
  }

  @Test
  void lines_written_again_after_a_kill_change_nothing() {
    Batch batch = batch("monday");
    List<BatchEntry> read =
        List.of(
            capture(2, "a", "o1"),
            new BatchEntry.Refused(3, List.of(new LineFault("amount", "BAD", "no")), null),
            capture(4, "a", "o1"));
    batches.write(batch, read);
    batches.write(batch, read);
    batches.open(batch);

    assertThat(lines.progress("monday")).containsExactly(Map.entry(EntryState.ACCEPTED, 1L));
    assertThat(lines.keptLines("monday")).isEqualTo(new BatchLines.Kept(1, 1));
  }

  @Test
  void the_same_content_is_begun_once_under_whatever_name() {
    Batch first = batch("monday");
    Batch again =
        new Batch(
            "other",
            "default",
            "other.csv",
            first.sha256(),
            BatchMode.STRICT,
            Batch.State.READING,
            1,
            first.sums(),
            false,
            clock.instant(),
            null);

    assertThat(batches.begin(again)).contains(first);
  }

  @Test
  void a_refused_file_leaves_no_command_behind_and_may_come_again() {
    Batch batch = batch("monday");
    batches.write(
        batch,
        List.of(
            capture(2, "a", "o1"),
            new BatchEntry.Refused(3, List.of(new LineFault(null, "BAD", "no")), null)));
    batches.refuse(batch);

    assertThat(lines.progress("monday")).isEmpty();
    assertThat(lines.refused("monday")).toIterable().hasSize(1);
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.REFUSED);
    assertThat(batches.withContent("default", batch.sha256())).isEmpty();
  }

  @Test
  void an_open_file_cannot_be_refused_any_more() {
    Batch batch = opened("monday", capture(2, "a", "o1"));
    batches.refuse(batch);

    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.OPEN);
    assertThat(journal.claimDue(1)).hasSize(1);
  }

  @Test
  void a_file_is_done_when_the_last_of_its_lines_is_those_seen_before_included() {
    opened("monday", capture(2, "a", "o1"));
    opened("tuesday", capture(2, "a", "o1"), capture(3, "b", "o2"));
    List<Claim> claims = journal.claimDue(10);
    Claim a = claims.stream().filter(c -> c.command().key().equals("a")).findFirst().orElseThrow();
    Claim b = claims.stream().filter(c -> c.command().key().equals("b")).findFirst().orElseThrow();

    journal.conclude(b, SUCCEEDED);
    assertThat(batches.allConcluded()).isEmpty();
    journal.conclude(a, DECLINED);

    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday", "tuesday");
    batches.allConcluded().forEach(done -> batches.finish(new Reported(done, List.of())));
    assertThat(batches.allConcluded()).isEmpty();
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.DONE);
  }

  @Test
  void what_a_batch_waits_for_is_counted_and_what_was_asked_about_in_vain() {
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"), capture(4, "c", "o3"));
    opened("tuesday", capture(2, "b", "o2"));
    List<Claim> claims = journal.claimDue(10);
    journal.conclude(claims.get(0), SUCCEEDED);
    journal.conclude(claims.get(1), LOST);
    clock.advance(MINUTE);
    journal.conclude(journal.claimUnknown(1).get(0), LOST);

    assertThat(lines.waiting("monday", 1)).isEqualTo(new BatchLines.Waiting(2, 1));
    assertThat(lines.waiting("monday", 2)).isEqualTo(new BatchLines.Waiting(2, 0));
    assertThat(lines.waiting("tuesday", 1)).isEqualTo(new BatchLines.Waiting(1, 1));
  }

  @Test
  void every_line_has_its_outcome_in_order() {
    Batch batch = batch("monday");
    List<BatchEntry> read = new ArrayList<>();
    for (int line = 2; line < 2502; line++) {
      read.add(
          line % 10 == 0
              ? new BatchEntry.Refused(
                  line, List.of(new LineFault("amount", "BAD", "no")), Money.of(5, "INR"))
              : capture(line, "key-" + line, "order-" + line));
    }
    batches.write(batch, read);
    batches.open(batch);
    journal.conclude(journal.claimDue(1).get(0), SUCCEEDED);

    List<LineOutcome> outcomes = outcomes("monday");
    assertThat(outcomes)
        .hasSize(2500)
        .isSortedAccordingTo((a, b) -> Long.compare(a.line(), b.line()));
    LineOutcome.EntryOutcome first = outcomes.get(0).entry();
    assertThat(first.state()).isEqualTo(EntryState.SUCCEEDED);
    assertThat(first.orderStatus()).isEqualTo("PROCESSED");
    assertThat(first.rrn()).isEqualTo("420145000226");
    assertThat(first.requestId()).isEqualTo("request-1");
    assertThat(first.concludedAt()).isEqualTo(clock.instant());
    assertThat(outcomes.get(8).faults()).containsExactly(new LineFault("amount", "BAD", "no"));
    assertThat(outcomes.get(8).amount()).isEqualTo(Money.of(5, "INR"));
    assertThat(lines.captured("monday")).containsExactly(Map.entry("INR", 1100L));
  }

  @Test
  void every_move_is_a_row_of_history() {
    opened("monday", capture(2, "cap-1", "order-1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    clock.advance(MINUTE);
    journal.conclude(journal.claimUnknown(1).get(0), TURNED_AWAY);
    clock.advance(MINUTE);
    journal.conclude(journal.claimDue(1).get(0), DECLINED);

    assertThat(
            database
                .reading()
                .queryForList(
                    "SELECT from_state || ' ' || to_state FROM entry_move ORDER BY id",
                    String.class))
        .containsExactly(
            "ACCEPTED SENT", "SENT UNKNOWN", "UNKNOWN ACCEPTED", "ACCEPTED SENT", "SENT DECLINED");
  }

  @Test
  void many_threads_claim_and_conclude_each_entry_once() throws Exception {
    List<BatchEntry> read = new ArrayList<>();
    for (int line = 2; line < 1002; line++) {
      read.add(cancel(line, "key-" + line, "order-" + line % 300));
    }
    Batch batch = batch("monday");
    batches.write(batch, read);
    batches.open(batch);
    Map<String, Integer> sent = new ConcurrentHashMap<>();
    Journal second = new Journal(database, schedule, "node-2");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Journal mine = i % 2 == 0 ? journal : second;
      workers.add(
          () -> {
            while (lines.progress("monday").getOrDefault(EntryState.SUCCEEDED, 0L) < 1000) {
              for (Claim claim : mine.claimDue(7)) {
                sent.merge(claim.command().key(), 1, Integer::sum);
                mine.conclude(claim, SUCCEEDED);
              }
            }
            return null;
          });
    }
    for (Future<Void> done : threads.invokeAll(workers)) {
      done.get();
    }
    threads.shutdown();
    second.close();

    assertThat(sent).hasSize(1000);
    assertThat(sent.values()).containsOnly(1);
  }

  // ---- parked ----------------------------------------------------------------------------------

  /** Asks in vain about all that is UNKNOWN, for longer than it is given up after. */
  private void askInVainForADay() {
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofHours(6));
      journal.claimUnknown(9).forEach(claim -> journal.conclude(claim, LOST));
    }
  }

  private Claim unknown() {
    List<Claim> claims = journal.claimUnknown(9);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private void lose(int claims) {
    List<Claim> due = journal.claimDue(9);
    assertThat(due).hasSize(claims);
    due.forEach(claim -> journal.conclude(claim, LOST));
  }

  /** Time passes in which the journal looks after what it may have missed. */
  private void sweep() {
    clock.advance(Duration.ofSeconds(6));
    assertThat(journal.claimUnknown(9)).isEmpty();
  }

  private Batch reported(String id, Long... openLines) {
    Batch batch = batches.find(id).orElseThrow();
    return batches.finish(new Reported(batch, List.of(openLines)));
  }

  @Test
  void what_nobody_can_say_for_a_day_is_parked_and_stays_unknown() {
    opened("monday", capture(2, "cap-1", "order-1"));
    lose(1);
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(7));
      journal.conclude(unknown(), LOST);
      assertThat(outcomes("monday").get(0).entry().reason()).isEqualTo("no answer");
    }
    clock.advance(Duration.ofHours(3));

    assertThat(journal.conclude(unknown(), LOST)).isEqualTo(EntryState.UNKNOWN);

    assertThat(outcomes("monday").get(0).entry().reason())
        .isEqualTo("parked after 24 h: no answer");
    assertThat(outcomes("monday").get(0).entry().state()).isEqualTo(EntryState.UNKNOWN);
    clock.advance(Duration.ofHours(8));
    Claim asked = unknown();
    assertThat(asked.parkedAt()).isNotNull();
    journal.conclude(asked, LOST);
    clock.advance(Duration.ofHours(7));
    assertThat(journal.claimUnknown(9)).as("asked about ever more rarely").isEmpty();
    clock.advance(Duration.ofHours(2));
    journal.conclude(unknown(), SUCCEEDED);
    assertThat(lines.progress("monday")).containsExactly(Map.entry(EntryState.SUCCEEDED, 1L));
  }

  @Test
  void a_weekend_without_power_is_no_reason_to_give_up_at_the_first_question() {
    opened("monday", capture(2, "cap-1", "order-1"));
    lose(1);
    clock.advance(Duration.ofDays(3));

    journal.conclude(unknown(), LOST);

    assertThat(outcomes("monday").get(0).entry().reason()).isEqualTo("no answer");
    assertThat(batches.allConcluded()).isEmpty();
  }

  @Test
  void what_comes_too_early_to_be_sure_is_not_parked() {
    opened("monday", capture(2, "cap-1", "order-1"));
    lose(1);
    askInVainForADay();
    opened("tuesday", capture(2, "cap-2", "order-2"));
    lose(1);
    Instant soon = clock.instant().plus(Duration.ofDays(2));
    Outcome early = new Outcome.Unknown("too early", null, false, soon, null, Evidence.NONE);
    clock.advance(Duration.ofDays(1));
    journal.claimUnknown(9).forEach(claim -> journal.conclude(claim, early));

    assertThat(outcomes("monday").get(0).entry().reason()).startsWith("parked after 24 h");
    assertThat(outcomes("tuesday").get(0).entry().reason()).isEqualTo("too early");
  }

  @Test
  void a_parked_entry_keeps_its_order_and_others_go_on() {
    opened("monday", capture(2, "cap-1", "o1"), cancel(3, "can-1", "o1"));
    lose(1);
    askInVainForADay();
    opened("tuesday", cancel(2, "can-2", "o1"), capture(3, "cap-2", "o2"));

    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("cap-2");
    sweep();

    assertThat(lines.progress("monday"))
        .containsOnly(Map.entry(EntryState.UNKNOWN, 1L), Map.entry(EntryState.HELD, 1L));
    assertThat(outcomes("monday").get(1).entry().reason())
        .isEqualTo("waits for cap-1 of the same order, which is parked");
    assertThat(outcomes("tuesday").get(0).entry().state()).isEqualTo(EntryState.HELD);
  }

  @Test
  void nothing_is_held_of_a_file_that_is_still_read() {
    opened("monday", capture(2, "cap-1", "o1"));
    lose(1);
    askInVainForADay();
    Batch tuesday = batch("tuesday");
    batches.write(tuesday, List.of(cancel(2, "can-1", "o1")));
    sweep();
    assertThat(lines.progress("tuesday")).containsExactly(Map.entry(EntryState.ACCEPTED, 1L));

    batches.open(tuesday);
    sweep();
    assertThat(lines.progress("tuesday")).containsExactly(Map.entry(EntryState.HELD, 1L));
  }

  @Test
  void what_waited_goes_on_in_its_turn_when_the_parked_one_is_settled() {
    opened("monday", capture(2, "cap-1", "o1"), cancel(3, "can-1", "o1"), cancel(4, "can-2", "o1"));
    lose(1);
    askInVainForADay();
    assertThat(journal.claimDue(9)).isEmpty();
    clock.advance(Duration.ofDays(1));

    journal.conclude(unknown(), SUCCEEDED);

    List<Claim> next = journal.claimDue(9);
    assertThat(next).extracting(c -> c.command().key()).containsExactly("can-1");
    journal.conclude(next.get(0), DECLINED);
    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("can-2");
  }

  @Test
  void a_parked_entry_that_did_not_take_effect_is_sent_again_before_what_waited() {
    opened("monday", capture(2, "cap-1", "o1"), cancel(3, "can-1", "o1"));
    lose(1);
    askInVainForADay();
    clock.advance(Duration.ofDays(1));
    assertThat(journal.conclude(unknown(), TURNED_AWAY)).isEqualTo(EntryState.ACCEPTED);
    clock.advance(MINUTE);

    List<Claim> again = journal.claimDue(9);
    assertThat(again).extracting(c -> c.command().key()).containsExactly("cap-1");
    assertThat(again.get(0).parkedAt()).isNull();
    journal.conclude(again.get(0), SUCCEEDED);
    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("can-1");
  }

  @Test
  void what_another_node_held_for_nothing_is_released_and_nobody_overtakes_it() {
    opened("monday", capture(2, "cap-1", "o1"));
    journal.conclude(journal.claimDue(1).get(0), SUCCEEDED);
    opened("tuesday", cancel(2, "can-1", "o1"), cancel(3, "can-2", "o1"));
    database
        .reading()
        .update(
            "UPDATE entry SET state = 'HELD', waits_for ="
                + " (SELECT id FROM entry WHERE command_key = 'cap-1') WHERE command_key = 'can-1'");

    assertThat(journal.claimDue(9)).isEmpty();
    sweep();

    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("can-1");
  }

  @Test
  void an_answer_that_comes_late_settles_a_parked_entry() {
    opened("monday", capture(2, "cap-1", "o1"), cancel(3, "can-1", "o1"));
    Claim sent = journal.claimDue(9).get(0);
    journal.takeUpWhatWasLeft();
    askInVainForADay();

    assertThat(journal.conclude(sent, SUCCEEDED)).isEqualTo(EntryState.SUCCEEDED);

    assertThat(batches.allConcluded()).isEmpty();
    journal.conclude(journal.claimDue(9).get(0), DECLINED);
    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday");
  }

  @Test
  void a_file_is_reported_when_all_that_is_open_is_parked_or_waits_behind_it() {
    opened("monday", capture(2, "a", "o1"), cancel(3, "b", "o1"), capture(4, "c", "o2"));
    opened("tuesday", capture(2, "a", "o1"), cancel(3, "d", "o1"));
    journal
        .claimDue(9)
        .forEach(
            claim -> journal.conclude(claim, claim.command().key().equals("c") ? SUCCEEDED : LOST));
    assertThat(batches.allConcluded()).isEmpty();
    askInVainForADay();

    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday", "tuesday");
    assertThat(reported("monday", 2L, 3L).state()).isEqualTo(Batch.State.REPORTED);
    assertThat(reported("tuesday", 2L, 3L).finishedAt()).isNull();
    assertThat(batches.allConcluded()).isEmpty();
    assertThat(amendments.due()).isEmpty();
    assertThat(lines.waiting("monday", 1)).isEqualTo(new BatchLines.Waiting(2, 2));
    assertThat(lines.waiting("tuesday", 1)).isEqualTo(new BatchLines.Waiting(2, 2));
  }

  @Test
  void a_result_file_is_amended_once_lines_are_settled_and_nothing_has_moved_for_a_while() {
    opened("monday", capture(2, "a", "o1"), cancel(3, "b", "o1"), capture(4, "c", "o2"));
    opened("tuesday", capture(2, "a", "o1"));
    lose(2);
    askInVainForADay();
    reported("monday", 2L, 3L, 4L);
    reported("tuesday", 2L);
    clock.advance(Duration.ofDays(1));
    journal
        .claimUnknown(9)
        .forEach(
            claim -> journal.conclude(claim, claim.command().key().equals("a") ? SUCCEEDED : LOST));
    assertThat(amendments.due())
        .as("with nothing left to wait for there is no waiting")
        .extracting(amendment -> amendment.batch().id())
        .containsExactly("tuesday");
    journal.conclude(journal.claimDue(9).get(0), DECLINED);
    assertThat(amendments.due()).as("looked for once a second").isEmpty();

    clock.advance(Duration.ofSeconds(5));
    Amendment first = amendments.due().get(0);

    assertThat(first.number()).isEqualTo(1);
    assertThat(settledSince("monday")).extracting(LineOutcome::line).containsExactly(2L, 3L);
    Batch stillOpen = amendments.finish(first.of(List.of(2L, 3L)));
    assertThat(stillOpen.state()).isEqualTo(Batch.State.REPORTED);
    assertThat(amendments.finish(first.of(List.of(2L, 3L, 4L)))).isEqualTo(stillOpen);
    assertThat(settledSince("monday")).isEmpty();
    assertThat(amendments.untold("monday")).isZero();
    assertThat(settledSince("tuesday").get(0).seenBefore())
        .isEqualTo("in line 2 of monday.csv (batch monday)");

    clock.advance(Duration.ofDays(1));
    journal.conclude(unknown(), DECLINED);
    Amendment second =
        amendments.due().stream()
            .filter(amendment -> amendment.batch().id().equals("monday"))
            .findFirst()
            .orElseThrow();
    assertThat(second.number()).isEqualTo(2);
    Batch done = amendments.finish(second.of(List.of(4L)));
    assertThat(done.state()).isEqualTo(Batch.State.DONE);
    assertThat(done.finishedAt()).isEqualTo(clock.instant());
    assertThat(amendments.written("monday")).isEqualTo(2);
  }

  @Test
  void who_comes_back_for_a_reported_file_has_its_questions_asked_at_once() {
    opened("monday", capture(2, "a", "o1"));
    lose(1);
    askInVainForADay();
    Batch tuesday = opened("tuesday", cancel(2, "b", "o1"));
    sweep();
    reported("monday", 2L);
    reported("tuesday", 2L);

    batches.askAnew(tuesday.id());

    assertThat(lines.waiting("tuesday", 1)).isEqualTo(new BatchLines.Waiting(1, 0));
    Claim asked = unknown();
    assertThat(asked.parkedAt()).isNotNull();
    journal.conclude(asked, LOST);
    assertThat(lines.waiting("tuesday", 1)).isEqualTo(new BatchLines.Waiting(1, 1));
    clock.advance(MINUTE);
    journal.conclude(unknown(), SUCCEEDED);
    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("b");
  }

  @Test
  void parking_and_waiting_are_rows_of_history_where_an_entry_moves() {
    opened("monday", capture(2, "a", "o1"), cancel(3, "b", "o1"));
    lose(1);
    askInVainForADay();
    clock.advance(Duration.ofDays(1));
    journal.conclude(unknown(), SUCCEEDED);

    assertThat(
            database
                .reading()
                .queryForList(
                    "SELECT from_state || ' ' || to_state || ' ' || COALESCE(detail, '')"
                        + " FROM entry_move ORDER BY id",
                    String.class))
        .containsExactly(
            "ACCEPTED SENT ",
            "SENT UNKNOWN no answer",
            "ACCEPTED HELD waits for a of the same order, which is parked",
            "UNKNOWN SUCCEEDED ",
            "HELD ACCEPTED a is settled");
  }

  @Test
  void two_nodes_that_park_and_settle_at_once_agree_in_the_end() throws Exception {
    List<BatchEntry> read = new ArrayList<>();
    for (int line = 2; line < 152; line++) {
      read.add(cancel(line, "key-" + line, "order-" + line % 30));
    }
    Batch batch = batch("monday");
    batches.write(batch, read);
    batches.open(batch);
    Journal second = new Journal(database, schedule, "node-2");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Journal mine = i % 2 == 0 ? journal : second;
      Random chance = new Random(i);
      workers.add(
          () -> {
            while (lines.progress("monday").getOrDefault(EntryState.SUCCEEDED, 0L) < 150) {
              clock.advance(Duration.ofHours(2));
              for (Claim claim : mine.claimDue(5)) {
                mine.conclude(claim, chance.nextBoolean() ? LOST : SUCCEEDED);
              }
              for (Claim claim : mine.claimUnknown(5)) {
                int drawn = chance.nextInt(8);
                mine.conclude(claim, drawn == 0 ? SUCCEEDED : drawn == 1 ? TURNED_AWAY : LOST);
              }
            }
            return null;
          });
    }
    for (Future<Void> done : threads.invokeAll(workers)) {
      done.get();
    }
    threads.shutdown();
    second.close();

    assertThat(
            database
                .reading()
                .queryForMap("SELECT open_entries, parked_entries FROM batch")
                .values())
        .as("open and parked, counted as they moved")
        .allMatch(count -> ((Number) count).longValue() == 0);
    assertThat(moves("SENT UNKNOWN")).isPositive();
    assertThat(moves("ACCEPTED HELD")).isPositive().isEqualTo(moves("HELD ACCEPTED"));
    assertThat(
            database
                .reading()
                .queryForList(
                    "SELECT later.id FROM entry e JOIN entry f ON f.order_id = e.order_id"
                        + " AND f.id > e.id JOIN entry_move m ON m.entry_id = e.id"
                        + " AND m.to_state = 'SENT' JOIN entry_move later ON later.entry_id = f.id"
                        + " AND later.to_state = 'SENT' AND later.id < m.id",
                    Long.class))
        .as("sent before one that came earlier for the same order")
        .isEmpty();
  }

  private long moves(String fromAndTo) {
    return database
        .reading()
        .queryForObject(
            "SELECT COUNT(*) FROM entry_move WHERE from_state || ' ' || to_state = ?",
            Long.class,
            fromAndTo);
  }

  private List<LineOutcome> settledSince(String batchId) {
    List<LineOutcome> all = new ArrayList<>();
    lines.settledSince(batchId).forEachRemaining(all::add);
    return all;
  }

  // ---- holds -----------------------------------------------------------------------------------

  @Test
  void nothing_of_a_held_file_is_sent_until_its_time_is_over() {
    opened("monday", capture(1, "lost", "o0"), capture(2, "a", "o1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    opened("tuesday", capture(2, "b", "o2"));
    Instant until = clock.instant().plus(MINUTE);

    assertThat(batches.hold("monday", until, "HTTP 503"))
        .contains(new Hold("monday", "monday.csv", until, "HTTP 503"));

    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.HELD);
    assertThat(journal.claimDue(10)).extracting(c -> c.command().key()).containsExactly("b");
    clock.advance(MINUTE.minusMillis(1));
    assertThat(batches.goOnWhereItMay()).isEmpty();
    assertThat(batches.held()).extracting(Hold::batchId).containsExactly("monday");

    clock.advance(Duration.ofMillis(1));
    assertThat(batches.goOnWhereItMay()).extracting(Hold::reason).containsExactly("HTTP 503");
    assertThat(batches.goOnWhereItMay()).as("said once").isEmpty();
    assertThat(batches.held()).isEmpty();
    assertThat(journal.claimDue(10)).extracting(c -> c.command().key()).containsExactly("a");
  }

  @Test
  void a_held_file_goes_on_when_it_is_known_what_became_of_every_call() {
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    batches.hold("monday", clock.instant().plus(MINUTE.multipliedBy(10)), "HTTP 503");
    clock.advance(MINUTE);
    assertThat(batches.goOnWhereItMay()).isEmpty();

    journal.conclude(journal.claimUnknown(1).get(0), SUCCEEDED);

    assertThat(batches.goOnWhereItMay()).hasSize(1);
    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("b");
  }

  @Test
  void who_comes_back_for_a_held_file_need_not_wait() {
    opened("monday", capture(2, "a", "o1"));
    batches.hold("monday", clock.instant().plus(MINUTE), "HTTP 503");

    assertThat(batches.goOn("monday")).isTrue();

    assertThat(batches.goOn("monday")).isFalse();
    assertThat(journal.claimDue(10)).hasSize(1);
  }

  @Test
  void only_an_open_file_is_held_and_only_once() {
    Batch monday = batch("monday");
    Instant until = clock.instant().plus(MINUTE);
    assertThat(batches.hold("monday", until, "too early")).isEmpty();
    batches.open(monday);

    assertThat(batches.hold("monday", until, "first")).isPresent();
    assertThat(batches.hold("monday", until.plus(MINUTE), "second")).isEmpty();
    assertThat(batches.held()).extracting(Hold::reason).containsExactly("first");
    assertThat(batches.unfinished()).containsExactly("monday");
  }

  @Test
  void what_is_unknown_of_a_held_file_is_asked_about_and_may_be_its_end() {
    Batch monday = opened("monday", capture(2, "a", "o1"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    batches.hold("monday", clock.instant().plus(MINUTE.multipliedBy(10)), "no answers");
    clock.advance(MINUTE);
    assertThat(batches.allConcluded()).isEmpty();

    journal.conclude(journal.claimUnknown(1).get(0), SUCCEEDED);

    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday");
    batches.finish(new Reported(monday, List.of()));
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.DONE);
    assertThat(batches.held()).isEmpty();
    assertThat(batches.unfinished()).isEmpty();
  }

  @Test
  void it_knows_how_much_there_is_to_do() {
    assertThat(Figures.read(database, batches)).isEqualTo(new Figures(0, 0, 0, List.of(), null));
    Instant came = clock.instant();
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"), capture(4, "c", "o3"));
    clock.advance(MINUTE);
    opened("tuesday", capture(2, "d", "o4"));
    journal.conclude(journal.claimDue(1).get(0), LOST);
    batches.hold("monday", clock.instant().plus(MINUTE), "HTTP 503");

    assertThat(Figures.read(database, batches))
        .isEqualTo(new Figures(3, 0, 1, batches.held(), came));
    message("e", "o5");
    assertThat(Figures.read(database, batches))
        .isEqualTo(new Figures(4, 1, 1, batches.held(), came));
  }

  // ---- whose turn it is ------------------------------------------------------------------------

  private final Set<Long> waitedFor = ConcurrentHashMap.newKeySet();

  /** One that came alone, and that nobody waits for. */
  private long message(String key, String order) {
    try {
      Acceptance acceptance =
          commands.accept(
              capture(0, key, order).command(), null, Origin.http("queue plural.commands"));
      return ((Acceptance.Accepted) acceptance).entryId();
    } catch (JournalUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  /** One for which somebody waits at the door. */
  private void call(String key, String order) {
    callersWait();
    waitedFor.add(message(key, order));
  }

  private void callersWait() {
    if (waitedFor.isEmpty()) {
      journal.tells(
          new Journal.Listener() {
            @Override
            public void concluded(long entryId) {
              waitedFor.remove(entryId);
            }

            @Override
            public void moved() {}

            @Override
            public Set<Long> waitedFor() {
              return waitedFor;
            }
          });
    }
  }

  void many(String file, int count) {
    List<BatchEntry> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(capture(i + 2, file + "-" + i, file + "-order-" + i));
    }
    opened(file, all.toArray(BatchEntry[]::new));
  }

  private List<String> sent(int max) {
    return journal.claimDue(max).stream().map(c -> c.command().key()).toList();
  }

  @Test
  void who_waits_at_the_door_is_served_before_the_next_line_and_the_next_message() {
    many("monday", 50);
    for (int i = 0; i < 50; i++) {
      message("message-" + i, "message-order-" + i);
    }
    assertThat(sent(4)).containsExactly("message-0", "message-1", "monday-0", "monday-1");

    call("shopper-1", "s1");
    call("shopper-2", "s2");

    assertThat(sent(1)).containsExactly("shopper-1");
    assertThat(sent(2)).startsWith("shopper-2").hasSize(2);
  }

  @Test
  void file_and_queue_share_evenly_whether_much_is_claimed_at_once_or_little() {
    many("monday", 60);
    for (int i = 0; i < 60; i++) {
      message("message-" + i, "message-order-" + i);
    }
    List<String> all = new ArrayList<>();
    for (int max : new int[] {1, 1, 1, 1, 7, 1, 16, 3, 1, 1, 5, 2}) {
      all.addAll(sent(max));
      assertThat(Collections.frequency(all.stream().map(k -> k.charAt(1)).toList(), 'o'))
          .as("lines among " + all.size())
          .isBetween(all.size() / 2, (all.size() + 1) / 2);
    }
    assertThat(all).hasSize(40);
  }

  @Test
  void what_one_door_does_not_need_the_other_gets() {
    many("monday", 30);
    message("message-0", "message-order-0");
    assertThat(sent(8)).hasSize(8).contains("message-0", "monday-6");

    for (int i = 1; i < 30; i++) {
      message("message-" + i, "message-order-" + i);
    }
    assertThat(sent(40)).hasSize(40);
    assertThat(sent(40)).hasSize(12);
  }

  @Test
  void files_go_one_after_the_other() {
    many("monday", 3);
    clock.advance(MINUTE);
    many("tuesday", 3);

    assertThat(sent(4)).containsExactly("monday-0", "monday-1", "monday-2", "tuesday-0");
  }

  @Test
  void a_door_that_is_never_quiet_leaves_one_call_in_ten_to_the_others() {
    many("monday", 50);
    for (int i = 0; i < 50; i++) {
      message("message-" + i, "message-order-" + i);
    }
    for (int i = 0; i < 400; i++) {
      call("shopper-" + i, "s" + i);
    }
    List<String> all = new ArrayList<>();
    while (all.size() < 200) {
      all.addAll(sent(1));
    }
    assertThat(all).filteredOn(key -> key.startsWith("shopper")).hasSize(180);
    assertThat(all).filteredOn(key -> key.startsWith("message")).hasSize(10);
    assertThat(all).filteredOn(key -> key.startsWith("monday")).hasSize(10);
    assertThat(sent(64)).filteredOn(key -> !key.startsWith("shopper")).hasSizeBetween(6, 7);
  }

  @Test
  void what_stands_before_a_caller_for_the_same_order_goes_first_and_next() {
    many("monday", 50);
    opened("tuesday", capture(2, "early", "o1"), cancel(3, "late", "o1"));
    call("shopper", "o1");

    List<Claim> early = journal.claimDue(1);
    assertThat(early).extracting(c -> c.command().key()).containsExactly("early");
    assertThat(sent(1)).as("one writer").containsExactly("monday-0");
    journal.conclude(early.get(0), DECLINED);
    Claim late = journal.claimDue(1).get(0);
    assertThat(late.command().key()).isEqualTo("late");
    journal.conclude(late, LOST);
    assertThat(sent(1)).as("nobody knows about the late one").containsExactly("monday-1");
    clock.advance(MINUTE);
    journal.conclude(journal.claimUnknown(1).get(0), SUCCEEDED);

    assertThat(sent(1)).containsExactly("shopper");
  }

  @Test
  void a_line_that_somebody_waits_for_is_served_unless_its_file_is_held() {
    many("monday", 50);
    opened("tuesday", capture(2, "wanted", "o1"));
    callersWait();
    waitedFor.add(message("wanted", "o1"));
    batches.hold("tuesday", clock.instant().plus(MINUTE), "HTTP 503");
    assertThat(sent(1)).containsExactly("monday-0");
    call("shopper", "o1");
    assertThat(sent(1)).as("it stands behind the line").containsExactly("monday-1");

    batches.goOn("tuesday");

    assertThat(sent(1)).containsExactly("wanted");
  }

  @Test
  void who_was_turned_away_waits_as_long_as_anybody_and_lets_others_go() {
    many("monday", 50);
    call("shopper", "o1");
    Claim claim = journal.claimDue(1).get(0);
    journal.conclude(claim, new Outcome.NotSent("429", Duration.ofSeconds(40), Evidence.NONE));
    waitedFor.add(claim.id());

    assertThat(sent(1)).containsExactly("monday-0");
    clock.advance(MINUTE);
    assertThat(sent(1)).containsExactly("shopper");
  }

  @Test
  void a_file_that_is_kept_is_compared_until_its_time_is_over_or_it_is_another() {
    Path data = Path.of("data");
    KeptFiles files = new KeptFiles(database, journal, batches, data, MINUTE, clock);
    Batch monday = opened("monday", capture(2, "a", "o1"));
    Batch tuesday = opened("tuesday", capture(2, "b", "o2"));
    journal.claimDue(10).forEach(claim -> journal.conclude(claim, SUCCEEDED));
    reported("monday");
    reported("tuesday");
    files.keep(monday, data.resolve("archive/monday.csv"));
    files.keep(tuesday, data.resolve("archive/tuesday.csv"));
    files.keep(tuesday, null);

    KeptFile kept = files.find("monday").orElseThrow();
    assertThat(kept.file()).isEqualTo(Path.of("data/archive/monday.csv"));
    assertThat(kept.seen()).isNull();
    KeptFile.Look look = new KeptFile.Look(7, 1_700_000_000_000L);
    files.compared(new KeptFile.Compared(kept, look, null, false));
    assertThat(files.find("monday").orElseThrow().seen()).isEqualTo(look);

    files.compared(
        new KeptFile.Compared(files.find("tuesday").orElseThrow(), look, "another", true));
    assertThat(files.toCompare()).extracting(each -> each.batch().id()).containsExactly("monday");
    assertThat(files.different()).singleElement().asString().contains("tuesday", "another");
    assertThat(amendments.written("tuesday")).isEqualTo(1);

    clock.advance(MINUTE);
    files.compared(new KeptFile.Compared(files.find("monday").orElseThrow(), look, null, false));
    assertThat(files.toCompare()).isEmpty();
    assertThat(amendments.written("monday")).isZero();
    clock.advance(Duration.ofDays(1));
    assertThat(files.different()).isEmpty();
  }

  @Test
  void what_was_different_when_a_file_was_reported_is_told() {
    KeptFiles files = new KeptFiles(database, journal, batches, Path.of(""), MINUTE, clock);
    Batch monday = opened("monday", capture(2, "a", "o1"));
    journal.claimDue(10).forEach(claim -> journal.conclude(claim, SUCCEEDED));

    batches.finish(new Reported(monday, List.of(), "another"));

    assertThat(files.different()).singleElement().asString().contains("monday", "another");
  }

  private List<LineOutcome> outcomes(String batchId) {
    List<LineOutcome> all = new ArrayList<>();
    lines.outcomes(batchId).forEachRemaining(all::add);
    return all;
  }

  // ---- captures that cannot be undone ----------------------------------------------------------

  @Test
  void a_capture_after_one_that_succeeded_is_taken_back_and_its_key_is_free() {
    opened("monday", capture(2, "a", "o1"));
    journal.conclude(journal.claimDue(9).get(0), SUCCEEDED);
    Batch tuesday = opened("tuesday", capture(2, "b", "o1"), cancel(3, "c", "o2"));

    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("c");

    assertThat(lines.progress("tuesday")).containsEntry(EntryState.WITHDRAWN, 1L);
    CommandView view = commands.find("default", Action.CAPTURE, "b").orElseThrow();
    assertThat(view.state()).isEqualTo(EntryState.WITHDRAWN);
    assertThat(view.error()).extracting(e -> e.code()).isEqualTo("ORDER_CAPTURED_BEFORE");
    assertThat(batches.write(tuesday, List.of(capture(9, "b", "o3")))).as("no conflict").isEmpty();
    assertThat(journal.claimDue(9)).extracting(c -> c.command().orderId()).containsExactly("o3");
    assertThat(commands.find("default", Action.CAPTURE, "b").orElseThrow().state())
        .isEqualTo(EntryState.SENT);
  }

  @Test
  void a_file_is_not_sent_before_plural_has_said_what_its_first_orders_are_worth() {
    CaptureLooks looks = new CaptureLooks(database, journal, schedule, CaptureLooks.First.SAMPLE);
    Batch monday = batch("monday");
    batches.write(monday, List.of(capture(2, "a", "o1"), capture(3, "b", "o2")));
    looks.open(monday);
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.LOOKING);
    assertThat(journal.claimDue(9)).isEmpty();
    List<Claim> asked = looks.claim(9);
    assertThat(asked).extracting(c -> c.command().orderId()).containsExactlyInAnyOrder("o1", "o2");
    assertThat(looks.claim(9)).as("in hand").isEmpty();
    asked.forEach(claim -> looks.learn(claim, new OrderReport.Silent("HTTP 503", Evidence.NONE)));
    assertThat(looks.claim(9)).as("not at once").isEmpty();
    clock.advance(MINUTE);

    for (Claim claim : looks.claim(9)) {
      looks.learn(claim, found(claim, claim.command().orderId().equals("o1") ? 110_000 : 1100));
    }

    looks.claim(9);
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.OPEN);
    Claim sent = journal.claimDue(9).get(0);
    assertThat(sent.command().key()).isEqualTo("b");
    journal.conclude(sent, SUCCEEDED);
    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday");
    LineOutcome line = lines.outcomes("monday").next();
    assertThat(line.entry().errorCode()).isEqualTo("CAPTURE_IS_PARTIAL");
    assertThat(line.entry().orderAmount()).isEqualTo(110_000L);
  }

  @Test
  void a_file_of_which_plural_is_asked_what_its_orders_are_worth_is_not_done() {
    Batch monday = batch("monday");
    batches.write(monday, List.of(capture(2, "a", "o1")));
    new CaptureLooks(database, journal, schedule, CaptureLooks.First.ALL).open(monday);
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.LOOKING);

    assertThat(batches.notDone()).extracting(Batch::id).containsExactly("monday");
  }

  @Test
  void a_question_of_a_node_that_died_is_asked_by_another() {
    CaptureLooks looks = new CaptureLooks(database, journal, schedule, CaptureLooks.First.ALL);
    Batch monday = batch("monday");
    batches.write(monday, List.of(capture(2, "a", "o1")));
    looks.open(monday);
    assertThat(looks.claim(9)).hasSize(1);
    clock.advance(MINUTE.multipliedBy(2));

    List<Claim> again = looks.claim(9);

    assertThat(again).hasSize(1);
    looks.learn(again.get(0), new OrderReport.Missing(Evidence.NONE));
    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("a");
  }

  @Test
  void after_a_capture_of_a_part_that_nobody_meant_all_others_of_its_file_are_asked_about() {
    CaptureLooks looks = new CaptureLooks(database, journal, schedule, CaptureLooks.First.SAMPLE);
    opened("monday", capture(2, "a", "o1"), capture(3, "b", "o2"), capture(4, "c", "o3"));
    List<Claim> sent = journal.claimDue(2);
    batches.hold("monday", clock.instant().plus(MINUTE), "HTTP 503");

    journal.conclude(sent.get(0), SUCCEEDED);
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.HELD);
    journal.conclude(sent.get(1), ofAnOrderOf(110_000));

    assertThat(journal.claimDue(9)).isEmpty();
    batches.goOn("monday");
    assertThat(batches.find("monday").orElseThrow().state()).isEqualTo(Batch.State.LOOKING);
    assertThat(journal.claimDue(9)).isEmpty();
    looks.claim(9).forEach(claim -> looks.learn(claim, found(claim, 110_000)));
    looks.claim(9);
    assertThat(lines.progress("monday")).containsEntry(EntryState.WITHDRAWN, 1L);
    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday");
    assertThat(lines.releasedUnmeant("monday"))
        .containsExactly("INR 1,089.00 released for good by 1 capture without partial=yes: line 3");
  }

  private static Outcome ofAnOrderOf(long worth) {
    return new Outcome.Succeeded(
        new Evidence(
            200,
            OrderStatus.PROCESSED,
            "request-1",
            AcquirerIds.NONE,
            Money.of(worth, "INR"),
            null,
            null));
  }

  @Test
  void strictly_nothing_of_a_file_is_sent_of_which_one_line_is_not() {
    CaptureLooks looks = new CaptureLooks(database, journal, schedule, CaptureLooks.First.SAMPLE);
    Batch monday =
        new Batch(
            "monday",
            "default",
            "monday.csv",
            "sha-monday",
            BatchMode.STRICT,
            Batch.State.READING,
            2,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(monday);
    batches.write(monday, List.of(capture(2, "a", "o1"), cancel(3, "b", "o2")));
    looks.open(monday);

    looks.learn(looks.claim(9).get(0), found("o1", 110_000));

    assertThat(journal.claimDue(9)).isEmpty();
    assertThat(lines.progress("monday")).containsEntry(EntryState.WITHDRAWN, 2L);
    assertThat(batches.allConcluded()).extracting(Batch::id).containsExactly("monday");
  }

  @Test
  void all_captures_of_an_order_in_one_file_are_refused_and_read_again_it_comes_to_the_same() {
    Batch monday = batch("monday");
    List<BatchEntry> read =
        List.of(
            capture(2, "a", "o1"),
            capture(3, "b", "o2"),
            capture(4, "c", "o1"),
            capture(5, "a", "o1"));
    for (int time = 0; time < 2; time++) {
      batches.write(monday, read);
      new Captures(database, batches).refuse(monday);
    }
    batches.open(monday);

    assertThat(journal.claimDue(9)).extracting(c -> c.command().key()).containsExactly("b");
    assertThat(lines.keptLines("monday").refused()).isEqualTo(3);
    assertThat(lines.refused("monday").next().faults().get(0).message()).startsWith("lines 2, 4 ");
  }

  private static OrderReport found(Claim claim, long worth) {
    return found(claim.command().orderId(), worth);
  }

  private static OrderReport found(String orderId, long worth) {
    return new OrderReport.Found(
        new Order(
            orderId,
            OrderStatus.AUTHORIZED,
            null,
            null,
            null,
            Money.of(worth, "INR"),
            null,
            List.of(),
            List.of(),
            Evidence.NONE));
  }
}
