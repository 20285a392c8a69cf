package io.pluralbridge.journal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Acceptance;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.JournalFixture;
import io.pluralbridge.journal.Origin;
import io.pluralbridge.journal.batch.KeptNamesakes;
import io.pluralbridge.journal.outbox.Outbox;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.payment.Sighting;
import io.pluralbridge.payment.Sighting.Witness;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Receipts and the state of orders, on whatever database. */
abstract class OrdersContract extends JournalFixture {

  private static final String ORDER = "v1-order-1";
  private static final Duration DAYS = Duration.ofDays(3);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Asking ASKING = new Asking(Duration.ofSeconds(30), HOUR, Duration.ofDays(3));

  /** A thread for each, however few processors there are. */
  private static final Executor HANDS = work -> new Thread(work).start();

  private InboundEvents receipts;
  private Orders orders;
  private int arrivals;

  @BeforeEach
  void open_the_orders() {
    receipts = new InboundEvents(database, journal, Duration.ofDays(7), clock);
    orders = orders();
  }

  private Orders orders() {
    return new Orders(
        database,
        journal,
        OrdersContract::told,
        ASKING,
        MINUTE,
        Duration.ofDays(5),
        EnumSet.allOf(EventChannel.class),
        clock);
  }

  /** An answer that says {@code ORDER STATUS}. */
  private static Optional<Sighting> told(Said said) {
    String[] words = said.json().split(" ");
    return words.length == 2
        ? Optional.of(new Sighting(words[0], Witness.CALL, OrderStatus.valueOf(words[1]), null))
        : Optional.empty();
  }

  private static InboundEvents.Arrival webhook(String id) {
    return new InboundEvents.Arrival(
        "default", InboundEvent.Kind.WEBHOOK, id, "POST", "", "", null, null, "{}\0");
  }

  private static Sighting says(Witness by, OrderStatus status) {
    return says(by, status, null);
  }

  private static Sighting says(Witness by, OrderStatus status, Instant asOf) {
    return new Sighting(
        ORDER,
        by,
        status,
        asOf,
        1,
        0,
        "CHARGE",
        "ref-1",
        null,
        true,
        Money.of(1100, "INR"),
        null,
        null,
        "said so");
  }

  private static News news(Sighting... sightings) {
    return new News(List.of(sightings), Set.of(), Set.of("ref-1"));
  }

  private InboundEvent arrived() throws Exception {
    assertThat(receipts.store(webhook("msg-" + ++arrivals))).isTrue();
    List<InboundEvent> claimed = receipts.claim(9);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private void learn(InboundEvent receipt, News news) {
    orders.learn(List.of(new Lesson(receipt, news)));
  }

  private void heard(Sighting... sightings) throws Exception {
    learn(arrived(), news(sightings));
  }

  private OrderView view() {
    return orders.find("default", ORDER).orElseThrow();
  }

  private OrderStatus status() {
    return view().state().status();
  }

  private List<String> steps() {
    return view().steps().stream().map(OrderView.Step::status).toList();
  }

  private long count(String from) {
    return database.reading().queryForObject("SELECT COUNT(*) FROM " + from, Long.class);
  }

  // ---- receipts --------------------------------------------------------------------------------

  @Test
  void the_same_message_is_written_down_once_and_remembered_over_a_restart() throws Exception {
    assertThat(receipts.store(webhook("a"))).isTrue();
    assertThat(receipts.store(webhook("a"))).isFalse();
    InboundEvents another = new InboundEvents(database, journal, Duration.ofDays(7), clock);
    assertThat(another.store(webhook("a"))).isFalse();
    assertThat(another.store(webhook("b"))).isTrue();

    assertThat(count("receipt")).isEqualTo(2);
  }

  @Test
  void many_that_come_at_once_are_each_written_down_once() throws Exception {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String id = "msg-" + i / 2;
      all.add(CompletableFuture.supplyAsync(() -> stored(id)));
    }
    long first = all.stream().filter(CompletableFuture::join).count();

    assertThat(first).isEqualTo(200);
    assertThat(count("receipt")).isEqualTo(200);
  }

