package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.payment.AcquirerIds;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the journal promises of commands that come one by one, and of waiting for their outcome. */
abstract class CommandsContract extends JournalFixture {

  private static final String SHOP = "shop";
  private static final Said YES = new Said(200, "{\"data\":{\"order_id\":\"o1\"}}");
  private static final Said NO = new Said(422, "{\"code\":\"DUPLICATE_REQUEST\"}");
  private static final Outcome DONE =
      new Outcome.Succeeded(new Evidence(200, OrderStatus.PROCESSED, "request-1", "rrn", YES));

  private Awaited awaited;

  @AfterEach
  void let_everybody_go() {
    if (awaited != null) {
      awaited.close();
    }
  }

  private static Command refund(String key, long minorUnits) {
    return new Command(
        "default",
        Action.REFUND,
        key,
        "o1",
        Money.of(minorUnits, "INR"),
        "{\"merchant_order_reference\":\"" + key + "\",\"value\":" + minorUnits + "}");
  }

  private static Command order(String key) {
    return new Command(
        "default",
        Action.CREATE_ORDER,
        key,
        "",
        Money.of(1100, "INR"),
        "{\"ref\":\"" + key + "\"}");
  }

  private static Command payment(String key, String order, String sealed) {
    return new Command(
        "default",
        Action.CREATE_PAYMENT,
        key,
        order,
        Money.of(1100, "INR"),
        "{\"card\":\"***\"}",
        sealed);
  }

  private long accepted(Command command, String alias) throws JournalUnavailableException {
    return ((Acceptance.Accepted) commands.accept(command, alias, Origin.http(SHOP))).entryId();
  }

  private long accepted(Command command) throws JournalUnavailableException {
    return accepted(command, null);
  }

