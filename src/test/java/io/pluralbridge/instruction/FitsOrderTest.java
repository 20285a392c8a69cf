package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderState;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Sighting;
import io.pluralbridge.payment.Sighting.Witness;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A payment is for no more than its order, where that is known. */
class FitsOrderTest {

  private static final String ITEM =
      """
      {"payment_method":"UPI","payment_option":{"upi_details":{}},\
      "payment_amount":{"value":%d,"currency":"%s"}%s}""";

  private static OrderState order(@Nullable Money amount, @Nullable Boolean preAuth) {
    return OrderState.of(
        List.of(
            new Sighting(
                Payments.ORDER,
                Witness.CALL,
                OrderStatus.CREATED,
                null,
                0,
                0,
                "CHARGE",
                "o-1",
                null,
                preAuth,
                amount,
                null,
                null,
                null)));
  }

  private static final OrderState OF_1100 = order(Money.of(1100, "INR"), false);

  private static String item(long value) {
    return item(value, "INR", "");
  }

  private static String item(long value, String currency, String further) {
    return ITEM.formatted(value, currency, further);
  }

  private static List<Fault> faults(@Nullable OrderState order, boolean known, String... items) {
    return Refused.faults(() -> fits(order, known).check(draft(Action.CREATE_PAYMENT, items)));
  }

  private static FitsOrder fits(@Nullable OrderState order, boolean known) {
    return new FitsOrder(
        new FitsOrder.Known() {
          @Override
          public Optional<OrderState> orderOf(Command command) {
            return Optional.ofNullable(order);
          }

          @Override
          public boolean isKnown(Command command) {
            return known;
          }
        });
  }

  private static Draft draft(Action action, String... items) throws RefusedException {
    String body = "{\"payments\":[" + String.join(",", items) + "]}";
    return new Instructions().read(action, Payments.ORDER, body.getBytes(UTF_8), "k");
  }

  private static List<String> codes(List<Fault> faults) {
    return faults.stream().map(fault -> fault.field() + " " + fault.code()).toList();
  }

  @Test
  void more_than_the_order_is_refused_and_both_amounts_are_told() {
    List<Fault> faults = faults(OF_1100, false, item(50000));

    assertThat(codes(faults)).containsExactly("payments[0].payment_amount AMOUNT_ABOVE_ORDER");
    assertThat(faults.get(0).message())
        .isEqualTo("INR 500.00 would be paid for an order of INR 11.00; write at most that");
  }

  @Test
  void all_of_it_and_a_part_are_legal() {
    assertThat(faults(OF_1100, false, item(1100))).isEmpty();
    assertThat(faults(OF_1100, false, item(1))).isEmpty();
    assertThat(faults(OF_1100, false, item(1101))).hasSize(1);
  }

  @Test
  void of_several_payments_the_sum_counts() {
    assertThat(faults(OF_1100, false, item(600), item(500))).isEmpty();
    assertThat(codes(faults(OF_1100, false, item(600), item(501))))
        .containsExactly("payments AMOUNT_ABOVE_ORDER");
  }

  @Test
  void a_convenience_fee_comes_on_top_and_no_more_than_that() {
    String fee =
        ",\"convenience_fee_breakdown\":{\"fee_amount\":{\"value\":20,\"currency\":\"INR\"},"
            + "\"tax_amount\":{\"value\":4,\"currency\":\"INR\"},"
            + "\"maximum_fee_amount\":{\"value\":90000,\"currency\":\"INR\"}}";

    assertThat(faults(OF_1100, false, item(1124, "INR", fee))).isEmpty();
    assertThat(faults(OF_1100, false, item(1125, "INR", fee))).hasSize(1);
  }

  @Test
  void a_payment_is_in_the_currency_of_its_order() {
    List<Fault> faults = faults(OF_1100, false, item(600), item(1, "USD", ""));

    assertThat(codes(faults))
        .containsExactly("payments[1].payment_amount.currency CURRENCY_OF_ORDER");
    assertThat(faults.get(0).message())
        .isEqualTo("the order is in INR; write that, and the amount in it");
    assertThat(faults(OF_1100, true, item(1, "USD", ""))).isEmpty();
    assertThat(faults(order(null, null), false, item(1, "USD", ""))).isEmpty();
  }

  @Test
  void so_is_a_refund_that_names_an_amount() {
    String amount = ",\"order_amount\":{\"value\":5,\"currency\":\"%s\"}";

    assertThat(codes(refundFaults(OF_1100, amount.formatted("USD"))))
        .containsExactly("order_amount.currency CURRENCY_OF_ORDER");
    assertThat(refundFaults(OF_1100, amount.formatted("INR"))).isEmpty();
    assertThat(refundFaults(OF_1100, "")).isEmpty();
    assertThat(refundFaults(order(null, null), amount.formatted("USD"))).isEmpty();
  }

  private static List<Fault> refundFaults(OrderState order, String amount) {
    byte[] body = ("{\"merchant_order_reference\":\"r\"" + amount + "}").getBytes(UTF_8);
    return Refused.faults(
        () ->
            fits(order, false)
                .check(new Instructions().read(Action.REFUND, Payments.ORDER, body, "k")));
  }

  @Test
  void of_what_is_not_known_plural_decides() {
    assertThat(faults(null, false, item(50000))).isEmpty();
    assertThat(faults(order(null, null), false, item(50000, "INR", ",\"pre_auth\":true")))
        .isEmpty();
  }

  @Test
  void a_payment_that_came_before_gets_its_first_answer() {
    assertThat(faults(OF_1100, true, item(50000))).isEmpty();
  }

  @Test
  void money_that_is_to_be_held_is_not_taken() {
    String held = item(1100, "INR", ",\"pre_auth\":true");

    assertThat(codes(faults(OF_1100, false, held)))
        .containsExactly("payments[0].pre_auth FIELD_INVALID");
    assertThat(faults(order(Money.of(1100, "INR"), true), false, held)).isEmpty();
    assertThat(faults(OF_1100, false, item(1100, "INR", ",\"pre_auth\":false"))).isEmpty();
  }
}