  private boolean stored(String id) {
    try {
      return receipts.store(webhook(id));
    } catch (JournalUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_waits_is_in_one_hand_until_that_hand_is_taken_for_dead() throws Exception {
    receipts.store(webhook("a"));
    assertThat(receipts.claim(9)).hasSize(1);
    assertThat(receipts.claim(9)).isEmpty();

    clock.advance(Duration.ofSeconds(21));

    InboundEvent again = receipts.claim(9).get(0);
    learn(again, News.NONE);
    clock.advance(MINUTE);
    assertThat(receipts.claim(9)).isEmpty();
  }

  @Test
  void what_is_worked_off_twice_counts_once() throws Exception {
    InboundEvent receipt = arrived();

    learn(receipt, news(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED)));
    learn(receipt, news(says(Witness.WEBHOOK, OrderStatus.PROCESSED)));

    assertThat(status()).isEqualTo(OrderStatus.AUTHORIZED);
    assertThat(count("order_event")).isEqualTo(1);
  }

  /** Keeps the journal's only writer busy until that is counted down. */
  private CountDownLatch busyWriter() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture.runAsync(
        () ->
            journal
                .writer()
                .commitWork(
                    db -> {
                      busy.countDown();
                      return awaited(free);
                    }),
        HANDS);
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    return free;
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoever_waits_to_be_written_down_goes_first_but_not_for_ever() throws Exception {
    receipts.store(webhook("a"));
    receipts.store(webhook("b"));
    assertThat(receipts.claim(1)).hasSize(1);
    CountDownLatch free = busyWriter();
    CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> stored("c"), HANDS);
    await().until(() -> journal.writer().longestWait().toMillis() > 50);

    assertThat(CompletableFuture.supplyAsync(() -> receipts.claim(9), HANDS))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo(List.of());

    clock.advance(Duration.ofMillis(250));
    CompletableFuture<List<InboundEvent>> claims =
        CompletableFuture.supplyAsync(() -> receipts.claim(9), HANDS);
    free.countDown();
    assertThat(claims).succeedsWithin(Duration.ofSeconds(10));
    assertThat(claims.join()).extracting(InboundEvent::uid).contains("b");
    assertThat(waits.join()).isTrue();
  }

  @Test
  void of_those_worked_off_together_one_that_fails_harms_no_other() throws Exception {
    database
        .reading()
        .update("CREATE UNIQUE INDEX sabotage ON witness (detail) WHERE detail = 'said so'");
    for (int i = 0; i < 9; i++) {
      receipts.store(webhook("m" + i));
    }
    List<InboundEvent> all = receipts.claim(9);
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Sighting said =
          new Sighting("v1-" + i, Witness.WEBHOOK, OrderStatus.AUTHORIZED, null)
              .with(i < 7 ? "said " + i : "said so");
      lessons.add(new Lesson(all.get(i), news(said)));
    }

    assertThatThrownBy(() -> orders.learn(lessons)).isInstanceOf(DataAccessException.class);

