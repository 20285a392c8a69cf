package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.LineOutcome.EntryOutcome;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.MovingClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of Plural that prove nothing, however often it is asked, end with a person. */
class NeverSettledTest {

  private final MovingClock clock = new MovingClock();
  private final Schedule schedule =
      new Schedule(
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(30),
          clock,
          new Random(1));
  private final Inquiry inquiry = new Inquiry(schedule);

  @TempDir Path folder;
  private Database database;
  private Journal journal;
  private Batches batches;

  @BeforeEach
  void lose_the_answer_to_a_capture() {
    database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", ""));
    journal = new Journal(database, schedule, "node");
    batches = new Batches(database, journal, clock);
    Batch batch =
        new Batch(
            "monday",
            "default",
            "monday.csv",
            "sha",
            BatchMode.LENIENT,
            Batch.State.READING,
            1,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    batches.write(
        batch, List.of(new BatchEntry.Wanted(2, Claims.capture().sent().command(), Claims.AMOUNT)));
    batches.open(batch);
    Claim claim = journal.claimDue(1).get(0);
    journal.conclude(
        claim, new Outcome.Unknown("no answer", null, false, null, null, Evidence.NONE));
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  static Stream<Arguments> reports() {
    Order.Capture otherAmount = new Order.Capture(Claims.KEY, Money.of(4000, "INR"));
    return Stream.of(
        Arguments.of(found(OrderStatus.PROCESSED), "PROCESSED without a list of its captures"),
        Arguments.of(found(OrderStatus.PROCESSED, otherAmount), "with another amount"),
        Arguments.of(found(OrderStatus.PENDING), "the order is PENDING"),
        Arguments.of(
            new OrderReport.Silent("Plural answered HTTP 500", Evidence.NONE), "HTTP 500"));
  }

  private static OrderReport found(OrderStatus status, Order.Capture... captures) {
    return new OrderReport.Found(new Order(Claims.ORDER, status, List.of(captures), Evidence.NONE));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void what_asking_can_never_settle_is_parked_with_what_was_found(
      OrderReport report, String finding) {
    ask(Duration.ofHours(24).minusMinutes(10), report);
    assertThat(batches.allConcluded()).isEmpty();
    ask(Duration.ofMinutes(20), report);

    assertThat(batches.allConcluded()).hasSize(1);
    EntryOutcome entry = new BatchLines(database).outcomes("monday").next().entry();
    assertThat(entry.state()).isEqualTo(EntryState.UNKNOWN);
    assertThat(entry.reason()).startsWith("parked after 24 h: asked, and ").contains(finding);
  }

  /** That time passes, and whenever a question is due this is the answer. */
  private void ask(Duration time, OrderReport report) {
    for (long minute = 0; minute < time.toMinutes(); minute += 10) {
      clock.advance(Duration.ofMinutes(10));
      journal
          .claimUnknown(1)
          .forEach(claim -> journal.conclude(claim, inquiry.settle(claim, report)));
    }
  }
}
