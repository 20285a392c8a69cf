package io.pluralbridge.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EffectCheckTest {

  private static final String OURS = "v1-ours";
  private static final String KEY = "key-1";
  private static final Money AMOUNT = Money.of(1100, "INR");
  private static final Order.Failure FAILURE = new Order.Failure("CARD_EXPIRED", "too old");

  private static Command command(Action action, Money amount) {
    return new Command("default", action, KEY, OURS, amount, "");
  }

  private static EffectCheck of(Action action, Order order) {
    return EffectCheck.of(command(action, AMOUNT), order);
  }

  private static Money inr(Long minorUnits) {
    return minorUnits == null ? null : Money.of(minorUnits, "INR");
  }

  private static Order order(
      String id, OrderStatus status, String type, String reference, String parent, Money amount) {
    return new Order(
        id, status, type, reference, parent, amount, null, List.of(), List.of(), Evidence.NONE);
  }

  private static Order paid(OrderStatus status, Order.Payment... payments) {
    return new Order(
        OURS,
        status,
        "CHARGE",
        "ref",
        null,
        AMOUNT,
        null,
        List.of(payments),
        List.of(),
        Evidence.NONE);
  }

  private static Order.Payment payment(String reference, Money amount, Order.Failure failure) {
    return new Order.Payment(reference, amount, failure);
  }

  // ---- orders ----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void an_order_of_our_reference_is_there_wherever_it_stands_by_now(OrderStatus status) {
    Order order = order("v1-new", status, "CHARGE", KEY, null, AMOUNT);

    assertThat(of(Action.CREATE_ORDER, order)).isEqualTo(new EffectCheck.Done());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "CHARGE, key-1, -,    1100, Done",
        "-,      key-1, -,    1100, Done",
        "-,      key-1, -,    -,    Done",
        "CHARGE, key-1, -,    1000, Other",
        "REFUND, key-1, -,    1100, Other",
        "-,      key-1, v1-o, 1100, Other",
        "CHARGE, other, -,    1100, None",
        "CHARGE, -,     -,    1100, None",
      })
  void an_order_is_told_by_its_reference_amount_and_type(
      String type, String reference, String parent, Long amount, String trace) {
    Order order = order("v1-new", OrderStatus.CREATED, type, reference, parent, inr(amount));

    assertThat(of(Action.CREATE_ORDER, order).getClass().getSimpleName()).isEqualTo(trace);
  }

  @Test
  void an_order_that_differs_in_something_else_says_in_what() {
    Order order =
        new Order(
            "v1-new",
            OrderStatus.CREATED,
            "CHARGE",
            KEY,
            null,
            AMOUNT,
            "with pre_auth false",
            List.of(),
            List.of(),
            Evidence.NONE);

    assertThat(of(Action.CREATE_ORDER, order))
        .isEqualTo(new EffectCheck.Other("an order with pre_auth false"));
  }

  @Test
  void another_currency_is_another_amount() {
    Order order = order("v1-new", OrderStatus.CREATED, "CHARGE", KEY, null, Money.of(1100, "USD"));

    assertThat(of(Action.CREATE_ORDER, order))
        .isEqualTo(new EffectCheck.Other("an order of USD 11.00"));
  }

  // ---- payments --------------------------------------------------------------------------------

  @Test
  void a_payment_is_found_among_others_by_its_reference() {
    Order order =
        paid(
            OrderStatus.PENDING,
            payment("before", AMOUNT, FAILURE),
            payment(null, AMOUNT, null),
            payment(KEY, AMOUNT, null),
            payment("after", AMOUNT, FAILURE));

    assertThat(of(Action.CREATE_PAYMENT, order)).isEqualTo(new EffectCheck.Done());
  }

  @Test
  void a_payment_that_failed_tells_why() {
    assertThat(
            of(Action.CREATE_PAYMENT, paid(OrderStatus.ATTEMPTED, payment(KEY, AMOUNT, FAILURE))))
        .isEqualTo(new EffectCheck.Failed(FAILURE));
  }

  @Test
  void the_last_of_several_under_our_reference_counts() {
    Order order =
        paid(OrderStatus.AUTHORIZED, payment(KEY, AMOUNT, FAILURE), payment(KEY, AMOUNT, null));

    assertThat(of(Action.CREATE_PAYMENT, order)).isEqualTo(new EffectCheck.Done());
  }

  @Test
  void a_payment_without_a_reference_is_no_trace() {
    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.PENDING, payment(null, AMOUNT, null))))
        .isEqualTo(new EffectCheck.None());
    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.PENDING)))
        .isEqualTo(new EffectCheck.None());
  }

  /** The guide pays 50000 for an order of 1100, and is shown a payment of 1100. */
  @Test
  void a_payment_may_be_made_for_what_the_order_is_worth() {
    Order order = paid(OrderStatus.PENDING, payment(KEY, AMOUNT, null));

    assertThat(EffectCheck.of(command(Action.CREATE_PAYMENT, inr(50_000L)), order))
        .isEqualTo(new EffectCheck.Done());
    assertThat(
            EffectCheck.of(
                command(Action.CREATE_PAYMENT, inr(50_000L)),
                paid(OrderStatus.PENDING, payment(KEY, inr(900L), null))))
        .isEqualTo(new EffectCheck.Other("a payment of INR 9.00"));
  }

  @Test
  void several_payments_make_up_what_was_asked_for() {
    Order.Payment card = payment(KEY, inr(600L), null);
    Order.Payment points = payment("key-2", inr(500L), null);
    Order.Payment earlier = payment("old", inr(1100L), FAILURE);

    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.PENDING, earlier, card, points)))
        .isEqualTo(new EffectCheck.Done());
    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.PENDING, points, card)))
        .as("what comes before the first of them is not of the same call")
        .isInstanceOf(EffectCheck.Other.class);
    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.PENDING, card)))
        .as("a part is missing")
        .isInstanceOf(EffectCheck.Other.class);
    Order.Payment failed = payment(KEY, inr(600L), FAILURE);
    assertThat(of(Action.CREATE_PAYMENT, paid(OrderStatus.ATTEMPTED, failed, points)))
        .isEqualTo(new EffectCheck.Failed(FAILURE));
  }

  // ---- refunds ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "v1-r,    REFUND, key-1, v1-ours,  1100, Done",
        "v1-r,    -,      key-1, v1-ours,  1100, Done",
        "v1-r,    REFUND, key-1, -,        1100, Done",
        "v1-r,    REFUND, key-1, v1-ours,  -,    Done",
        "v1-r,    -,      key-1, -,        1100, None",
        "v1-r,    REFUND, other, v1-ours,  1100, None",
        "v1-r,    REFUND, -,     v1-ours,  1100, None",
        "v1-r,    REFUND, key-1, v1-other, 1100, Other",
        "v1-r,    REFUND, key-1, v1-ours,  1000, Other",
        "v1-ours, CHARGE, key-1, -,        1100, Other",
        "v1-ours, -,      key-1, -,        1100, Other",
        "v1-else, CHARGE, key-1, -,        1100, Other",
      })
  void a_refund_is_told_by_its_order_reference_amount_and_type(
      String id, String type, String reference, String parent, Long amount, String trace) {
    Order refund = order(id, OrderStatus.PROCESSED, type, reference, parent, inr(amount));

    assertThat(of(Action.REFUND, refund).getClass().getSimpleName()).isEqualTo(trace);
  }

  @Test
  void a_refund_that_failed_gave_nothing_back() {
    Order refund = order("v1-r", OrderStatus.FAILED, "REFUND", KEY, OURS, AMOUNT);

    assertThat(of(Action.REFUND, refund)).isInstanceOf(EffectCheck.Failed.class);
  }

  @Test
  void a_refund_of_all_there_is_has_whatever_amount_that_was() {
    Order refund = order("v1-r", OrderStatus.PROCESSED, "REFUND", KEY, OURS, inr(700L));

    assertThat(EffectCheck.of(command(Action.REFUND, null), refund))
        .isEqualTo(new EffectCheck.Done());
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"CREATE_CUSTOMER", "CAPTURE", "CANCEL"})
  void what_an_order_shows_otherwise_is_not_looked_for_here(Action action) {
    assertThatThrownBy(() -> of(action, paid(OrderStatus.PROCESSED)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