  private Claim claimed() {
    List<Claim> claims = journal.claimDue(1);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private Claim asked() {
    List<Claim> claims = journal.claimUnknown(1);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private CommandView view(Action action, String name) {
    return commands.find("default", action, name).orElseThrow();
  }

  private Long count(String table) {
    return database.reading().queryForObject("SELECT COUNT(*) FROM " + table, Long.class);
  }

  // ---- what reconciliation joins by ------------------------------------------------------------

  private static final String JOINED_BY =
      "SELECT CONCAT_WS(' ', way, sender, given_by, rrn, approval_code, acquirer_reference,"
          + " payment_id) FROM entry";

  @Test
  void an_entry_keeps_who_gave_it_and_what_settlements_call_its_payment() throws Exception {
    commands.accept(
        refund("r-1", 100),
        null,
        new Origin(Origin.Way.QUEUE, "queue plural.commands", "erp"),
        null);
    AcquirerIds ids = new AcquirerIds("420145000226", "000000", "202456643801053");

    journal.conclude(
        claimed(),
        new Outcome.Succeeded(
            new Evidence(200, OrderStatus.PROCESSED, "request-1", ids, null, "pay-1", YES)));

    assertThat(database.reading().queryForList(JOINED_BY, String.class))
        .containsExactly(
            "QUEUE queue plural.commands erp 420145000226 000000 202456643801053 pay-1");
    assertThat(view(Action.REFUND, "r-1").paymentId()).isEqualTo("pay-1");
  }

  @Test
  void what_a_later_answer_does_not_tell_again_is_kept() throws Exception {
    accepted(refund("r-1", 100));
    AcquirerIds ids = new AcquirerIds("420145000226", "000000", "202456643801053");
    journal.conclude(
        claimed(),
        new Outcome.Unknown(
            "lost",
            null,
            false,
            Instant.ofEpochMilli(0),
            new Evidence(500, null, "request-1", ids, null, "pay-1", null)));

    journal.conclude(asked(), DONE_WITHOUT_IDS);

    assertThat(database.reading().queryForList(JOINED_BY, String.class))
        .containsExactly("HTTP shop 420145000226 000000 202456643801053 pay-1");
  }

  private static final Outcome DONE_WITHOUT_IDS =
      new Outcome.Succeeded(new Evidence(200, OrderStatus.PROCESSED, "request-2", null, YES));

  // ---- handing in ------------------------------------------------------------------------------

  @Test
  void a_command_is_written_down_once_and_known_when_it_comes_again() throws Exception {
    Acceptance first = commands.accept(refund("r-1", 100), null, Origin.http(SHOP));
    Acceptance second = commands.accept(refund("r-1", 100), null, Origin.http("another"));

    assertThat(first).isInstanceOf(Acceptance.Accepted.class);
    assertThat(((Acceptance.Accepted) first).first()).isTrue();
    long entry = ((Acceptance.Accepted) first).entryId();
    assertThat(second).isEqualTo(new Acceptance.Accepted(entry, false));
    assertThat(count("entry")).isEqualTo(1);
    assertThat(view(Action.REFUND, "r-1").sender()).isEqualTo(SHOP);
  }

  @Test
  void what_is_accepted_is_due_at_once_and_claimed_as_it_came() throws Exception {
    Command sealed = payment("p-1", "o1", "sealed:abc");
    accepted(sealed);

    assertThat(claimed().command()).isEqualTo(sealed);
  }

  @Test
  void it_wakes_whoever_has_nothing_to_do() throws Exception {
    Signal signal = new Signal();
    journal.wakes(signal);
    accepted(order("a"));
    long start = System.nanoTime();

    signal.await(Duration.ofSeconds(20));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void the_same_key_with_other_content_is_refused_and_the_first_named() throws Exception {
    accepted(refund("r-1", 100));

    Acceptance.KeyReused refused =
        (Acceptance.KeyReused) commands.accept(refund("r-1", 200), null, Origin.http(SHOP));

    assertThat(refused.name()).isEqualTo("r-1");
    assertThat(refused.first())
        .contains("REFUND of order o1", "INR 1.00", clock.instant().toString(), "from shop");
    Command elsewhere =
        new Command("default", Action.REFUND, "r-1", "o2", null, refund("r-1", 100).body());
    assertThat(commands.accept(elsewhere, null, Origin.http(SHOP)))
        .isInstanceOf(Acceptance.KeyReused.class);
    assertThat(count("entry")).isEqualTo(1);
  }

  @Test
  void the_same_key_of_another_action_or_merchant_is_another_command() throws Exception {
    accepted(refund("a", 100));
    accepted(order("a"));
    Command other = new Command("other", Action.REFUND, "a", "o9", null, "{}");
    accepted(other);

    assertThat(count("entry")).isEqualTo(3);
    assertThat(commands.find("other", Action.REFUND, "a").orElseThrow().orderId()).isEqualTo("o9");
  }

  @Test
  void a_command_has_as_many_names_as_it_is_given() throws Exception {
    long entry = accepted(refund("r-1", 100), "alias-1");

    assertThat(accepted(refund("r-1", 100), "alias-2")).isEqualTo(entry);
    assertThat(accepted(refund("r-1", 100), "alias-1")).isEqualTo(entry);
    assertThat(accepted(refund("r-1", 100))).isEqualTo(entry);
    for (String name : List.of("r-1", "alias-1", "alias-2")) {
      CommandView view = view(Action.REFUND, name);
      assertThat(view.entryId()).isEqualTo(entry);
      assertThat(view.key()).as("as it was asked for").isEqualTo(name);
    }
    assertThat(commands.find("default", Action.CREATE_ORDER, "alias-1")).isEmpty();
  }

  @Test
  void a_name_never_comes_to_stand_for_a_second_command() throws Exception {
    accepted(refund("r-1", 100), "name");
    accepted(refund("r-2", 100));

    assertThat(commands.accept(refund("r-3", 100), "name", Origin.http(SHOP)))
        .as("a further name that is one")
        .isInstanceOf(Acceptance.KeyReused.class);
    assertThat(commands.accept(refund("r-4", 100), "r-2", Origin.http(SHOP)))
        .as("a further name that is a key")
        .isInstanceOf(Acceptance.KeyReused.class);
    assertThat(commands.accept(refund("name", 100), null, Origin.http(SHOP)))
        .as("a key that is a further name")
        .isInstanceOf(Acceptance.KeyReused.class);
    assertThat(commands.accept(refund("name", 100), "another", Origin.http(SHOP)))
        .as("a key that is a further name, with a further name")
        .isInstanceOf(Acceptance.KeyReused.class);
    assertThat(count("entry")).isEqualTo(2);
    assertThat(count("entry_alias")).isEqualTo(1);
  }

  @Test
  void a_file_and_a_caller_know_each_others_commands() throws Exception {
    Money amount = Money.of(1100, "INR");
    Command capture =
        new Command("default", Action.CAPTURE, "cap-1", "o1", amount, "{\"a\":1,\"b\":2}");
    Command spelled =
        new Command("default", Action.CAPTURE, "cap-1", "o1", amount, "{ \"b\":2, \"a\":1 }");
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
    batches.write(batch, List.of(new BatchEntry.Wanted(2, capture, amount)));

    Acceptance again = commands.accept(spelled, "alias", Origin.http(SHOP));

    assertThat(((Acceptance.Accepted) again).first()).isFalse();
    assertThat(view(Action.CAPTURE, "alias").sender()).isEqualTo("file monday.csv");
    assertThat(commands.accept(refund("cap-1", 1), null, Origin.http(SHOP))).isNotNull();
    Command other = new Command("default", Action.CAPTURE, "cap-1", "o1", amount, "{\"a\":2}");
    assertThat(((Acceptance.KeyReused) commands.accept(other, null, Origin.http(SHOP))).first())
        .contains("from file monday.csv");
  }

  @Test
  void of_each_command_it_is_kept_who_gave_it() throws Exception {
    Money amount = Money.of(1100, "INR");
    for (String key : List.of("shop", "nobody")) {
      Batch batch =
          new Batch(
              "by-" + key,
              "default",
              "monday.csv",
              "sha-" + key,
              BatchMode.LENIENT,
              Batch.State.READING,
              1,
              new TreeMap<>(),
              false,
              clock.instant(),
              null,
              key.equals("shop") ? "shop" : null);
      batches.begin(batch);
      Command line = new Command("default", Action.CAPTURE, "by-" + key, "o1", amount, "{}");
      batches.write(batch, List.of(new BatchEntry.Wanted(2, line, amount)));
    }
    commands.accept(refund("r-http", 1), null, Origin.http(SHOP));
    commands.accept(
        refund("r-queue", 1), null, new Origin(Origin.Way.QUEUE, "plural.commands", "erp"));

    assertThat(batches.find("by-shop").orElseThrow().givenBy()).isEqualTo("shop");
    assertThat(batches.find("by-nobody").orElseThrow().givenBy()).isNull();
    CommandView line = view(Action.CAPTURE, "by-shop");
    assertThat(line.sender()).isEqualTo("file monday.csv");
    assertThat(line.givenBy()).isEqualTo("shop");
    assertThat(line.history().get(0).detail())
        .isEqualTo("received from file monday.csv, given by shop");
    assertThat(view(Action.CAPTURE, "by-nobody").givenBy()).isNull();
    assertThat(view(Action.CAPTURE, "by-nobody").history().get(0).detail())
        .isEqualTo("received from file monday.csv");
    assertThat(view(Action.REFUND, "r-http").givenBy()).isNull();
    assertThat(view(Action.REFUND, "r-queue").givenBy()).isEqualTo("erp");
  }

  @Test
  void many_who_hand_in_the_same_at_once_have_handed_in_one() throws Exception {
    try (Journal second = new Journal(database, schedule, "node-2")) {
      Commands there = new Commands(database, second, clock);
      List<Callable<Acceptance>> calls = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Commands mine = i % 2 == 0 ? commands : there;
        String alias = i % 3 == 0 ? null : "alias-" + i % 7;
        calls.add(() -> mine.accept(refund("r-1", 100), alias, Origin.http(SHOP)));
      }

      List<Acceptance> results = atOnce(calls);

      assertThat(results)
          .allSatisfy(result -> assertThat(result).isInstanceOf(Acceptance.Accepted.class));
      assertThat(results)
          .filteredOn(result -> ((Acceptance.Accepted) result).first())
          .as("one of them was the first")
          .hasSize(1);
    }
    assertThat(count("entry")).isEqualTo(1);
    assertThat(count("entry_alias")).isEqualTo(7);
  }

  @Test
  void of_many_who_give_one_name_to_different_commands_one_is_taken() throws Exception {
    try (Journal second = new Journal(database, schedule, "node-2")) {
      Commands there = new Commands(database, second, clock);
      for (int round = 0; round < 10; round++) {
        String name = "name-" + round;
        List<Callable<Acceptance>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          Commands mine = i % 2 == 0 ? commands : there;
          String key = "r-" + round + "-" + i;
          calls.add(() -> mine.accept(refund(key, 100), name, Origin.http(SHOP)));
        }

        assertThat(atOnce(calls)).filteredOn(Acceptance.Accepted.class::isInstance).hasSize(1);
      }
    }
    assertThat(count("entry")).isEqualTo(10);
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : threads.invokeAll(calls)) {
        results.add(one.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  // ---- what makes something new ----------------------------------------------------------------

  @Test
  void what_has_no_order_yet_keeps_nobody_waiting() throws Exception {
    for (String key : List.of("a", "b", "c")) {
      accepted(order(key));
    }

    List<Claim> claims = journal.claimDue(10);

    assertThat(claims).extracting(claim -> claim.command().key()).containsExactly("a", "b", "c");
    claims.forEach(claim -> journal.conclude(claim, LOST));
    accepted(order("d"));
    assertThat(journal.claimDue(10)).as("while three are UNKNOWN").hasSize(1);
  }

  @Test
  void nothing_is_held_behind_what_has_no_order_yet() throws Exception {
    accepted(order("a"));
    journal.conclude(claimed(), LOST);
    for (int hour = 0; hour < 26; hour++) {
      clock.advance(Duration.ofHours(1));
      journal.claimUnknown(9).forEach(claim -> journal.conclude(claim, LOST));
    }
    assertThat(view(Action.CREATE_ORDER, "a").reason()).startsWith("parked after 24 h");

    accepted(order("b"));
    clock.advance(Duration.ofMinutes(1));
    journal.claimUnknown(1);

    assertThat(claimed().command().key()).isEqualTo("b");
  }

  @Test
  void commands_of_one_order_go_in_turn_whatever_their_action() throws Exception {
    accepted(payment("p", "o1", null));
    accepted(refund("r", 100));
    accepted(payment("p-2", "o2", null));

    List<Claim> first = journal.claimDue(10);

    assertThat(first).extracting(claim -> claim.command().key()).containsExactly("p", "p-2");
    journal.conclude(first.get(0), LOST);
    assertThat(journal.claimDue(10)).isEmpty();
    clock.advance(MINUTE);
    journal.conclude(asked(), DONE);
    assertThat(claimed().command().key()).isEqualTo("r");
  }

  @Test
  void a_question_does_not_change_the_status_of_the_answer_that_declined() throws Exception {
    accepted(refund("r", 100));
    Evidence said = new Evidence(422, null, "req-1", (String) null);
    Outcome doubtful =
        new Outcome.Unknown(
            "said to be a duplicate",
            new Outcome.Declined("DUPLICATE_REQUEST", "seen", said),
            true,
            Instant.EPOCH,
            said);
    journal.conclude(claimed(), doubtful);
    Evidence found = new Evidence(200, null, "req-2", (String) null);
    journal.conclude(asked(), new Outcome.Declined("DUPLICATE_REQUEST", "seen", found));

    assertThat(view(Action.REFUND, "r").state()).isEqualTo(EntryState.DECLINED);
    assertThat(view(Action.REFUND, "r").httpStatus()).isEqualTo(422);
  }

  // ---- what Plural answered --------------------------------------------------------------------

  @Test
  void plurals_answer_is_kept_with_the_outcome_and_shown_with_its_history() throws Exception {
    accepted(refund("r", 100));
    journal.conclude(claimed(), DONE);

    CommandView view = view(Action.REFUND, "r");

    assertThat(view.state()).isEqualTo(EntryState.SUCCEEDED);
    assertThat(view.said()).isEqualTo(YES);
    assertThat(view.httpStatus()).isEqualTo(200);
    assertThat(view.error()).isNull();
    assertThat(view.concludedAt()).isEqualTo(clock.instant());
    assertThat(view.history())
        .extracting(CommandView.Step::to)
        .containsExactly("ACCEPTED", "SENT", "SUCCEEDED");
    assertThat(view.history().get(0).detail()).isEqualTo("received from shop");
    assertThat(view.history().get(2).requestId()).isEqualTo("request-1");
  }

  private static Outcome.Unknown refusedUnclearly() {
    Evidence evidence = new Evidence(422, null, "request-1", null, NO);
    Outcome.Declined no = new Outcome.Declined("DUPLICATE_REQUEST", "seen before", evidence);
    return new Outcome.Unknown("a duplicate", no, false, Instant.EPOCH, evidence);
  }

  @Test
  void a_refusal_that_asking_confirms_is_told_in_plurals_words() throws Exception {
    accepted(refund("r", 100));
    journal.conclude(claimed(), refusedUnclearly());
    assertThat(view(Action.REFUND, "r").said()).as("while it is open").isNull();

    journal.conclude(
        asked(),
        new Outcome.Unknown(
            "asked, and silence",
            new Outcome.Declined("DUPLICATE_REQUEST", "seen before", Evidence.NONE),
            false,
            Instant.EPOCH,
            Evidence.NONE));
    journal.conclude(
        asked(),
        new Outcome.Declined(
            "DUPLICATE_REQUEST", "seen before", new Evidence(404, null, "request-2", null)));

    CommandView view = view(Action.REFUND, "r");
    assertThat(view.said()).isEqualTo(NO);
    assertThat(view.error()).isEqualTo(new CommandView.Problem("DUPLICATE_REQUEST", "seen before"));
  }

  @Test
  void a_refusal_that_asking_disproves_is_not_told() throws Exception {
    accepted(refund("r", 100));
    journal.conclude(claimed(), refusedUnclearly());
    journal.conclude(asked(), DONE);
    assertThat(view(Action.REFUND, "r").said()).isEqualTo(YES);

    accepted(order("a"));
    journal.conclude(claimed(), refusedUnclearly());
    journal.conclude(
        asked(), new Outcome.Declined("REFERENCE_IN_USE", "by another", Evidence.NONE));
    assertThat(view(Action.CREATE_ORDER, "a").said()).isNull();

    accepted(order("b"));
    journal.conclude(claimed(), refusedUnclearly());
    journal.conclude(asked(), TURNED_AWAY);
    assertThat(count("answer")).as("of what is sent again nothing is kept").isEqualTo(1);
  }

  @Test
  void a_card_number_is_in_no_answer_that_is_kept() throws Exception {
    accepted(refund("r", 100));
    Said said = new Said(200, "{\"note\":\"4012001037141112\",\"rrn\":\"420145000226\"}");
    journal.conclude(claimed(), new Outcome.Succeeded(new Evidence(200, null, null, null, said)));

    assertThat(database.reading().queryForObject("SELECT body FROM answer", String.class))
        .isEqualTo("{\"note\":\"****************\",\"rrn\":\"420145000226\"}");
  }

  // ---- card data -------------------------------------------------------------------------------

  private String sealed() {
    return database.reading().queryForObject("SELECT sealed FROM entry", String.class);
  }

  @Test
  void what_waits_sealed_tells_how_it_begins() throws Exception {
    accepted(payment("p-1", "o1", "2025.AAAA"));
    accepted(payment("p-2", "o2", "2025.BBBB"));
    accepted(payment("p-3", "o3", "2026.CCCC"));
    assertThat(commands.beginningsOfSealed(5)).containsExactlyInAnyOrder("2025.", "2026.");
  }

  @Test
  void card_data_is_kept_sealed_until_the_outcome_and_then_erased() throws Exception {
    accepted(payment("p", "o1", "sealed:abc"));
    assertThat(sealed()).isEqualTo("sealed:abc");
    journal.conclude(claimed(), TURNED_AWAY);
    assertThat(sealed()).as("it is sent again").isEqualTo("sealed:abc");
    clock.advance(MINUTE);
    Claim again = claimed();
    assertThat(again.command().sealed()).isEqualTo("sealed:abc");
    journal.conclude(again, LOST);
    assertThat(sealed()).as("it may be sent again").isEqualTo("sealed:abc");
    clock.advance(MINUTE);

    journal.conclude(asked(), DONE);

    assertThat(sealed()).isNull();
  }

  @Test
  void card_data_of_what_was_declined_is_erased_too() throws Exception {
    accepted(payment("p", "o1", "sealed:abc"));
    journal.conclude(claimed(), DECLINED);

    assertThat(sealed()).isNull();
    assertThat(accepted(payment("p", "o1", "sealed:another time"))).isPositive();
    assertThat(sealed()).as("a repeat does not bring it back").isNull();
  }

  // ---- waiting ---------------------------------------------------------------------------------

  private Awaited awaited(Duration patience, int most) {
    return awaited(patience, most, ForkJoinPool.commonPool());
  }

  private Awaited awaited(Duration patience, int most, Executor hands) {
    awaited = new Awaited(database, journal, commands, patience, most, hands, clock);
    return awaited;
  }

  private Future<Optional<CommandView>> waiting(Awaited awaited, long entry) {
    return awaited.await(entry, "name");
  }

  private static void assertStillWaiting(Future<?> future) {
    await()
        .pollDelay(Duration.ofMillis(150))
        .atMost(Duration.ofSeconds(2))
        .until(() -> !future.isDone());
  }

  @Test
  void who_waits_is_told_the_outcome_as_soon_as_it_is_written_down() throws Exception {
    long entry = accepted(refund("r", 100));
    Future<Optional<CommandView>> told = waiting(awaited(Duration.ofSeconds(30), 9), entry);
    assertStillWaiting(told);
    Claim claim = claimed();
    assertStillWaiting(told);

    journal.conclude(claim, DONE);

    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(told.get().orElseThrow().said()).isEqualTo(YES);
    assertThat(told.get().orElseThrow().key()).isEqualTo("name");
  }

  @Test
  void what_is_known_is_told_without_waiting() throws Exception {
    long entry = accepted(refund("r", 100));
    journal.conclude(claimed(), DONE);

    assertThat(awaited(Duration.ofSeconds(30), 9).await(entry, "r").getNow(Optional.empty()))
        .map(CommandView::state)
        .hasValue(EntryState.SUCCEEDED);
  }

  @Test
  void one_hand_is_enough_for_all_who_wait_and_for_all_whose_patience_ends() throws Exception {
    ExecutorService hand = Executors.newSingleThreadExecutor();
    try {
      Awaited waiting = awaited(Duration.ofSeconds(5), 400, hand);
      List<Future<Optional<CommandView>>> told = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        told.add(waiting(waiting, accepted(order("many-" + i))));
      }
      assertThat(waiting.waiting()).isEqualTo(100);
      for (Claim claim : journal.claimDue(50)) {
        journal.conclude(claim, DONE);
      }

      await().atMost(Duration.ofSeconds(2)).until(() -> waiting.waiting() == 50);
      await().atMost(Duration.ofSeconds(8)).until(() -> waiting.waiting() == 0);
      int done = 0;
      for (Future<Optional<CommandView>> one : told) {
        done += one.get().orElseThrow().state() == EntryState.SUCCEEDED ? 1 : 0;
      }
      assertThat(done).isEqualTo(50);
      assertThat(journal.isWaitedFor(1)).isFalse();
    } finally {
      awaited.close();
      hand.shutdownNow();
    }
  }

  /** Whether there is something to ask about for those who wait, as it is after that time. */
  private boolean isAskedAfter(Awaited waiting, Duration time) {
    clock.advance(time);
    return waiting.isToBeAsked();
  }

  private Claim askedEarly(Awaited waiting) {
    List<Claim> claims = waiting.claimQuestions(9);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private static Outcome noTrace() {
    return new Outcome.Unknown("asked, and silence", null, false, null, Evidence.NONE);
  }

  /** Somebody waits for an entry, and the answer to what is under way is lost. */
  private Future<Optional<CommandView>> waitsForLost(Awaited waiting, long entry) {
    Claim underWay = claimed();
    Future<Optional<CommandView>> told = waiting(waiting, entry);
    await().until(() -> journal.isWaitedFor(entry));
    journal.conclude(underWay, LOST);
    await().until(() -> journal.isWaitedFor(entry) == (underWay.id() != entry));
    return told;
  }

  @Test
  void what_became_of_a_lost_answer_is_asked_1_2_4_and_8_seconds_apart_while_somebody_waits()
      throws Exception {
    long entry = accepted(refund("r", 100));
    Instant inItsTurn = clock.instant().plus(schedule.betweenLooks());
    Awaited waiting = awaited(Duration.ofSeconds(60), 9);
    Future<Optional<CommandView>> told = waitsForLost(waiting, entry);

    for (int seconds : List.of(1, 2, 4, 8)) {
      assertThat(isAskedAfter(waiting, Duration.ofMillis(1_000L * seconds - 1))).isFalse();
      assertThat(isAskedAfter(waiting, Duration.ofMillis(1))).as(seconds + " s later").isTrue();
      Claim early = askedEarly(waiting);
      assertThat(waiting.claimQuestions(9)).as("it is being asked").isEmpty();
      journal.conclude(early, noTrace());
      assertStillWaiting(told);
      CommandView view = view(Action.REFUND, "r");
      assertThat(view.inquiries()).as("they do not put off those in turn").isZero();
      assertThat(view.dueAt()).as("which are asked all the same").isEqualTo(inItsTurn);
    }
    assertThat(isAskedAfter(waiting, Duration.ofSeconds(14))).as("no more than four").isFalse();
    clock.advance(Duration.ofSeconds(1));
    journal.conclude(asked(), DONE);
    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(told.get().orElseThrow().state()).isEqualTo(EntryState.SUCCEEDED);
  }

  @Test
  void what_an_early_question_settles_is_told_at_once() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited waiting = awaited(Duration.ofSeconds(60), 9);
    Future<Optional<CommandView>> told = waitsForLost(waiting, entry);
    clock.advance(Duration.ofSeconds(1));

    journal.conclude(askedEarly(waiting), DONE);

    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(told.get().orElseThrow().said()).isEqualTo(YES);
  }

  @Test
  void nobody_waits_and_nothing_is_asked_early() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited waiting = awaited(Duration.ofMillis(50), 9);
    journal.conclude(claimed(), LOST);
    assertThat(waiting.await(entry, "r").get().orElseThrow().state()).isEqualTo(EntryState.UNKNOWN);

    assertThat(isAskedAfter(waiting, Duration.ofSeconds(20))).isFalse();
    assertThat(waiting.claimQuestions(9)).isEmpty();
  }

  @Test
  void a_look_that_shows_no_trace_is_remembered_and_the_next_is_no_later_for_it() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited waiting = awaited(Duration.ofSeconds(60), 9);
    Instant lost = clock.instant();
    waitsForLost(waiting, entry);
    clock.advance(Duration.ofSeconds(1));
    Instant first = clock.instant();

    journal.conclude(
        askedEarly(waiting),
        new Outcome.Unknown(
            "asked, and no trace", null, false, lost.plusSeconds(125), first, Evidence.NONE));

    assertThat(view(Action.REFUND, "r").dueAt()).isEqualTo(lost.plus(schedule.betweenLooks()));
    clock.advance(schedule.betweenLooks());
    assertThat(asked().noTraceSince()).isEqualTo(first);
  }