    assertThat(count("order_event")).isEqualTo(8);
    assertThat(count("receipt WHERE state = 'WAITING'")).isEqualTo(1);
    clock.advance(MINUTE);
    database.reading().update("DROP INDEX sabotage");
    learn(receipts.claim(9).get(0), news(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED)));
    assertThat(status()).isEqualTo(OrderStatus.AUTHORIZED);
  }

  @Test
  void two_words_of_an_order_at_the_same_moment_are_two_steps() throws Exception {
    heard(
        says(Witness.WEBHOOK, OrderStatus.AUTHORIZED),
        says(Witness.WEBHOOK, OrderStatus.PROCESSED));

    assertThat(steps()).containsExactly("AUTHORIZED", "PROCESSED");
  }

  @Test
  void what_is_worked_off_is_forgotten_after_its_time_and_what_waits_never_is() throws Exception {
    learn(arrived(), News.NONE);
    receipts.store(webhook("waits"));
    clock.advance(Duration.ofDays(6));
    receipts.claim(1);
    assertThat(count("receipt")).isEqualTo(2);

    clock.advance(Duration.ofDays(2));
    receipts.claim(1);

    assertThat(count("receipt")).isEqualTo(1);
    assertThat(receipts.store(webhook("waits"))).isFalse();
  }

  // ---- states ----------------------------------------------------------------------------------

  @Test
  void each_step_forward_is_written_down_once_to_be_announced() throws Exception {
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));
    heard(says(Witness.WEBHOOK, OrderStatus.PROCESSED));
    heard(says(Witness.INQUIRY, OrderStatus.AUTHORIZED));

    assertThat(status()).isEqualTo(OrderStatus.PROCESSED);
    assertThat(steps()).containsExactly("AUTHORIZED", "PROCESSED");
    assertThat(view().steps().get(0).because()).isEqualTo("WEBHOOK: said so");
    assertThat(view().witnesses())
        .extracting(said -> said.by() + " " + said.status() + " " + said.times())
        .containsExactlyInAnyOrder(
            "WEBHOOK AUTHORIZED 2", "WEBHOOK PROCESSED 1", "INQUIRY AUTHORIZED 1");
    assertThat(view().state().amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(count("order_event WHERE endpoint_at IS NOT NULL AND queue_at IS NOT NULL"))
        .isEqualTo(2);
    assertThat(
            database.reading().queryForList("SELECT DISTINCT uid FROM order_event", String.class))
        .hasSize(2)
        .allMatch(uid -> uid.matches("evt-[0-9a-f]{32}"));
  }

  @Test
  void a_word_against_what_is_known_changes_nothing_is_kept_and_warned_of_once() throws Exception {
    Instant t = clock.instant();
    heard(says(Witness.WEBHOOK, OrderStatus.PROCESSED, t));
    try (Warnings warnings = Warnings.listen()) {
      heard(says(Witness.WEBHOOK, OrderStatus.FAILED, t.plusSeconds(1)));
      heard(says(Witness.WEBHOOK, OrderStatus.FAILED, t.plusSeconds(2)));

      assertThat(status()).isEqualTo(OrderStatus.PROCESSED);
      assertThat(view().state().isDisputed()).isTrue();
      assertThat(
              database.reading().queryForList("SELECT DISTINCT status FROM witness", String.class))
          .containsExactlyInAnyOrder("PROCESSED", "FAILED");
      assertThat(warnings.messages())
          .singleElement()
          .asString()
          .contains("cannot both be true", "It stands as PROCESSED");
    }
  }

  @Test
  void in_whatever_order_they_are_heard_the_end_is_the_same() throws Exception {
    Instant t = clock.instant();
    List<Sighting> said =
        new ArrayList<>(
            List.of(
                says(Witness.CALL, OrderStatus.PENDING, t),
                says(Witness.WEBHOOK, OrderStatus.ATTEMPTED, t.plusSeconds(1)),
                says(Witness.CALLBACK, OrderStatus.FAILED, null),
                says(Witness.INQUIRY, OrderStatus.PENDING, t.plusSeconds(2)),
                says(Witness.WEBHOOK, OrderStatus.AUTHORIZED, t.plusSeconds(3)),
                says(Witness.WEBHOOK, OrderStatus.PROCESSED, t.plusSeconds(4)),
                says(Witness.WEBHOOK, OrderStatus.PARTIALLY_REFUNDED, t.plusSeconds(5))));
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(said, new Random(i));
      for (Sighting one : said) {
        heard(one);
      }
      assertThat(status()).isEqualTo(OrderStatus.PARTIALLY_REFUNDED);
      assertThat(view().state().isDisputed()).isFalse();
      database.reading().update("DELETE FROM order_state");
      database.reading().update("DELETE FROM order_event");
      database.reading().update("DELETE FROM witness");
    }
  }

  @Test
  void many_who_speak_at_once_make_no_step_twice() throws Exception {
    List<InboundEvent> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      receipts.store(webhook("m" + i));
    }
    all.addAll(receipts.claim(100));
    try (Journal second = new Journal(database, schedule, "node-2")) {
      Orders theirs =
          new Orders(
              database,
              second,
              OrdersContract::told,
              ASKING,
              MINUTE,
              Duration.ofDays(5),
              EnumSet.allOf(EventChannel.class),
              clock);
      List<CompletableFuture<Void>> work = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        InboundEvent receipt = all.get(i);
        Orders node = i % 2 == 0 ? orders : theirs;
        OrderStatus status = i < 20 ? OrderStatus.AUTHORIZED : OrderStatus.PROCESSED;
        work.add(
            CompletableFuture.runAsync(
                () ->
                    node.learn(List.of(new Lesson(receipt, news(says(Witness.WEBHOOK, status)))))));
      }
      work.forEach(CompletableFuture::join);
    }

    assertThat(status()).isEqualTo(OrderStatus.PROCESSED);
    assertThat(steps()).endsWith("PROCESSED").hasSizeLessThanOrEqualTo(2).doesNotHaveDuplicates();
    assertThat(view().witnesses()).extracting(OrderView.Said::times).containsExactly(20, 20);
  }

  // ---- our own calls ---------------------------------------------------------------------------

  private long accepted(Action action, String key, String order, String batch) throws Exception {
    Command command = new Command("default", action, key, order, Money.of(1100, "INR"), "{}", null);
    long id = ((Acceptance.Accepted) commands.accept(command, null, Origin.http("shop"))).entryId();
    if (!batch.isEmpty()) {
      database
          .reading()
          .update("UPDATE entry SET batch_id = ?, sender = NULL WHERE id = ?", batch, id);
    }
    return id;
  }

  private void done(OrderStatus status, String said) {
    Said answer = said.isEmpty() ? null : new Said(200, said);
    Claim claim = journal.claimDue(1).get(0);
    journal.conclude(claim, new Outcome.Succeeded(new Evidence(200, status, "r", null, answer)));
  }

  @Test
  void a_payment_of_ours_is_asked_about_until_it_is_decided() throws Exception {
    accepted(Action.CREATE_PAYMENT, "pay-1", ORDER, "");
    done(OrderStatus.PENDING, ORDER + " PENDING");
    assertThat(status()).isEqualTo(OrderStatus.PENDING);
    assertThat(view().witnesses().get(0).detail()).isEqualTo("CREATE_PAYMENT pay-1");
    assertThat(orders.claimQuestions(9)).as("not yet").isEmpty();

    clock.advance(Duration.ofSeconds(30));
    Question first = orders.claimQuestions(9).get(0);
    assertThat(orders.claimQuestions(9)).as("in one hand").isEmpty();
    orders.answered(first, News.NONE);
    clock.advance(Duration.ofSeconds(59));
    assertThat(orders.claimQuestions(9)).as("it takes longer each time").isEmpty();
    clock.advance(Duration.ofSeconds(2));
    Question second = orders.claimQuestions(9).get(0);
    orders.answered(second, news(says(Witness.INQUIRY, OrderStatus.AUTHORIZED)));

    assertThat(status()).isEqualTo(OrderStatus.AUTHORIZED);
    assertThat(view().askAt()).isNull();
    clock.advance(Duration.ofDays(9));
    assertThat(orders.claimQuestions(9)).isEmpty();
  }

  @Test
  void of_a_payment_that_is_never_decided_no_more_is_asked_in_the_end() throws Exception {
    accepted(Action.CREATE_PAYMENT, "pay-1", ORDER, "");
    done(OrderStatus.PENDING, ORDER + " PENDING");
    int asked = 0;
    for (int hour = 0; hour < 200; hour++) {
      clock.advance(HOUR);
      for (Question question : orders.claimQuestions(9)) {
        asked++;
        orders.answered(question, news(says(Witness.INQUIRY, OrderStatus.PENDING)));
      }
    }
    assertThat(asked).isBetween(60, 80);
    assertThat(view().askAt()).isNull();
  }

  @Test
  void a_question_whose_asker_died_is_asked_again() throws Exception {
    learn(arrived(), new News(List.of(), Set.of(ORDER), Set.of()));
    assertThat(orders.claimQuestions(9)).hasSize(1);

    clock.advance(MINUTE.plusSeconds(1));

    assertThat(orders.claimQuestions(9)).hasSize(1);
  }

  @Test
  void a_hint_is_asked_about_at_once_and_believed_by_nobody() throws Exception {
    learn(
        arrived(),
        new News(List.of(says(Witness.CALLBACK, OrderStatus.AUTHORIZED)), Set.of(ORDER), Set.of()));

    assertThat(status()).isNull();
    assertThat(view().steps()).isEmpty();
    assertThat(view().witnesses()).hasSize(1);
    assertThat(orders.claimQuestions(9)).extracting(Question::orderId).containsExactly(ORDER);
  }

  @Test
  void what_a_file_did_counts_although_nothing_was_written_down_for_it() throws Exception {
    accepted(Action.CAPTURE, "cap-1", ORDER, "batch-1");
    database
        .reading()
        .update(
            "INSERT INTO batch (id, merchant, name, sha256, mode, state, line_count, open_entries,"
                + " sums, card_numbers, received_at) VALUES ('batch-1', 'default', 'f', 'x',"
                + " 'LENIENT', 'OPEN', 1, 1, '{}', 0, 0)");
    done(OrderStatus.PROCESSED, "");
    assertThat(count("witness")).isZero();
    assertThat(count("order_state")).isZero();
    assertThat(status()).isEqualTo(OrderStatus.PROCESSED);
    assertThat(view().witnesses())
        .singleElement()
        .satisfies(said -> assertThat(said.detail()).isEqualTo("CAPTURE cap-1"));

    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));

    assertThat(status()).as("a late word does not lead back").isEqualTo(OrderStatus.PROCESSED);
    assertThat(steps()).as("and is not announced").containsExactly("PROCESSED");
  }

  @Test
  void money_that_is_held_for_long_is_listed_until_it_is_taken() throws Exception {
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED, clock.instant()));
    assertThat(orders.countOld("default")).isZero();
    assertThat(orders.authorized("default", Duration.ofSeconds(-1), 9)).hasSize(1);
    clock.advance(Duration.ofDays(5).plusSeconds(1));
    assertThat(orders.countOld("default")).isEqualTo(1);
    assertThat(orders.authorized("default", Duration.ofDays(5), 9))
        .extracting(OrderView::orderId)
        .containsExactly(ORDER);

    what_a_file_captures();

    assertThat(orders.countOld("default")).isZero();
    assertThat(orders.authorized("default", Duration.ZERO, 9)).isEmpty();
    assertThat(steps()).containsExactly("AUTHORIZED");
    clock.advance(MINUTE);
    orders.claimQuestions(9);
    assertThat(steps()).as("seen at the latest").containsExactly("AUTHORIZED", "PROCESSED");
  }

  private void what_a_file_captures() throws Exception {
    accepted(Action.CAPTURE, "cap-1", ORDER, "batch-1");
    database
        .reading()
        .update(
            "INSERT INTO batch (id, merchant, name, sha256, mode, state, line_count, open_entries,"
                + " sums, card_numbers, received_at) VALUES ('batch-1', 'default', 'f', 'x',"
                + " 'LENIENT', 'OPEN', 1, 1, '{}', 0, 0)");
    done(OrderStatus.PROCESSED, "");
  }

  @Test
  void what_plural_tells_hurries_an_inquiry_and_does_not_replace_it() throws Exception {
    accepted(Action.CREATE_PAYMENT, "pay-1", ORDER, "");
    journal.conclude(journal.claimDue(1).get(0), LOST);
    accepted(Action.CREATE_ORDER, "ref-1", "", "");
    journal.conclude(journal.claimDue(1).get(0), LOST);
    assertThat(journal.claimUnknown(9)).isEmpty();

    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));

    assertThat(journal.claimUnknown(9))
        .extracting(claim -> claim.command().key())
        .containsExactlyInAnyOrder("pay-1", "ref-1");
    assertThat(count("entry WHERE state = 'UNKNOWN'")).isEqualTo(2);
  }

  // ---- what is done about a step
  // ---------------------------------------------------------------------------

  @Test
  void a_step_is_told_until_it_is_taken_by_the_same_id_and_given_up_after_days() throws Exception {
    OrderEvents steps = new OrderEvents(database, journal, MINUTE, DAYS, schedule);
    Outbox<OrderEvent> endpoint = steps.of(EventChannel.ENDPOINT);
    Outbox<OrderEvent> queue = steps.of(EventChannel.QUEUE);
    Outbox<OrderEvent> follow = steps.of(EventChannel.FOLLOW);
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));
    OrderEvent first = endpoint.claim(9).get(0);
    assertThat(endpoint.claim(9)).as("in one hand").isEmpty();
    assertThat(first.state()).isEqualTo(OrderStatus.AUTHORIZED);
    assertThat(first.amount()).isEqualTo(Money.of(1100, "INR"));
    Instant start = clock.instant();
    endpoint.failed(first, new IOException("HTTP 500"));
    Instant last = start;
    int tries = 1;
    while (clock.instant().isBefore(start.plus(Duration.ofDays(9)))) {
      clock.advance(MINUTE.multipliedBy(5));
      for (OrderEvent again : endpoint.claim(9)) {
        assertThat(again.uid()).isEqualTo(first.uid());
        endpoint.failed(again, new IOException("no answer"));
        last = clock.instant();
        tries++;
      }
    }
    assertThat(tries).isEqualTo(10);
    assertThat(Duration.between(start, last)).isGreaterThan(Duration.ofDays(3));
    assertThat(count("order_event WHERE endpoint_given_up_at IS NOT NULL")).isEqualTo(1);
  }

  @Test
  void a_step_that_was_taken_is_not_told_again_and_one_whose_teller_died_is() throws Exception {
    OrderEvents steps = new OrderEvents(database, journal, MINUTE, DAYS, schedule);
    Outbox<OrderEvent> endpoint = steps.of(EventChannel.ENDPOINT);
    Outbox<OrderEvent> queue = steps.of(EventChannel.QUEUE);
    Outbox<OrderEvent> follow = steps.of(EventChannel.FOLLOW);
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));
    assertThat(endpoint.claim(9)).hasSize(1);
    clock.advance(MINUTE.plusSeconds(1));
    OrderEvent again = endpoint.claim(9).get(0);

    endpoint.delivered(again);

    clock.advance(Duration.ofDays(1));
    assertThat(endpoint.claim(9)).isEmpty();
    OrderEvent forQueue = queue.claim(9).get(0);
    assertThat(forQueue.uid()).as("the queue is another matter").isEqualTo(again.uid());
    queue.failed(forQueue, new IOException("away"));
    assertThat(queue.claim(9)).as("now nothing is tried").isEmpty();
    clock.advance(MINUTE);
    queue.delivered(queue.claim(9).get(0));
    clock.advance(DAYS.plusDays(9));
    assertThat(queue.claim(9)).isEmpty();
  }

  @Test
  void only_money_that_is_held_is_followed_up_again_and_again_until_it_is_too_old()
      throws Exception {
    OrderEvents steps = new OrderEvents(database, journal, MINUTE, DAYS, schedule);
    Outbox<OrderEvent> endpoint = steps.of(EventChannel.ENDPOINT);
    Outbox<OrderEvent> queue = steps.of(EventChannel.QUEUE);
    Outbox<OrderEvent> follow = steps.of(EventChannel.FOLLOW);
    heard(says(Witness.WEBHOOK, OrderStatus.PENDING));
    assertThat(follow.claim(9)).isEmpty();
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED));
    OrderEvent held = follow.claim(9).get(0);
    assertThat(held.step()).isEqualTo(2);
    follow.failed(held, new IOException("no answer"));
    clock.advance(MINUTE.multipliedBy(5));
    OrderEvent again = follow.claim(9).get(0);
    assertThat(again.tries()).isEqualTo(1);
    clock.advance(DAYS);
    follow.failed(again, new IOException("no answer"));
    clock.advance(DAYS);
    assertThat(follow.claim(9)).isEmpty();
    assertThat(count("order_event WHERE follow_given_up_at IS NOT NULL")).isEqualTo(1);
  }

  @Test
  void an_order_that_somebody_told_us_to_capture_is_in_hand() throws Exception {
    assertThat(orders.isInHand("default", ORDER)).isFalse();
    commands.accept(
        new Command("default", Action.CAPTURE, "cap-1", ORDER, Money.of(1100, "INR"), "{}"),
        null,
        Origin.http("a test"));
    assertThat(orders.isInHand("default", ORDER)).isTrue();
  }

  @Test
  void keys_that_differ_in_capitals_only_are_told_apart_for_each_order_and_action()
      throws Exception {
    KeptNamesakes namesakes = new KeptNamesakes(database);
    accepted(Action.CAPTURE, "cap-a", ORDER, "");
    assertThat(namesakes.has(capture("CAP-A"))).isTrue();
    assertThat(namesakes.succeeded(capture("CAP-A"))).as("not yet").isEmpty();
    done(OrderStatus.PROCESSED, ORDER + " PROCESSED");
    accepted(Action.CAPTURE, "cap-b", "v1-another", "");
    accepted(Action.CANCEL, "cap-c", ORDER, "");

    assertThat(namesakes.has(capture("CAP-A"))).isTrue();
    assertThat(namesakes.has(capture("cap-a"))).as("itself").isFalse();
    assertThat(namesakes.has(capture("CAP-B"))).isFalse();
    assertThat(namesakes.has(capture("CAP-C"))).isFalse();

    assertThat(namesakes.has(capture("CAP-A"))).as("also when it is done").isTrue();
    assertThat(namesakes.succeeded(capture("CAP-A"))).contains("cap-a");
    assertThat(namesakes.succeeded(capture("cap-a"))).isEmpty();
  }

  private static Command capture(String key) {
    return new Command("default", Action.CAPTURE, key, ORDER, Money.of(1100, "INR"), "{}");
  }

  @Test
  void a_step_of_a_refund_says_so() throws Exception {
    heard(
        new Sighting(
            ORDER,
            Witness.WEBHOOK,
            OrderStatus.PROCESSED,
            null,
            0,
            0,
            "REFUND",
            "ref-1",
            "v1-parent",
            null,
            Money.of(300, "INR"),
            null,
            null,
            "said so"));

    OrderEvent step =
        new OrderEvents(database, journal, MINUTE, DAYS, schedule)
            .of(EventChannel.QUEUE)
            .claim(9)
            .get(0);

    assertThat(step.isRefund()).isTrue();
    assertThat(step.type()).isEqualTo("REFUND");
    assertThat(step.parentId()).isEqualTo("v1-parent");
  }

  @Test
  void ids_that_look_like_card_data_are_told_apart_and_not_kept() throws Exception {
    assertThat(receipts.store(webhook("m-4012888888881881"))).isTrue();
    assertThat(receipts.store(webhook("m-5555555555554444"))).isTrue();
    assertThat(receipts.store(webhook("m-5555555555554444"))).isFalse();

    assertThat(count("receipt WHERE uid LIKE 'sha256:%'")).isEqualTo(2);
  }

  @Test
  void since_when_money_is_held_does_not_depend_on_who_is_heard_first() throws Exception {
    Instant earlier = Instant.parse("2026-01-15T10:00:00Z");
    heard(says(Witness.WEBHOOK, OrderStatus.PROCESSED, earlier.plusSeconds(60)));
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED, earlier.plusSeconds(9)));
    heard(says(Witness.INQUIRY, OrderStatus.AUTHORIZED, earlier));
    heard(says(Witness.WEBHOOK, OrderStatus.AUTHORIZED, earlier.plusSeconds(5)));

    assertThat(view().authorizedAt()).isEqualTo(earlier);
  }

  @Test
  void what_was_given_back_is_the_sum_of_its_refunds_where_nobody_says_it() throws Exception {
    heard(says(Witness.WEBHOOK, OrderStatus.PARTIALLY_REFUNDED));
    heard(
        refund("v1-refund-1", OrderStatus.PROCESSED), refund("v1-refund-2", OrderStatus.PROCESSED));
    heard(refund("v1-refund-3", OrderStatus.FAILED));

    assertThat(view().state().refunded()).isEqualTo(1000);
  }

  private static Sighting refund(String id, OrderStatus status) {
    Money half = Money.of(500, "INR");
    return new Sighting(
        id, Witness.WEBHOOK, status, null, 0, 0, "REFUND", id, ORDER, null, half, null, null, "x");
  }
}
