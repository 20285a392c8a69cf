package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.JournalFixture;
import io.pluralbridge.journal.Origin;
import io.pluralbridge.journal.Restoration;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/** What is promised of a journal that is not the one that was left. */
abstract class ContinuityContract {

  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path data;

  final MovingClock clock = new MovingClock();
  final Schedule schedule =
      new Schedule(
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(30),
          clock,
          new Random(1));
  private Node open;

  /** A journal that nobody has written yet. */
  abstract DatabaseSettings fresh();

  /** A copy of a journal that nobody has open. */
  abstract DatabaseSettings copyOf(DatabaseSettings journal);

  DatabaseSettings now;

  /** One bridge, as far as its journal goes. */
  final class Node implements AutoCloseable {
    final Database database;
    final Continuity continuity;
    final Journal journal;
    final Commands commands;

    Node(boolean restored) {
      this("node-1", data, restored);
    }

    Node(String name, Path folder, boolean restored) {
      Continuity.checkIsThere(now, folder, restored);
      database = Database.open(now);
      try {
        continuity =
            Continuity.begin(database, folder, name, clock, restored, WEEK, Restoration::begin);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
      journal = new Journal(database, schedule, name);
      commands = new Commands(database, journal, clock);
    }

    void accept(String key) {
      try {
        commands.accept(capture(key), null, Origin.http("shop"));
      } catch (JournalUnavailableException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Accepted, and on its way. */
    Claim send(String key) {
      accept(key);
      return journal.claimDue(10).stream()
          .filter(claim -> claim.command().key().equals(key))
          .findFirst()
          .orElseThrow();
    }

    EntryState state(String key) {
      return commands.find("default", Action.CAPTURE, key).orElseThrow().state();
    }

    @Override
    public void close() {
      journal.close();
      continuity.close();
      database.close();
    }
  }

  private static Command capture(String key) {
    return new Command(
        "default", Action.CAPTURE, key, "order-of-" + key, Money.of(1100, "INR"), "{}");
  }

  @BeforeEach
  void begin() {
    now = fresh();
  }

  @AfterEach
  void end() {
    if (open != null) {
      open.close();
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> new Node(false).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(words)
        .hasMessageContainingAll(
            "nothing is sent", "put the right journal back", "--restored", "an empty data folder");
  }

  @Test
  void the_first_start_and_all_that_follow_are_no_trouble() {
    for (int start = 1; start <= 4; start++) {
      try (Node node = new Node(false)) {
        node.journal.conclude(node.send("c" + start), JournalFixture.SUCCEEDED);
        assertThat(node.continuity.trouble()).isEmpty();
        assertThat(node.database.answers()).isTrue();
      }
    }
    assertThat(marks()).as("one of the last run").hasSize(1);
  }

  @Test
  void a_journal_that_is_older_than_its_mark_is_refused() {
    try (Node node = new Node(false)) {
      node.send("before");
    }
    DatabaseSettings backup = copyOf(now);
    clock.advance(Duration.ofMinutes(3));
    try (Node node = new Node(false)) {
      node.send("after");
    }
    now = backup;

    assertRefused(
        "the journal is older than the one that was left",
        "the last thing in it is of 2026-01-15T10:00:00Z",
        "node-1 wrote it until 2026-01-15T10:03:00Z");
    assertRefused("older than the one that was left");
  }

  @Test
  void one_commit_less_is_too_old() {
    DatabaseSettings backup;
    try (Node node = new Node(false)) {
      node.send("first");
    }
    backup = copyOf(now);
    try (Node node = new Node(false)) {
      // Its start alone.
      assertThat(node.continuity.trouble()).isEmpty();
    }
    now = backup;
    assertRefused("older");
  }

  @Test
  void a_mark_that_is_older_than_its_journal_is_fine_as_after_a_power_cut() throws IOException {
    byte[] early;
    try (Node node = new Node(false)) {
      node.send("first");
      early = Files.readAllBytes(marks().get(0));
      node.send("second");
    }
    Path mark = marks().get(0);
    Files.write(mark, early);
    try (Node node = new Node(false)) {
      node.send("third");
      // Of two places one may be torn.
      early = Files.readAllBytes(marks().get(0));
    }
    mark = marks().get(0);
    for (int place = 0; place < 2; place++) {
      byte[] torn = early.clone();
      Arrays.fill(torn, place * 512 + 20, place * 512 + 512, (byte) 0);
      Files.write(mark, torn);
      assertThat(Mark.in(data.resolve("marks"))).hasSize(1);
    }
    open = new Node(false);
    assertThat(open.continuity.trouble()).isEmpty();
  }

  @Test
  void an_empty_journal_is_not_the_one_that_was_left() throws IOException {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    now = fresh();
    Database.open(now).close();
    assertRefused("the journal is empty", "wrote it until");
    for (Path mark : marks()) {
      Files.delete(mark);
    }
    Path paper = Files.createDirectories(data.resolve("archive")).resolve("night.csv");
    Files.writeString(paper, "order_id");
    assertRefused("the journal is empty", "work was done", paper.toString());
    Files.delete(paper);
    open = new Node(false);
    assertThat(open.continuity.trouble()).isEmpty();
  }

  @Test
  void another_journal_is_not_the_one_that_was_left() {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    now = fresh();
    try (Node elsewhere = new Node("node-1", data.resolve("elsewhere"), false)) {
      elsewhere.send("other");
    }
    assertRefused("the journal is another one");
  }

  @Test
  void a_journal_of_an_earlier_version_is_taken_over() throws IOException {
    try (Node node = new Node(false)) {
      node.send("first");
      node.database.reading().update("DELETE FROM journal_run");
      for (Path mark : marks()) {
        Files.delete(mark);
      }
    }
    for (Path mark : marks()) {
      Files.delete(mark);
    }
    Files.writeString(Files.createDirectories(data.resolve("acks")).resolve("a.ack.json"), "{}");
    open = new Node(false);
    assertThat(open.continuity.trouble()).isEmpty();
    assertThat(marks()).hasSize(1);
  }

  @Test
  void a_commit_that_is_lost_while_it_runs_stops_everything_before_anything_is_sent()
      throws Exception {
    open = new Node(false);
    Claim sent = open.send("first");
    open.accept("second");
    // As when a standby takes over that has not heard of the last commit.
    lose(1);

    assertThatThrownBy(() -> open.journal.claimDue(10)).isInstanceOf(DataAccessException.class);
    assertThat(open.journal.claimDue(10)).isEmpty();
    assertThat(open.state("second")).isEqualTo(EntryState.ACCEPTED);
    assertThat(open.continuity.trouble().orElseThrow())
        .contains("lost what this node had committed");
    assertThat(open.continuity.awaitLoss()).contains("--restored");
    assertThatThrownBy(() -> open.commands.accept(capture("third"), null, Origin.http("shop")))
        .isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(() -> open.journal.conclude(sent, JournalFixture.SUCCEEDED))
        .isInstanceOf(DataAccessException.class);
    assertThat(open.continuity.rescue()).isEmpty();
  }

  private void lose(int commits) {
    open.database.reading().update("UPDATE journal_run SET commits = commits - ?", commits);
  }

  @Test
  void a_run_that_is_gone_from_the_database_is_noticed_by_whoever_asks_how_it_is() {
    open = new Node(false);
    open.database.reading().update("DELETE FROM journal_run");
    assertThat(open.database.answers()).isTrue();
    assertThat(open.continuity.trouble()).isPresent();
    assertThat(open.journal.claimDue(10)).isEmpty();
  }

  @Test
  void a_mark_that_is_taken_away_while_it_runs_comes_back() throws IOException {
    open = new Node(false);
    open.send("first");
    Files.delete(marks().get(0));
    await().atMost(Duration.ofSeconds(10)).until(() -> marks().size() == 1);
    open.send("second");
    open.close();
    open = new Node(false);
    assertThat(open.continuity.trouble()).isEmpty();
  }

  // ---- restored --------------------------------------------------------------------------------

  @Test
  void what_was_to_be_sent_is_asked_about_first() {
    try (Node node = new Node(false)) {
      node.send("sent");
      node.accept("waiting");
    }
    DatabaseSettings backup = copyOf(now);
    try (Node node = new Node(false)) {
      node.accept("lost");
    }
    now = backup;
    clock.advance(Duration.ofMinutes(10));
    Instant restoredAt = clock.instant();
    open = new Node(true);
    open.journal.takeUpWhatWasLeft();

    assertThat(open.journal.claimDue(10)).isEmpty();
    assertThat(open.state("waiting")).isEqualTo(EntryState.UNKNOWN);
    assertThat(open.state("sent")).isEqualTo(EntryState.UNKNOWN);
    List<Claim> questions = open.journal.claimUnknown(10);
    assertThat(questions)
        .hasSize(2)
        .allSatisfy(
            claim -> {
              assertThat(claim.sentAt()).as("may have been, until then").isEqualTo(restoredAt);
              assertThat(claim.noTraceSince()).isNull();
              assertThat(claim.otherwise()).isNull();
              assertThat(claim.attempts()).isEqualTo(claim.command().key().equals("sent") ? 2 : 1);
            });
    assertThat(open.commands.find("default", Action.CAPTURE, "waiting").orElseThrow().history())
        .anyMatch(
            step ->
                "UNKNOWN".equals(step.to())
                    && String.valueOf(step.detail()).contains("the journal was restored"));
    // Only what proves not to have taken effect is sent.
    open.journal.conclude(questions.get(0), JournalFixture.TURNED_AWAY);
    open.journal.conclude(questions.get(1), JournalFixture.SUCCEEDED);
    clock.advance(Duration.ofMinutes(1));
    List<Claim> again = open.journal.claimDue(10);
    assertThat(again).hasSize(1);
    assertThat(again.get(0).isRepeat()).as("an earlier call may have reached Plural").isTrue();
  }

  @Test
  void what_comes_in_within_a_week_is_asked_about_first_with_one_look() {
    try (Node node = new Node(true)) {
      clock.advance(Duration.ofDays(6));
      node.accept("came-before-perhaps");
      assertThat(node.journal.claimDue(10)).isEmpty();
      Claim question = node.journal.claimUnknown(10).get(0);
      assertThat(schedule.absenceIsProofFrom(question.sentAt())).isBefore(clock.instant());
      assertThat(question.noTraceSince()).isEqualTo(clock.instant().minus(schedule.betweenLooks()));
      clock.advance(Duration.ofDays(1));
      assertThat(node.send("new").state()).isEqualTo(EntryState.SENT);
    }
  }

  @Test
  void soon_after_the_restore_the_last_call_of_the_lost_time_may_still_be_under_way() {
    open = new Node(true);
    Instant restoredAt = clock.instant();
    clock.advance(Duration.ofSeconds(20));
    open.accept("early");
    assertThat(open.journal.claimDue(10)).isEmpty();
    Claim question = open.journal.claimUnknown(10).get(0);
    assertThat(question.sentAt()).isEqualTo(restoredAt);
    assertThat(question.noTraceSince()).isNull();
  }

  @Test
  void a_restored_journal_goes_on_like_any_other_and_another_restore_is_noticed() {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    final DatabaseSettings backup = copyOf(now);
    clock.advance(Duration.ofMinutes(1));
    try (Node node = new Node(false)) {
      node.send("second");
    }
    now = backup;
    clock.advance(Duration.ofMinutes(1));
    new Node(true).close();
    final DatabaseSettings later = copyOf(now);
    clock.advance(Duration.ofMinutes(1));
    try (Node node = new Node(false)) {
      node.accept("third");
    }
    now = later;
    assertRefused("older");
  }

  @Test
  void an_outcome_of_an_attempt_before_comes_too_late_for_what_is_accepted_again() {
    open = new Node(false);
    Claim sent = open.send("first");
    open.journal.conclude(sent, JournalFixture.TURNED_AWAY);
    assertThat(open.journal.conclude(sent, JournalFixture.LOST)).isEqualTo(EntryState.ACCEPTED);
  }

  List<Path> marks() {
    return marks(data);
  }

  static List<Path> marks(Path folder) {
    try (Stream<Path> all = Files.list(folder.resolve("marks"))) {
      return all.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