  @Test
  void whom_another_of_the_order_keeps_waiting_that_one_is_asked_about() throws Exception {
    accepted(payment("p", "o1", null));
    long behind = accepted(refund("r", 100));
    Awaited waiting = awaited(Duration.ofSeconds(60), 9);
    waitsForLost(waiting, behind);

    clock.advance(Duration.ofSeconds(1));

    assertThat(askedEarly(waiting).command().key()).isEqualTo("p");
  }

  @Test
  void where_more_wait_than_can_be_asked_about_at_once_none_is_left_out() throws Exception {
    Awaited waiting = awaited(Duration.ofSeconds(60), 20);
    for (int i = 0; i < 10; i++) {
      waitsForLost(waiting, accepted(order("many-" + i)));
    }
    assertThat(waiting.isToBeAsked()).isFalse();
    clock.advance(Duration.ofSeconds(1));

    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.claimQuestions(3).forEach(claim -> asked.add(claim.command().key()));
    }

    assertThat(asked).doesNotHaveDuplicates().hasSize(10);
    assertThat(waiting.isToBeAsked()).isFalse();
  }

  @Test
  void what_is_asked_about_is_not_looked_for_among_what_is_to_be_sent() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited waiting = awaited(Duration.ofSeconds(60), 9);
    Future<Optional<CommandView>> told = waitsForLost(waiting, entry);

    clock.advance(MINUTE);
    journal.conclude(asked(), TURNED_AWAY);

    await().until(() -> journal.isWaitedFor(entry));
    assertStillWaiting(told);
  }

  @Test
  void that_it_is_held_behind_a_parked_one_is_told() throws Exception {
    accepted(payment("p", "o1", null));
    journal.conclude(claimed(), LOST);
    for (int hour = 0; hour < 23; hour++) {
      clock.advance(Duration.ofHours(1));
      journal.claimUnknown(9).forEach(claim -> journal.conclude(claim, LOST));
    }
    long entry = accepted(refund("r", 100));
    Future<Optional<CommandView>> told = waiting(awaited(Duration.ofSeconds(30), 9), entry);
    assertStillWaiting(told);
    clock.advance(Duration.ofHours(2));

    journal.conclude(asked(), LOST);

    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(told.get().orElseThrow().state()).isEqualTo(EntryState.HELD);
    assertThat(told.get().orElseThrow().reason()).contains("waits for p");
  }

  @Test
  void patience_has_an_end() throws Exception {
    long entry = accepted(refund("r", 100));

    assertThat(awaited(Duration.ofMillis(50), 9).await(entry, "r").get().orElseThrow().state())
        .isEqualTo(EntryState.ACCEPTED);
  }

  @Test
  void beyond_so_many_nobody_waits() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited few = awaited(Duration.ofSeconds(30), 1);
    Future<Optional<CommandView>> told = waiting(few, entry);
    assertStillWaiting(told);

    assertThat(few.await(entry, "r").get().orElseThrow().state()).isEqualTo(EntryState.ACCEPTED);

    journal.conclude(claimed(), DONE);
    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(few.await(entry, "r").get()).as("there is room again").isPresent();
  }

  @Test
  void when_it_closes_everybody_goes() throws Exception {
    long entry = accepted(refund("r", 100));
    Awaited closing = awaited(Duration.ofSeconds(30), 9);
    Future<Optional<CommandView>> told = waiting(closing, entry);
    assertStillWaiting(told);

    closing.close();

    await().atMost(Duration.ofSeconds(5)).until(told::isDone);
    assertThat(told.get().orElseThrow().state()).isEqualTo(EntryState.ACCEPTED);
    assertThat(closing.await(entry, "r").get()).isPresent();
  }

  @Test
  void what_another_node_does_is_seen_where_several_share_the_database() throws Exception {
    try (Journal second = new Journal(database, schedule, "node-2")) {
      Duration patience = Duration.ofSeconds(database.isEmbedded() ? 1 : 30);
      long entry = accepted(refund("r", 100));
      Future<Optional<CommandView>> told = waiting(awaited(patience, 9), entry);

      second.conclude(second.claimDue(1).get(0), DONE);

      await().atMost(Duration.ofSeconds(5)).until(told::isDone);
      assertThat(told.get().orElseThrow().state()).isEqualTo(EntryState.SUCCEEDED);
    }
  }

  @Test
  void what_is_gone_with_its_file_is_not_there() throws Exception {
    assertThat(awaited(Duration.ofSeconds(30), 9).await(12345, "r").get()).isEmpty();
  }
}
