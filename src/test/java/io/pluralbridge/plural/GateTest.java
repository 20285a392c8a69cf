package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the gate lets through, on a journal with a file of 2,000 lines. */
class GateTest {

  private static final int LINES = 2_000;
  private static final int MOST = 64;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final Outcome SUCCEEDED = new Outcome.Succeeded(status(200));
  private static final Outcome DECLINED = new Outcome.Declined("NO", "no", status(422));
  private static final Outcome BROKEN = unknown("Plural answered HTTP 503", status(503));
  private static final Outcome TURNED_AWAY =
      new Outcome.NotSent("Plural takes no more calls for now", null, status(429));
  private static final Outcome NO_CONNECTION =
      new Outcome.NotSent("could not connect", null, Evidence.NONE);

  private final MovingClock clock = new MovingClock();
  @TempDir Path folder;
  private Database database;
  private Journal journal;
  private Batches batches;
  private Circuit circuit;
  private Gate gate;
  private int perSecond;

  @BeforeEach
  void open() {
    database = Database.open(new DatabaseSettings("jdbc:sqlite:" + folder.resolve("j"), "", ""));
    Duration second = Duration.ofSeconds(1);
    Schedule schedule =
        new Schedule(second, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, clock, new Random(1));
    journal = new Journal(database, schedule, "node-1");
    batches = new Batches(database, journal, clock);
    circuit = new Circuit(Duration.ofMillis(1), MINUTE, clock);
    gate = gate(50);
    Batch batch =
        new Batch(
            "monday",
            "default",
            "monday.csv",
            "sha",
            BatchMode.LENIENT,
            Batch.State.READING,
            LINES,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    List<BatchEntry> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      Money amount = Money.of(1100, "INR");
      lines.add(
          new BatchEntry.Wanted(
              i + 2,
              new Command("default", Action.CAPTURE, "cap-" + i, "order-" + i, amount, "{}"),
              amount));
    }
    batches.write(batch, lines);
    batches.open(batch);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  private Gate gate(int holdAtPercent) {
    return new Gate(
        circuit,
        new Pace(MOST, Duration.ofSeconds(1), clock),
        new Rate(perSecond, () -> clock.millis() * 1_000_000),
        new BatchWatch(batches, holdAtPercent, MINUTE, clock),
        new CallHealth(clock),
        clock);
  }

  private static Evidence status(int httpStatus) {
    return new Evidence(httpStatus, null, null, null);
  }

  private static Outcome unknown(String reason, Evidence evidence) {
    return new Outcome.Unknown(reason, null, false, null, evidence);
  }

  // ---- batches ---------------------------------------------------------------------------------

  static Stream<Outcome> failures() {
    return Stream.of(
        unknown("Plural answered HTTP 500", status(500)),
        unknown("Plural answered HTTP 504", status(504)),
        unknown("Plural answered HTTP 408", status(408)),
        unknown("sent, and no answer came in time", Evidence.NONE));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_batch_of_which_everything_fails_is_held_after_twenty_calls(Outcome failure) {
    carryOut(19, failure);
    assertThat(batches.held()).isEmpty();

    carryOut(1, failure);

    String words = ((Outcome.Unknown) failure).reason();
    assertThat(batches.held())
        .containsExactly(
            new Hold(
                "monday",
                "monday.csv",
                clock.instant().plus(MINUTE),
                "20 of the last 20 calls failed (" + words + ")"));
    assertThat(calls(MOST)).isEmpty();
  }

  static Stream<Outcome> noFailures() {
    Outcome.Declined refusal = new Outcome.Declined("DUPLICATE_REQUEST", "seen", status(422));
    return Stream.of(
        SUCCEEDED,
        DECLINED,
        unknown("an answer that does not tell", status(200)),
        unknown("Plural answered HTTP 302", status(302)),
        new Outcome.Unknown("an earlier call may be why", refusal, false, null, status(422)),
        new Outcome.Unknown("an earlier call may be why", refusal, false, null, status(500)),
        new Outcome.NotSent("Plural refused two tokens", null, status(401)),
        NO_CONNECTION);
  }

  @ParameterizedTest
  @MethodSource("noFailures")
  void what_is_no_failure_of_the_gateway_holds_no_batch(Outcome outcome) {
    for (int i = 0; i < 60; i++) {
      learn(outcome);
    }
    assertThat(batches.held()).isEmpty();
  }

  @Test
  void the_last_hundred_calls_decide() {
    carryOut(200, SUCCEEDED);
    carryOut(49, BROKEN);
    assertThat(batches.held()).isEmpty();

    carryOut(1, BROKEN);

    assertThat(batches.held())
        .extracting(Hold::reason)
        .containsExactly("50 of the last 100 calls failed (Plural answered HTTP 503)");
  }

  @Test
  void at_a_hundred_percent_it_takes_all_of_them() {
    gate = gate(100);
    carryOut(1, SUCCEEDED);
    carryOut(99, BROKEN);
    assertThat(batches.held()).isEmpty();

    carryOut(1, BROKEN);
    assertThat(batches.held()).hasSize(1);
  }

  @Test
  void what_was_claimed_ahead_stays_here_once_its_batch_is_held() throws Exception {
    Claim ahead = calls(1).get(0);
    gate.stillLetsThrough(ahead);

    carryOut(20, BROKEN);

    assertThatThrownBy(() -> gate.stillLetsThrough(ahead)).isInstanceOf(TooLateException.class);
  }

  @Test
  void what_was_claimed_ahead_stays_here_when_plural_turns_most_calls_away() throws Exception {
    Claim ahead = calls(1).get(0);
    carryOut(4, TURNED_AWAY);
    gate.stillLetsThrough(ahead);

    carryOut(1, TURNED_AWAY);

    assertThatThrownBy(() -> gate.stillLetsThrough(ahead)).isInstanceOf(TooLateException.class);
    clock.advance(Duration.ofSeconds(2));
    gate.stillLetsThrough(ahead);
  }

  @Test
  void what_was_claimed_ahead_does_not_wait_for_its_place_for_long() throws Exception {
    Claim ahead = calls(1).get(0);
    clock.advance(Duration.ofSeconds(5));
    gate.stillLetsThrough(ahead);

    clock.advance(Duration.ofMillis(1));

    assertThatThrownBy(() -> gate.stillLetsThrough(ahead)).isInstanceOf(TooLateException.class);
  }

  @Test
  void a_held_batch_goes_on_by_itself_and_begins_anew() {
    carryOut(20, BROKEN);
    clock.advance(MINUTE);

    carryOut(19, BROKEN);
    assertThat(batches.held()).isEmpty();
    carryOut(1, SUCCEEDED);
    carryOut(1, BROKEN);
    assertThat(batches.held()).extracting(Hold::reason).allMatch(r -> r.startsWith("19 of the "));
  }

  @Test
  void who_fails_again_is_held_for_twice_as_long_and_ten_times_as_long_at_most() {
    for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
      carryOut(20, BROKEN);

      assertThat(batches.held().get(0).until()).isEqualTo(after(minutes));
      clock.advance(MINUTE.multipliedBy(minutes));
    }
    carryOut(20, SUCCEEDED);
    carryOut(100, BROKEN);
    assertThat(batches.held().get(0).until()).as("it was well for a while").isEqualTo(after(1));
  }

  private Instant after(int minutes) {
    return clock.instant().plus(MINUTE.multipliedBy(minutes));
  }

  @Test
  void answers_to_what_was_sent_before_the_hold_do_not_count_any_more() {
    List<Claim> before = calls(MOST);
    before.subList(0, 20).forEach(claim -> gate.learn(claim, BROKEN));
    batches.goOn("monday");

    before.subList(20, MOST).forEach(claim -> gate.learn(claim, BROKEN));

    assertThat(batches.held()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(calls(MOST)).hasSize(MOST);
  }

  // ---- places ----------------------------------------------------------------------------------

  @Test
  void no_more_calls_are_under_way_than_may_be() {
    List<Claim> first = calls(MOST);
    assertThat(first).hasSize(MOST);
    assertThat(calls(MOST)).isEmpty();

    gate.learn(first.get(0), SUCCEEDED);
    gate.learn(first.get(0), SUCCEEDED);
    gate.over(first.get(0));
    assertThat(calls(MOST)).as("a place is free once").hasSize(1);
  }

  @Test
  void a_call_that_is_over_without_an_outcome_leaves_its_place() {
    calls(MOST).forEach(gate::over);

    assertThat(calls(MOST)).hasSize(MOST);
  }

  @Test
  void a_journal_that_fails_costs_no_place() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> gate.calls(MOST, this::fail)).hasMessage("the disk is full");
    }
    assertThat(calls(MOST)).hasSize(MOST);
  }

  private List<Claim> fail(int max) {
    throw new IllegalStateException("the disk is full");
  }

  @Test
  void a_probe_that_is_over_without_an_outcome_can_be_had_again() {
    carryOut(20, NO_CONNECTION);
    List<Claim> probes = probes();
    assertThat(probes).hasSize(3);
    assertThat(calls(MOST)).isEmpty();

    probes.forEach(gate::over);

    assertThat(calls(MOST)).hasSize(3);
  }

  private List<Claim> probes() {
    List<Claim> probes = List.of();
    while (probes.isEmpty()) {
      probes = calls(MOST);
    }
    return probes;
  }

  // ---- in a second -----------------------------------------------------------------------------

  private void atMost(int calls) {
    perSecond = calls;
    gate = gate(50);
  }

  @Test
  void no_more_is_claimed_than_may_begin() {
    atMost(50);
    assertThat(gate.untilCall()).isEmpty();
    assertThat(calls(MOST)).hasSize(5);
    assertThat(gate.untilCall()).as("something was claimed").isEmpty();
    assertThat(calls(MOST)).isEmpty();
    assertThat(gate.untilCall()).contains(Duration.ofMillis(20));

    clock.advance(Duration.ofMillis(20));
    assertThat(calls(MOST)).hasSize(1);
    clock.advance(Duration.ofSeconds(9));
    assertThat(calls(MOST)).hasSize(5);
  }

  @Test
  void what_is_not_sent_costs_nothing_in_a_second() {
    atMost(50);
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> gate.calls(MOST, this::fail)).hasMessage("the disk is full");
      assertThat(gate.calls(MOST, max -> List.of())).isEmpty();
      assertThat(gate.untilCall()).as("nothing was due").isEmpty();
      assertThat(gate.questions(MOST, max -> List.of())).isEmpty();
    }
    assertThat(calls(MOST)).hasSize(5);
  }

  @Test
  void a_circuit_that_is_open_keeps_its_part_of_a_second_for_later() {
    atMost(5_000);
    carryOut(20, NO_CONNECTION);
    probes();
    for (int i = 0; i < 100; i++) {
      assertThat(calls(MOST)).isEmpty();
    }
    assertThat(gate.untilCall()).as("that is not why").isEmpty();
  }

  @Test
  void questions_of_every_kind_count_and_leave_room_for_calls() throws Exception {
    atMost(50);
    assertThat(gate.questions(8, journal::claimDue)).hasSize(1);
    assertThat(gate.questions(8, journal::claimDue)).isEmpty();
    assertThat(gate.untilQuestion()).contains(Duration.ofMillis(80));
    gate.oneMore();
    assertThat(gate.waitOfCaller()).isZero();
    gate.oneMore();
    assertThat(calls(MOST)).hasSize(2);

    assertThat(gate.waitOfCaller()).as("the second of a burst").isZero();
    assertThat(gate.waitOfCaller()).isEqualTo(40);
  }

  // ---- questions -------------------------------------------------------------------------------

  @Test
  void questions_wait_while_everything_does() {
    assertThat(gate.questions(8, max -> calls(max))).hasSize(8);
    for (int i = 0; i < 5; i++) {
      gate.learnFrom(new OrderReport.Silent("Plural answered HTTP 429", status(429)));
    }

    assertThat(gate.questions(8, max -> calls(max))).isEmpty();
    assertThat(gate.questionsOfCallers(8, max -> calls(max))).isEmpty();
    assertThat(calls(MOST)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(gate.questions(1, journal::claimDue)).hasSize(1);
  }

  @Test
  void nobody_asks_where_nobody_answers() {
    List<Claim> claims = calls(20);
    claims.forEach(claim -> gate.learn(claim, NO_CONNECTION));

    assertThat(circuit.down().orElseThrow())
        .isEqualTo(new Circuit.Down(clock.instant(), "could not connect"));
    assertThat(circuit.isOpen()).isTrue();
    assertThat(gate.questions(8, journal::claimDue)).isEmpty();
    assertThat(gate.questionsOfCallers(8, journal::claimDue)).isEmpty();
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private List<Claim> calls(int max) {
    return gate.calls(max, journal::claimDue);
  }

  /** So many calls, one after the other, some time after what was before. */
  private void carryOut(int times, Outcome outcome) {
    clock.advance(Duration.ofMillis(300));
    for (int i = 0; i < times; i++) {
      learn(outcome);
    }
  }

  private void learn(Outcome outcome) {
    gate.calls(1, journal::claimDue).forEach(claim -> gate.learn(claim, outcome));
  }
}
