package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.EffectCheck;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What asking proves about commands that make something. */
class InquiryOfCreatesTest {

  private static final String PAID = "v1-paid";
  private static final String KEY = "key-1";
  private static final Money AMOUNT = Money.of(1100, "INR");
  private static final Money OTHER_AMOUNT = Money.of(900, "INR");
  private static final Order.Failure FAILURE = new Order.Failure("CARD_EXPIRED", "too old");
  private static final Evidence EVIDENCE =
      new Evidence(200, null, "request-2", null, new Said(200, "{}"));
  private static final Outcome.Declined NO = new Outcome.Declined("A_CODE", "no", Evidence.NONE);
  private static final OrderReport MISSING = new OrderReport.Missing(EVIDENCE);
  private static final OrderReport SILENT = new OrderReport.Silent("HTTP 500", EVIDENCE);

  private static final MovingClock CLOCK = new MovingClock();
  private static final Schedule SCHEDULE =
      new Schedule(
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(30),
          CLOCK,
          new Random(1));

  private final Inquiry inquiry = new Inquiry(SCHEDULE);

  /** What is asked about: which action, sent how long ago, first seen without a trace when. */
  private record Asked(
      Action action, int sentBefore, Integer noTraceBefore, boolean ended, Outcome.Declined no) {

    static Asked lately(Action action) {
      return new Asked(action, 0, null, false, null);
    }

    /** Long over, and one look ago. */
    static Asked twice(Action action) {
      return new Asked(action, 90, 30, false, null);
    }

    Asked refused() {
      return new Asked(action, sentBefore, noTraceBefore, ended, NO);
    }

    Asked done() {
      return new Asked(action, sentBefore, noTraceBefore, true, no);
    }

    boolean isProof() {
      boolean isSecondLook = noTraceBefore != null && noTraceBefore >= 30;
      return isSecondLook && (sentBefore >= 90 || (ended && no != null));
    }

    Claim claim() {
      boolean isNew = action == Action.CREATE_ORDER || action == Action.CREATE_CUSTOMER;
      Instant now = CLOCK.instant();
      return new Claim(
          1,
          new Command("default", action, KEY, isNew ? "" : PAID, AMOUNT, "{}"),
          "",
          EntryState.UNKNOWN,
          1,
          0,
          now.minusSeconds(sentBefore),
          now,
          ended,
          no,
          noTraceBefore == null ? null : now.minusSeconds(noTraceBefore),
          null);
    }
  }

  private Outcome settle(Asked asked, OrderReport report) {
    return inquiry.settle(asked.claim(), report);
  }

  private static OrderReport made(
      String id, String type, String parent, OrderStatus status, Money amount) {
    return new OrderReport.Found(
        new Order(id, status, type, KEY, parent, amount, null, List.of(), List.of(), EVIDENCE));
  }

  private static OrderReport order(Money amount) {
    return made("v1-new", "CHARGE", null, OrderStatus.CREATED, amount);
  }

  private static OrderReport refund(String parent, OrderStatus status, Money amount) {
    return made("v1-refund", "REFUND", parent, status, amount);
  }

  private static OrderReport paid(OrderStatus status, Order.Payment... payments) {
    return new OrderReport.Found(
        new Order(
            PAID,
            status,
            "CHARGE",
            "ref",
            null,
            AMOUNT,
            null,
            List.of(payments),
            List.of(),
            EVIDENCE));
  }

  private static Order.Payment item(String reference, Money amount, Order.Failure failure) {
    return new Order.Payment(reference, amount, failure);
  }

  private static final Order.Payment OURS = item(KEY, AMOUNT, null);
  private static final Order.Payment THEIRS = item("key-of-another", AMOUNT, null);
  private static final Order.Payment UNNAMED = item(null, AMOUNT, null);

  // ---- what holds of everything ----------------------------------------------------------------

  private record Case(Asked asked, OrderReport report) {}

  static List<Case> everything() {
    List<OrderReport> reports = new ArrayList<>(List.of(MISSING, SILENT, order(AMOUNT)));
    reports.add(order(OTHER_AMOUNT));
    reports.add(order(null));
    reports.add(made(PAID, "CHARGE", null, OrderStatus.PROCESSED, AMOUNT));
    reports.add(made("v1-new", null, null, OrderStatus.PROCESSED, AMOUNT));
    reports.add(new OrderReport.FoundCustomer(EVIDENCE));
    for (OrderStatus status : OrderStatus.values()) {
      reports.add(refund(PAID, status, AMOUNT));
      reports.add(refund("v1-another", status, AMOUNT));
      reports.add(refund(PAID, status, OTHER_AMOUNT));
      reports.add(paid(status));
      reports.add(paid(status, OURS));
      reports.add(paid(status, THEIRS));
      reports.add(paid(status, UNNAMED));
      reports.add(paid(status, THEIRS, OURS, UNNAMED));
      reports.add(paid(status, item(KEY, AMOUNT, FAILURE)));
      reports.add(paid(status, item(KEY, OTHER_AMOUNT, null)));
    }
    List<Case> cases = new ArrayList<>();
    for (Action action :
        List.of(
            Action.CREATE_CUSTOMER, Action.CREATE_ORDER, Action.CREATE_PAYMENT, Action.REFUND)) {
      for (int sentBefore : new int[] {0, 89, 90}) {
        for (Integer noTrace : new Integer[] {null, 29, 30}) {
          Asked asked = new Asked(action, sentBefore, noTrace, false, null);
          for (Asked one : List.of(asked, asked.refused(), asked.done(), asked.refused().done())) {
            reports.forEach(report -> cases.add(new Case(one, report)));
          }
        }
      }
    }
    return cases;
  }

