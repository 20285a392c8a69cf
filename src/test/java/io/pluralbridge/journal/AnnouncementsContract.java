package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Addressee.Door;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.outbox.Announcement;
import io.pluralbridge.journal.outbox.Announcements;
import io.pluralbridge.journal.outbox.DeadLetter;
import io.pluralbridge.journal.outbox.Outbox;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the journal promises those who sent a message and do not wait. */
abstract class AnnouncementsContract extends CommandsContract {

  private static final Outcome DONE =
      new Outcome.Succeeded(
          new Evidence(200, OrderStatus.PROCESSED, "r", "rrn", new Said(200, "{\"data\":{}}")));

  private Announcements announcements;
  private Outbox<Announcement> outcomes;
  private Outbox<DeadLetter> deadLetters;

  @BeforeEach
  void open_announcements() {
    announcements = new Announcements(database, journal, schedule);
    outcomes = announcements.outcomes(Door.QUEUE);
    deadLetters = announcements.deadLetters(Door.QUEUE);
  }

  private static Command capture(String key, long minorUnits) {
    return new Command(
        "default",
        Action.CAPTURE,
        key,
        "order-of-" + key,
        Money.of(minorUnits, "INR"),
        "{\"merchant_capture_reference\":\"" + key + "\",\"value\":" + minorUnits + "}");
  }

  private static Addressee sender(String messageId) {
    return new Addressee(Door.QUEUE, messageId, "erp.replies", "corr-" + messageId);
  }

  private Acceptance handIn(Command command, String messageId) throws Exception {
    return commands.accept(command, null, Origin.http("queue"), sender(messageId));
  }

  private List<Announcement> due() {
    return outcomes.claim(100);
  }

  private Claim sent() {
    return journal.claimDue(1).get(0);
  }

  @Test
  void there_is_nothing_to_tell_before_the_outcome_and_then_it_is_told_once() throws Exception {
    handIn(capture("a", 100), "m-1");
    assertThat(due()).isEmpty();
    Claim claim = sent();
    assertThat(due()).isEmpty();

    journal.conclude(claim, DONE);

    Announcement announcement = due().get(0);
    assertThat(announcement.to()).isEqualTo(sender("m-1"));
    assertThat(announcement.view().state()).isEqualTo(EntryState.SUCCEEDED);
    assertThat(announcement.view().key()).isEqualTo("a");
    assertThat(announcement.view().said().json()).isEqualTo("{\"data\":{}}");
    assertThat(announcement.view().attempts()).isEqualTo(1);
    assertThat(announcement.orderId()).isEqualTo("order-of-a");
    assertThat(due()).as("it is in hand").isEmpty();
    outcomes.delivered(announcement);
    clock.advance(Duration.ofDays(1));
    assertThat(due()).isEmpty();
  }

