package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

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

    Summary summary = sandbox.ledger().summary();
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

    Summary summary = sandbox.ledger().summary();
    assertThat(summary.captures()).isEqualTo(1);
    assertThat(summary.cancels()).isEqualTo(1);
    assertThat(summary.ordersCapturedAndCancelled()).isEmpty();
  }

  @Test
  void it_still_takes_nothing_from_an_order_that_nobody_authorised() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();

    assertThat(merchant.capture(id, "cap-1", 110_000).code()).isEqualTo("OPERATION_NOT_ALLOWED");
  }
}