  @Test
  void it_is_never_done_without_a_trace_of_it() {
    for (Case one : everything()) {
      if (settle(one.asked(), one.report()) instanceof Outcome.Succeeded) {
        boolean trace =
            one.asked().action() == Action.CREATE_CUSTOMER
                ? one.report() instanceof OrderReport.FoundCustomer
                : one.report() instanceof OrderReport.Found found
                    && EffectCheck.of(one.asked().claim().command(), found.order())
                        instanceof EffectCheck.Done;
        assertThat(trace).as(one.toString()).isTrue();
      }
    }
  }

  @Test
  void where_there_is_a_trace_of_it_it_is_done() {
    for (Case one : everything()) {
      if (one.asked().action() != Action.CREATE_CUSTOMER
          && one.report() instanceof OrderReport.Found found
          && EffectCheck.of(one.asked().claim().command(), found.order())
              instanceof EffectCheck.Done) {
        assertThat(settle(one.asked(), one.report()))
            .as(one.toString())
            .isInstanceOf(Outcome.Succeeded.class);
      }
    }
  }

  @Test
  void it_is_sent_again_only_after_two_looks_and_never_after_a_refusal() {
    int again = 0;
    for (Case one : everything()) {
      if (settle(one.asked(), one.report()) instanceof Outcome.NotSent) {
        again++;
        assertThat(one.asked().isProof()).as(one.toString()).isTrue();
        assertThat(one.asked().no()).as(one.toString()).isNull();
      }
    }
    assertThat(again).isPositive();
  }

  @Test
  void a_no_is_plurals_own_or_proven() {
    for (Case one : everything()) {
      if (settle(one.asked(), one.report()) instanceof Outcome.Declined declined) {
        boolean failed = List.of("CARD_EXPIRED", "REFUND_FAILED").contains(declined.code());
        boolean isTaken = declined.code().equals("REFERENCE_IN_USE");
        boolean isOver = one.asked().isProof();
        assertThat(failed || isTaken || isOver || one.asked().no() != null)
            .as(one + " is " + declined)
            .isTrue();
        assertThat(declined.evidence().said())
            .as("an answer to a question is not one to the command")
            .isNull();
      }
    }
  }

  @Test
  void silence_settles_nothing() {
    for (Case one : everything()) {
      if (one.report() instanceof OrderReport.Silent) {
        assertThat(settle(one.asked(), one.report())).isInstanceOf(Outcome.Unknown.class);
      }
    }
  }

  // ---- one by one ------------------------------------------------------------------------------

  static Stream<Action> what_makes_something_new() {
    return Stream.of(Action.CREATE_CUSTOMER, Action.CREATE_ORDER, Action.REFUND);
  }

  @ParameterizedTest
  @MethodSource("what_makes_something_new")
  void what_is_not_there_twice_is_sent_again(Action action) {
    Outcome.Unknown first =
        (Outcome.Unknown) settle(new Asked(action, 90, null, false, null), MISSING);
    assertThat(first.noTraceSince()).isEqualTo(CLOCK.instant());
    assertThat(first.askAt()).isEqualTo(CLOCK.instant().plusSeconds(30));

    assertThat(settle(Asked.twice(action), MISSING)).isInstanceOf(Outcome.NotSent.class);
    assertThat(settle(new Asked(action, 89, 30, false, null), MISSING))
        .as("the call may be under way yet")
        .isInstanceOf(Outcome.Unknown.class);
  }

  /** Plural says that there is one, and a moment later that there is none: then it stays a no. */
  @ParameterizedTest
  @MethodSource("what_makes_something_new")
  void a_duplicate_of_which_there_is_none_stays_refused(Action action) {
    assertThat(settle(Asked.lately(action).refused(), MISSING)).isInstanceOf(Outcome.Unknown.class);
    assertThat(((Outcome.Declined) settle(Asked.twice(action).refused(), MISSING)).code())
        .isEqualTo("A_CODE");
  }

