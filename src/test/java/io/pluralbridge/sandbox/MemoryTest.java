package io.pluralbridge.sandbox;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sandbox with a state file knows after it was started again. */
class MemoryTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";

  @TempDir private Path folder;
  private Path file;
  private SandboxSettings settings;

  @BeforeEach
  void choose() {
    file = folder.resolve("made/on/demand/sandbox.jsonl");
    settings = SandboxSettings.onFreePort().withStateFile(file);
  }

  @Test
  void every_order_comes_back_as_it_was() {
    String id;
    String before;
    List<SandboxOrderReport> reports;
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      id = merchant.createOrder("order-1", 5_000, true).orderId();
      merchant.pay(id, "pay-1");
      sandbox.ledger().fail(id);
      merchant.pay(id, "pay-2");
      sandbox.ledger().authorise(id);
      merchant.capture(id, "cap-1", 3_000);
      merchant.cancel(EXAMPLE);
      before = merchant.inquire(id).raw().body();
      reports = List.of(report(sandbox, id), report(sandbox, EXAMPLE));
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(new Merchant(sandbox).inquire(id).raw().body()).isEqualTo(before);
      assertThat(List.of(report(sandbox, id), report(sandbox, EXAMPLE))).isEqualTo(reports);
      assertThat(sandbox.ledger().captures()).hasSize(1);
      assertThat(sandbox.ledger().summary().captured()).containsEntry("INR", 3_000L);
      assertThat(sandbox.ledger().summary().orders()).containsEntry(Status.AUTHORIZED, 9L);
    }
  }

  @Test
  void every_effect_comes_back_in_order() {
    List<Effect> effects;
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.cancel("v1-sandbox-aa-000002");
      merchant.capture(EXAMPLE, "cap-1", 3_000);
      effects = sandbox.ledger().effects();
    }

    assertThat(effects)
        .extracting(Effect::operation, Effect::orderId, Effect::reference, Effect::amount)
        .containsExactly(
            tuple(Operation.CANCEL, "v1-sandbox-aa-000002", null, null),
            tuple(Operation.CAPTURE, EXAMPLE, "cap-1", 3_000L));
    assertThat(effects).extracting(Effect::requestId).doesNotContainNull();
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().effects()).isEqualTo(effects);
    }
  }

  @Test
  void refunds_and_customers_come_back_with_their_counts() {
    Merchant.Reply refund;
    Merchant.Reply customer;
    SandboxSummary before;
    try (Sandbox sandbox = Sandbox.start(settings.withGullible(true))) {
      Merchant merchant = new Merchant(sandbox);
      merchant.capture(EXAMPLE, "cap-1", 110_000);
      refund = merchant.refund(EXAMPLE, "ref-1", 1_000);
      merchant.refund(EXAMPLE, "ref-1", 1_000);
      customer = merchant.createCustomer("kevin", "91", "9876543210");
      merchant.createCustomer("kevin", "91", "9876543210");
      merchant.createOrder("order-1", 5_000, true);
      merchant.pay(merchant.createOrder("order-1", 5_000, true).orderId(), "pay-1");
      merchant.pay(merchant.createOrder("order-2", 5_000, true).orderId(), "pay-1");
      before = sandbox.ledger().summary();
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      SandboxSummary after = sandbox.ledger().summary();
      assertThat(List.of(after.refunds(), after.customers(), after.payments()))
          .isEqualTo(List.of(before.refunds(), before.customers(), before.payments()))
          .isEqualTo(List.of(2L, 2L, 2L));
      assertThat(
              List.of(
                  after.doubleOrders(),
                  after.doublePayments(),
                  after.doubleRefunds(),
                  after.doubleCustomers()))
          .isEqualTo(List.of(1L, 1L, 1L, 1L));
      assertThat(after.refunded()).isEqualTo(before.refunded());
      assertThat(after.orders()).isEqualTo(before.orders());
      assertThat(merchant.inquire(refund.orderId()).body()).isEqualTo(refund.body());
      assertThat(
              merchant
                  .get("/api/v1/customer/" + customer.body().path("customer_id").asText())
                  .body())
          .isEqualTo(customer.body());
      assertThat(merchant.createCustomer("kevin", "91", "9876543210").code())
          .isEqualTo("DUPLICATE_REQUEST");
    }
  }

  @Test
  void a_state_of_before_there_were_refunds_and_customers_still_loads() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"change":"MADE","orderId":"v1-old","at":1,"reference":"order-old","amount":{"value":5,"currency":"INR"}}
        {"change":"CREATED","orderId":"v1-own","at":2,"requestId":"r","reference":"own","amount":{"value":5,"currency":"INR"},"preAuth":true,"details":"{}"}
        {"change":"PAID","orderId":"v1-own","at":3,"payments":[{"reference":"pay-1","method":"UPI","amount":{"value":5,"currency":"INR"},"card":null}]}
        {"change":"AUTHORISED","orderId":"v1-own","at":4}
        {"change":"CAPTURED","orderId":"v1-own","at":5,"requestId":"r","reference":"cap-1","amount":{"value":5,"currency":"INR"}}
        {"change":"CANCELLED","orderId":"v1-old","at":6}
        """);

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(report(sandbox, "v1-own").status()).isEqualTo(Status.PROCESSED);
      assertThat(report(sandbox, "v1-old").status()).isEqualTo(Status.CANCELLED);
      assertThat(new Merchant(sandbox).refund("v1-own", "ref-1", 5).status()).isEqualTo(200);
    }
  }

  @Test
  void references_stay_used() {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.pay(merchant.createOrder("order-1", 5_000, true).orderId(), "pay-1");
      merchant.capture(EXAMPLE, "cap-1", 110_000);
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      assertThat(merchant.createOrder("order-1", 5_000, true).code())
          .isEqualTo("DUPLICATE_REQUEST");
      assertThat(merchant.capture("v1-sandbox-aa-000002", "cap-1", 5).code())
          .isEqualTo("DUPLICATE_REQUEST");
      String other = merchant.createOrder("order-2", 5_000, true).orderId();
      assertThat(merchant.pay(other, "pay-1").code()).isEqualTo("DUPLICATE_REQUEST");
    }
  }

  @Test
  void what_was_done_is_on_file_before_the_answer_leaves() throws IOException {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      new Merchant(sandbox).capture(EXAMPLE, "cap-1", 110_000);

      assertThat(Files.readString(file)).contains("\"reference\":\"cap-1\"").endsWith("}\n");
    }
  }

  @Test
  void no_part_of_a_card_is_on_file() throws IOException {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      Merchant merchant = new Merchant(sandbox);
      merchant.pay(merchant.createOrder("order-1", 5_000, true).orderId(), "pay-1");
    }

    assertThat(Files.readString(file)).contains("pay-1").doesNotContain("cvv", "token-v1");
  }

  @Test
  void a_torn_last_line_is_forgotten_and_the_next_one_is_whole() throws IOException {
    Sandbox.start(settings).close();
    Files.writeString(file, "{\"change\":\"CAPTURED\",\"orderId\":\"v1-sandbox-aa-0000", APPEND);

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().captures()).isEmpty();
      new Merchant(sandbox).capture(EXAMPLE, "cap-1", 110_000);
    }
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(sandbox.ledger().captures()).hasSize(1);
    }
  }

  @Test
  void a_broken_line_in_the_middle_is_named() throws IOException {
    Sandbox.start(settings).close();
    Files.writeString(file, "what?\n", APPEND);

    assertThatThrownBy(() -> Sandbox.start(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sandbox.jsonl: line 11 is not a change of an order");
    assertThatThrownBy(() -> Sandbox.start(settings)).hasMessageContaining("line 11");
  }

  @Test
  void two_sandboxes_do_not_share_a_file() {
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThatThrownBy(() -> Sandbox.start(settings))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another sandbox uses the state in");
      assertThat(new Merchant(sandbox).inquire(EXAMPLE).status()).isEqualTo(200);
    }
  }

  @Test
  void a_customer_s_decisions_come_back_and_old_files_that_count_no_retries_are_read()
      throws Exception {
    String failed;
    String abandoned;
    try (Sandbox sandbox =
        Sandbox.start(settings.withCheckout(CheckoutSettings.USUAL.withPaymentRetries(0)))) {
      Merchant merchant = new Merchant(sandbox);
      failed = merchant.createOrder("order-1", 5_000, true).orderId();
      merchant.pay(failed, "pay-1");
      sandbox.ledger().fail(failed);
      abandoned = merchant.createOrder("order-2", 5_000, true).orderId();
      merchant.pay(abandoned, "pay-2");
      sandbox.ledger().abandon(abandoned);
    }

    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(report(sandbox, failed).status()).isEqualTo(Status.FAILED);
      assertThat(report(sandbox, abandoned).status()).isEqualTo(Status.CANCELLED);
    }

    String written = Files.readString(file);
    assertThat(written).contains("\"retriesLeft\":0", "\"given\":\"SAVED_TOKEN\"");
    Files.writeString(
        file, written.replace(",\"retriesLeft\":0", "").replace(",\"given\":\"SAVED_TOKEN\"", ""));
    try (Sandbox sandbox = Sandbox.start(settings)) {
      assertThat(report(sandbox, failed).status()).isEqualTo(Status.ATTEMPTED);
      Merchant merchant = new Merchant(sandbox);
      assertThat(merchant.inquire(failed).data().has("payment_retries_remaining")).isFalse();
      assertThat(merchant.pay(failed, "pay-3").status()).isEqualTo(200);
    }
  }

  private static SandboxOrderReport report(Sandbox sandbox, String orderId) {
    return sandbox.ledger().order(orderId).orElseThrow();
  }
}
