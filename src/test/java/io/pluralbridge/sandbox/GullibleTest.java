package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Merchant.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gullible sandbox does what it is told twice, and its books tell on whoever asked. */
class GullibleTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void asked_to_capture_twice_it_says_yes_twice_and_the_books_name_the_order() {
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(200);
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(200);

    SandboxSummary summary = sandbox.ledger().summary();
    assertThat(summary.captures()).isEqualTo(2);
    assertThat(summary.captured()).containsEntry("INR", 220_000L);
    assertThat(summary.ordersCapturedMoreThanOnce()).containsExactly(EXAMPLE);
    assertThat(summary.ordersCapturedAndCancelled()).isEmpty();
  }

  @Test
  void asked_to_cancel_twice_it_says_yes_twice() {
    assertThat(merchant.cancel(EXAMPLE).status()).isEqualTo(200);
    assertThat(merchant.cancel(EXAMPLE).status()).isEqualTo(200);

    assertThat(sandbox.ledger().summary().cancels()).isEqualTo(2);
  }

  @Test
  void it_never_both_captures_and_cancels_an_order() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    assertThat(merchant.cancel(EXAMPLE).code()).isEqualTo("OPERATION_NOT_ALLOWED");
    String other = "v1-sandbox-aa-000002";
    merchant.cancel(other);
    assertThat(merchant.capture(other, "cap-2", 110_000).code()).isEqualTo("OPERATION_NOT_ALLOWED");

    SandboxSummary summary = sandbox.ledger().summary();
    assertThat(summary.captures()).isEqualTo(1);
    assertThat(summary.cancels()).isEqualTo(1);
    assertThat(summary.ordersCapturedAndCancelled()).isEmpty();
  }

  @Test
  void asked_for_an_order_twice_it_makes_two_and_the_reference_stays_with_the_first() {
    String first = merchant.createOrder("order-1", 5_000, true).orderId();
    String second = merchant.createOrder("order-1", 5_000, true).orderId();

    assertThat(second).isNotEqualTo(first);
    assertThat(merchant.get("/api/pay/v1/orders/reference/order-1").orderId()).isEqualTo(first);
    assertThat(sandbox.ledger().summary().doubleOrders()).isEqualTo(1);
  }

  @Test
  void asked_to_pay_twice_it_takes_both_while_the_customer_still_thinks_and_after() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    merchant.pay(id, "pay-1");
    assertThat(merchant.pay(id, "pay-1").status()).isEqualTo(200);
    sandbox.ledger().authorise(id);

    Reply third = merchant.pay(id, "pay-1");

    assertThat(third.data().path("status").asText()).isEqualTo("AUTHORIZED");
    assertThat(third.data().path("payments").findValuesAsText("status"))
        .containsExactly("AUTHORIZED", "AUTHORIZED", "AUTHORIZED");
    assertThat(sandbox.ledger().summary().payments()).isEqualTo(3);
    assertThat(sandbox.ledger().summary().doublePayments()).isEqualTo(2);
    assertThat(merchant.pay(id, "pay-2").code()).isEqualTo("OPERATION_NOT_ALLOWED");
  }

  @Test
  void the_customer_fails_all_that_were_begun() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    merchant.pay(id, "pay-1");
    merchant.pay(id, "pay-1");
    sandbox.ledger().fail(id);

    assertThat(merchant.inquire(id).data().path("payments").findValuesAsText("status"))
        .containsExactly("FAILED", "FAILED");
  }

  @Test
  void asked_to_refund_twice_it_gives_back_twice_even_what_was_never_taken() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    merchant.refund(EXAMPLE, "ref-1", 110_000);

    assertThat(merchant.refund(EXAMPLE, "ref-1", 110_000).status()).isEqualTo(200);
    assertThat(merchant.refund(EXAMPLE, "ref-2", 1).code()).isEqualTo("OPERATION_NOT_ALLOWED");

    SandboxSummary summary = sandbox.ledger().summary();
    assertThat(summary.refunds()).isEqualTo(2);
    assertThat(summary.doubleRefunds()).isEqualTo(1);
    assertThat(summary.refunded()).containsEntry("INR", 220_000L);
  }

  @Test
  void asked_to_refund_the_rest_twice_it_gives_back_the_same_twice() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    String rest = "{\"merchant_order_reference\":\"ref-1\"}";
    merchant.post("/api/pay/v1/refunds/" + EXAMPLE, rest);

    assertThat(
            merchant
                .post("/api/pay/v1/refunds/" + EXAMPLE, rest)
                .data()
                .at("/order_amount/value")
                .asLong())
        .isEqualTo(110_000);
  }

  @Test
  void asked_for_a_customer_twice_it_makes_two() {
    String first = merchant.createCustomer("kevin", "91", "1").body().path("customer_id").asText();
    String second = merchant.createCustomer("kevin", "91", "1").body().path("customer_id").asText();

    assertThat(second).isNotEqualTo(first);
    assertThat(sandbox.ledger().summary().customers()).isEqualTo(2);
    assertThat(sandbox.ledger().summary().doubleCustomers()).isEqualTo(1);
  }

  @Test
  void that_duplicates_are_returned_does_not_keep_it_from_doing_them() {
    try (Sandbox both =
        Sandbox.start(
            SandboxSettings.onFreePort().withGullible(true).withDuplicates(Duplicates.RETURNED))) {
      Merchant other = new Merchant(both);
      other.createOrder("order-1", 5_000, true);
      other.createOrder("order-1", 5_000, true);

      assertThat(both.ledger().summary().doubleOrders()).isEqualTo(1);
    }
  }

  @Test
  void a_refunded_order_is_captured_once_more_too() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    merchant.refund(EXAMPLE, "ref-1", 110_000);

    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).data().path("status").asText())
        .isEqualTo("PARTIALLY_REFUNDED");
    assertThat(sandbox.ledger().summary().ordersCapturedMoreThanOnce()).containsExactly(EXAMPLE);
  }

  @Test
  void it_still_takes_nothing_from_an_order_that_nobody_authorised() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();

    assertThat(merchant.capture(id, "cap-1", 110_000).code()).isEqualTo("OPERATION_NOT_ALLOWED");
  }
}