  @Test
  void a_duplicate_that_is_ours_is_ours() {
    assertThat(settle(Asked.lately(Action.CREATE_ORDER).refused(), order(AMOUNT)))
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(
            settle(
                Asked.lately(Action.REFUND).refused(), refund(PAID, OrderStatus.PROCESSED, AMOUNT)))
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(
            settle(Asked.lately(Action.CREATE_PAYMENT).refused(), paid(OrderStatus.PENDING, OURS)))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void a_reference_that_stands_for_something_else_is_a_no_that_says_so() {
    Outcome.Declined order =
        (Outcome.Declined) settle(Asked.lately(Action.CREATE_ORDER), order(OTHER_AMOUNT));
    assertThat(order.code()).isEqualTo("REFERENCE_IN_USE");
    assertThat(order.message()).contains("an order of INR 9.00");

    Outcome.Declined refused =
        (Outcome.Declined) settle(Asked.lately(Action.CREATE_ORDER).refused(), order(OTHER_AMOUNT));
    assertThat(refused.code()).isEqualTo("A_CODE");
    assertThat(refused.message()).contains("an order of INR 9.00");
  }

  /** The reference of an order is given to its refund: the order is not the refund. */
  @Test
  void an_order_is_not_the_refund_that_has_its_reference() {
    OrderReport itself = made(PAID, "CHARGE", null, OrderStatus.PROCESSED, AMOUNT);

    Outcome.Declined declined =
        (Outcome.Declined) settle(Asked.lately(Action.REFUND).refused(), itself);

    assertThat(declined.code()).isEqualTo("A_CODE");
    assertThat(settle(Asked.lately(Action.REFUND), itself)).isInstanceOf(Outcome.Unknown.class);
  }

  /** Asked about itself, at the first look after a refusal. */
  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void an_order_explains_that_its_refund_was_refused_unless_there_is_money_to_give_back(
      OrderStatus status) {
    Order paid = new Order(PAID, status, List.of(), Evidence.NONE);

    Outcome outcome =
        settle(Asked.lately(Action.REFUND).refused().done(), new OrderReport.Found(paid));
    Outcome lost = settle(Asked.lately(Action.REFUND), new OrderReport.Found(paid));

    assertThat(outcome)
        .isInstanceOf(
            status.isCaptured() && status != OrderStatus.FULLY_REFUNDED
                ? Outcome.Unknown.class
                : Outcome.Declined.class);
    assertThat(lost).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void a_refund_that_failed_is_a_no() {
    assertThat(
            ((Outcome.Declined)
                    settle(Asked.lately(Action.REFUND), refund(PAID, OrderStatus.FAILED, AMOUNT)))
                .code())
        .isEqualTo("REFUND_FAILED");
  }

  @Test
  void a_capture_of_all_there_is_has_whatever_amount_that_was() {
    Command all = new Command("default", Action.CAPTURE, KEY, PAID, null, "{}");
    Claim claim =
        new Claim(
            1,
            all,
            "",
            EntryState.UNKNOWN,
            1,
            0,
            CLOCK.instant(),
            CLOCK.instant(),
            false,
            null,
            null,
            null);
    Order order =
        new Order(PAID, OrderStatus.PROCESSED, List.of(new Order.Capture(KEY, AMOUNT)), EVIDENCE);

    assertThat(inquiry.settle(claim, new OrderReport.Found(order)))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  // ---- payments --------------------------------------------------------------------------------

  @Test
  void a_payment_that_failed_is_a_no_with_plurals_reason() {
    OrderReport report = paid(OrderStatus.ATTEMPTED, item(KEY, AMOUNT, FAILURE));

    Outcome.Declined declined =
        (Outcome.Declined) settle(Asked.lately(Action.CREATE_PAYMENT), report);

    assertThat(declined.code()).isEqualTo("CARD_EXPIRED");
    assertThat(declined.message()).isEqualTo("too old");
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"CREATED", "ATTEMPTED"})
  void an_order_that_waits_for_a_payment_has_not_had_this_one(OrderStatus status) {
    assertThat(settle(Asked.lately(Action.CREATE_PAYMENT), paid(status)))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT), paid(status)))
        .isInstanceOf(Outcome.NotSent.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CREATED", "ATTEMPTED"})
  void where_there_was_a_payment_and_none_is_listed_it_may_be_ours(OrderStatus status) {
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT), paid(status)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @ParameterizedTest
  @EnumSource
  void a_payment_that_has_no_name_may_be_ours(OrderStatus status) {
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT), paid(status, THEIRS, UNNAMED)))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT).refused().done(), paid(status, UNNAMED)))
        .as("not when Plural refused the only call")
        .isInstanceOf(Outcome.Declined.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"AUTHORIZED", "PROCESSED", "CANCELLED", "FAILED", "PARTIALLY_REFUNDED"})
  void an_order_that_was_paid_otherwise_has_no_room_for_it(OrderStatus status) {
    Outcome.Declined declined =
        (Outcome.Declined) settle(Asked.twice(Action.CREATE_PAYMENT), paid(status, THEIRS));

    assertThat(declined.code()).isEqualTo("ORDER_" + status);
    assertThat(settle(Asked.lately(Action.CREATE_PAYMENT), paid(status, THEIRS)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void a_payment_of_another_amount_under_our_reference_is_for_a_person() {
    assertThat(
            settle(
                Asked.twice(Action.CREATE_PAYMENT),
                paid(OrderStatus.PENDING, item(KEY, OTHER_AMOUNT, null))))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void an_order_that_was_there_does_not_vanish() {
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT), MISSING))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(Asked.twice(Action.CREATE_PAYMENT).refused(), MISSING))
        .isInstanceOf(Outcome.Declined.class);
  }
}
