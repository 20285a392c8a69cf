package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Merchant.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A sandbox that returns duplicates answers with what the reference was first used for, as it is
 * now, whatever else the second call says. How one refuses them is in {@link HonestyTest}.
 */
class DuplicatesTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";
  private static final String OTHER = "v1-sandbox-aa-000002";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withDuplicates(Duplicates.RETURNED));
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    SandboxSummary summary = sandbox.ledger().summary();
    assertThat(summary.doubleOrders()).isZero();
    assertThat(summary.doublePayments()).isZero();
    assertThat(summary.doubleRefunds()).isZero();
    assertThat(summary.doubleCustomers()).isZero();
  }

  @Test
  void an_order_is_returned_with_its_own_amount() {
    Reply first = merchant.createOrder("order-1", 5_000, true);

    Reply again = merchant.createOrder("order-1", 7_000, false);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.data().at("/order_amount/value").asLong()).isEqualTo(5_000);
  }

  @Test
  void a_paid_order_is_returned_and_not_paid_again() {
    String id = merchant.createOrder("order-1", 5_000, true).orderId();
    Reply first = merchant.pay(id, "pay-1");
    assertThat(merchant.pay(id, "pay-1").body()).isEqualTo(first.body());

    sandbox.ledger().authorise(id);
    Reply later = merchant.pay(id, "pay-1");

    assertThat(later.data().path("status").asText()).isEqualTo("AUTHORIZED");
    assertThat(later.data().path("payments")).hasSize(1);
    assertThat(sandbox.ledger().summary().payments()).isEqualTo(1);
  }

  @Test
  void a_refund_is_returned_and_nothing_more_is_given_back() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    Reply first = merchant.refund(EXAMPLE, "ref-1", 110_000);

    Reply again = merchant.refund(EXAMPLE, "ref-1", 110_000);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(sandbox.ledger().summary().refunded()).containsEntry("INR", 110_000L);
  }

  @Test
  void what_belongs_to_another_order_is_refused_all_the_same() {
    String one = merchant.createOrder("order-1", 5_000, true).orderId();
    String two = merchant.createOrder("order-2", 5_000, true).orderId();
    merchant.pay(one, "pay-1");
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    merchant.capture(OTHER, "cap-2", 110_000);
    merchant.refund(EXAMPLE, "ref-1", 1);

    assertThat(merchant.pay(two, "pay-1").code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(merchant.refund(OTHER, "ref-1", 1).code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(merchant.createOrder("ref-1", 5_000, true).code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(merchant.refund(EXAMPLE, "order-1", 1).code()).isEqualTo("DUPLICATE_REQUEST");
  }

  @Test
  void references_that_nobody_calls_idempotent_are_refused_all_the_same() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    merchant.createCustomer("kevin", "91", "9876543210");

    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(merchant.createCustomer("kevin", "91", "9876543210").code())
        .isEqualTo("DUPLICATE_REQUEST");
  }
}