  @Test
  void the_same_message_delivered_again_is_told_once() throws Exception {
    handIn(capture("a", 100), "m-1");
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), DONE);
    outcomes.delivered(due().get(0));

    handIn(capture("a", 100), "m-1");

    assertThat(due()).isEmpty();
    assertThat(journal.claimDue(9)).isEmpty();
  }

  @Test
  void another_message_with_the_same_command_is_told_too_and_at_once_when_there_is_an_outcome()
      throws Exception {
    handIn(capture("a", 100), "m-1");
    handIn(capture("a", 100), "m-2");
    journal.conclude(sent(), DONE);
    List<Announcement> both = due();
    assertThat(both).extracting(a -> a.to().messageId()).containsExactly("m-1", "m-2");
    assertThat(both.get(0).outcomeId()).isNotEqualTo(both.get(1).outcomeId());

    assertThat(handIn(capture("a", 100), "m-3"))
        .isEqualTo(new Acceptance.Accepted(both.get(0).view().entryId(), false));

    assertThat(due()).extracting(a -> a.to().messageId()).containsExactly("m-3");
  }

  @Test
  void what_came_first_in_a_file_is_told_to_the_sender_of_a_message_too() throws Exception {
    Command command = capture("a", 100);
    Batch batch =
        new Batch(
            "monday",
            "default",
            "monday.csv",
            "sha-of-monday",
            BatchMode.LENIENT,
            Batch.State.READING,
            1,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    batches.write(batch, List.of(new BatchEntry.Wanted(2, command, command.amount())));
    batches.open(batch);
    handIn(command, "m-1");

    journal.conclude(sent(), DONE);

    assertThat(due()).hasSize(1);
  }

  @Test
  void what_is_taken_back_with_its_file_is_told_so_that_it_can_be_handed_in_again()
      throws Exception {
    Command command = capture("a", 100);
    Batch batch =
        new Batch(
            "monday",
            "default",
            "monday.csv",
            "sha-of-monday",
            BatchMode.STRICT,
            Batch.State.READING,
            1,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    batches.write(batch, List.of(new BatchEntry.Wanted(2, command, command.amount())));
    handIn(command, "m-1");

    batches.refuse(batch);

    Announcement announcement = due().get(0);
    assertThat(announcement.view()).isNull();
    assertThat(announcement.refusal()).isNull();
  }

  @Test
  void what_a_broker_did_not_take_is_tried_again_later_and_under_the_same_id() throws Exception {
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), DONE);
    Announcement first = due().get(0);

    outcomes.failed(first, new IllegalStateException("no broker"));

    assertThat(due()).as("nothing is tried for a while").isEmpty();
    clock.advance(MINUTE);
    Announcement again = due().get(0);
    assertThat(again.outcomeId()).isEqualTo(first.outcomeId());
    assertThat(again.tries()).isEqualTo(1);
    assertThat(again.to()).isEqualTo(first.to());
  }

  @Test
  void who_cannot_be_told_for_long_is_told_where_everybody_is() throws Exception {
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), DONE);

    for (int i = 0; i < 8; i++) {
      outcomes.failed(due().get(0), new IllegalStateException("no such queue"));
      clock.advance(Duration.ofHours(1));
    }

    assertThat(due().get(0).to()).isEqualTo(new Addressee(Door.QUEUE, "m-1", "", "corr-m-1"));
  }

  @Test
  void what_a_node_that_died_had_in_hand_is_told_by_another() throws Exception {
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), DONE);
    Announcement lost = due().get(0);

    clock.advance(Duration.ofSeconds(61));

    assertThat(due().get(0).outcomeId()).isEqualTo(lost.outcomeId());
  }

  @Test
  void what_is_parked_is_told_and_its_end_later_under_another_id() throws Exception {
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), LOST);
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofHours(10));
      journal.conclude(journal.claimUnknown(1).get(0), LOST);
    }
    Announcement parked = due().get(0);
    assertThat(parked.view().state()).isEqualTo(EntryState.UNKNOWN);
    assertThat(parked.view().reason()).startsWith("parked after 24 h");
    clock.advance(Duration.ofDays(2));
    Claim asked = journal.claimUnknown(1).get(0);

    // It is settled while the news that it is parked is on its way.
    Announcement onItsWay = due().get(0);
    journal.conclude(asked, DONE);
    outcomes.delivered(onItsWay);

    Announcement end = due().get(0);
    assertThat(end.view().state()).isEqualTo(EntryState.SUCCEEDED);
    assertThat(end.outcomeId()).isNotEqualTo(parked.outcomeId());
    outcomes.delivered(end);
    assertThat(due()).isEmpty();
  }

  @Test
  void a_refused_message_is_answered_each_time_and_kept_once() throws Exception {
    announcements.refuse("default", sender("m-1"), "{\"status\":\"REFUSED\"}", "hello", "no JSON");
    announcements.refuse("default", sender("m-1"), "{\"status\":\"REFUSED\"}", "hello", "no JSON");
    announcements.refuse("default", sender("m-2"), "{\"status\":\"REFUSED\"}", "hello", "no JSON");
    announcements.refuse("default", sender("m-3"), "{\"status\":\"REFUSED\"}", "other", "no JSON");

    assertThat(due())
        .extracting(a -> a.to().messageId(), Announcement::view, Announcement::refusal)
        .containsExactly(
            tuple("m-1", null, "{\"status\":\"REFUSED\"}"),
            tuple("m-2", null, "{\"status\":\"REFUSED\"}"),
            tuple("m-3", null, "{\"status\":\"REFUSED\"}"));
    List<DeadLetter> kept = deadLetters.claim(9);
    assertThat(kept).extracting(DeadLetter::content).containsExactly("hello", "other");
    assertThat(kept.get(0).reason()).isEqualTo("no JSON");
    deadLetters.delivered(kept.get(0));
    deadLetters.failed(kept.get(1), new IllegalStateException("no broker"));
    clock.advance(MINUTE);
    assertThat(deadLetters.claim(9))
        .extracting(DeadLetter::content, DeadLetter::tries)
        .containsExactly(tuple("other", 1));
  }

  @Test
  void what_was_looked_at_and_comes_back_is_kept_again() throws Exception {
    announcements.refuse("default", sender("m-1"), "{}", "hello", "no JSON");
    deadLetters.delivered(deadLetters.claim(9).get(0));
    clock.advance(Duration.ofMinutes(11));

    announcements.refuse("default", sender("m-2"), "{}", "hello", "no JSON");

    assertThat(deadLetters.claim(9))
        .extracting(DeadLetter::messageId, DeadLetter::content)
        .containsExactly(tuple("m-2", "hello"));
  }

  @Test
  void messages_of_which_nothing_could_be_kept_are_each_one_of_its_own() throws Exception {
    announcements.refuse("default", sender("m-1"), "{}", "", "too large");
    announcements.refuse("default", sender("m-2"), "{}", "", "too large");

    assertThat(deadLetters.claim(9)).hasSize(2);
  }

  @Test
  void a_message_with_a_nul_in_it_is_kept_like_any_other() throws Exception {
    announcements.refuse("default", sender("m-1"), "{}", "a\0b", "no JSON");

    assertThat(deadLetters.claim(9)).extracting(DeadLetter::content).containsExactly("a\uFFFDb");
  }

  @Test
  void doors_tell_their_own() throws Exception {
    commands.accept(
        capture("a", 100),
        null,
        Origin.http("topic"),
        new Addressee(Door.TOPIC, "commands-0-17", "", ""));
    journal.conclude(sent(), DONE);

    assertThat(due()).isEmpty();
    assertThat(announcements.outcomes(Door.TOPIC).claim(9)).hasSize(1);
  }

  @Test
  void a_message_that_comes_as_its_command_is_concluded_is_told_all_the_same() throws Exception {
    for (int i = 0; i < 100; i++) {
      Command command = capture("race-" + i, 100);
      handIn(command, "first-" + i);
      Claim claim = sent();
      String second = "second-" + i;
      CompletableFuture<Void> concluded =
          CompletableFuture.runAsync(() -> journal.conclude(claim, DONE));
      handIn(command, second);
      concluded.join();

      assertThat(due()).extracting(a -> a.to().messageId()).contains("first-" + i, second);
    }
  }

  private List<String> claimed(int max) {
    return outcomes.claim(max).stream().map(one -> one.to().messageId()).toList();
  }

  @Test
  void what_is_claimed_is_not_claimed_again_before_its_lease_is_over_and_the_next_ones_are()
      throws Exception {
    for (int i = 0; i < 6; i++) {
      announcements.refuse("default", sender("m-" + i), "{}", "text " + i, "no JSON");
      clock.advance(Duration.ofMillis(1));
    }
    List<Announcement> first = outcomes.claim(2);
    assertThat(first).extracting(one -> one.to().messageId()).containsExactly("m-0", "m-1");
    clock.advance(Duration.ofSeconds(30));
    assertThat(claimed(3)).containsExactly("m-2", "m-3", "m-4");
    assertThat(claimed(9)).containsExactly("m-5");
    assertThat(claimed(9)).isEmpty();
    outcomes.delivered(first.get(0));
    assertThat(claimed(9)).isEmpty();

    clock.advance(Duration.ofSeconds(30));
    assertThat(claimed(9)).as("its lease is over").containsExactly("m-1");
    clock.advance(Duration.ofSeconds(30));
    assertThat(claimed(9)).containsExactlyInAnyOrder("m-2", "m-3", "m-4", "m-5");
  }

  @Test
  void what_became_due_anew_within_the_millisecond_of_its_first_time_is_told_too()
      throws Exception {
    handIn(capture("a", 100), "m-1");
    journal.conclude(sent(), LOST);
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofHours(10));
      journal.conclude(journal.claimUnknown(1).get(0), LOST);
    }
    Announcement parked = due().get(0);
    clock.advance(Duration.ofDays(2));
    outcomes.failed(parked, new IllegalStateException("no broker"));
    Claim asked = journal.claimUnknown(1).get(0);
    clock.advance(Duration.ofDays(2));
    Announcement onItsWay = due().get(0);
    journal.conclude(asked, DONE);
    outcomes.delivered(onItsWay);

    assertThat(due().get(0).view().state()).isEqualTo(EntryState.SUCCEEDED);
  }
}
