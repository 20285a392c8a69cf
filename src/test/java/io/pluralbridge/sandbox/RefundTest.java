package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was taken is given back, and never more than that. */
class RefundTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";
  private static final String OTHER = "v1-sandbox-aa-000002";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
    merchant.capture(EXAMPLE, "cap-1", 80_000);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void a_refund_is_an_order_of_its_own_that_names_its_parent() {
    Reply reply = merchant.refund(EXAMPLE, "ref-1", 30_000);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.orderId()).matches("v1-[0-9]{12}-aa-[A-Za-z0-9]{6}").isNotEqualTo(EXAMPLE);
    assertThat(reply.data().path("parent_order_id").asText()).isEqualTo(EXAMPLE);
    assertThat(reply.data().path("type").asText()).isEqualTo("REFUND");
    assertThat(reply.data().path("status").asText()).isEqualTo("PROCESSED");
    assertThat(reply.data().at("/order_amount/value").asLong()).isEqualTo(30_000);
    assertThat(reply.data().at("/payments/0/id").asText()).isEqualTo(reply.orderId() + "-cc-a");
  }

  @Test
  void it_is_found_by_its_own_id_and_by_its_own_reference() {
    Reply made = merchant.refund(EXAMPLE, "ref-1", 30_000);

    assertThat(merchant.inquire(made.orderId()).body()).isEqualTo(made.body());
    assertThat(merchant.get("/api/pay/v1/orders/reference/ref-1").body()).isEqualTo(made.body());
    assertThat(merchant.inquire(EXAMPLE).data().path("type").asText()).isEqualTo("CHARGE");
  }

  @Test
  void parts_of_what_was_taken_are_given_back_until_nothing_is_left() {
    merchant.refund(EXAMPLE, "ref-1", 30_000);
    assertThat(status(EXAMPLE)).isEqualTo("PARTIALLY_REFUNDED");

    assertRefused(merchant.refund(EXAMPLE, "ref-2", 50_001), 422, "AMOUNT_LIMIT_EXCEEDED");
    assertThat(merchant.refund(EXAMPLE, "ref-2", 50_000).status()).isEqualTo(200);
    assertThat(status(EXAMPLE)).isEqualTo("FULLY_REFUNDED");

    assertRefused(merchant.refund(EXAMPLE, "ref-3", 1), 422, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void without_an_amount_all_that_is_left_is_given_back() {
    merchant.refund(EXAMPLE, "ref-1", 30_000);

    Reply rest =
        merchant.post(
            "/api/pay/v1/refunds/" + EXAMPLE,
            """
            {"merchant_order_reference":"ref-2","merchant_metadata":{"why":"returned"}}
            """);

    assertThat(rest.data().at("/order_amount/value").asLong()).isEqualTo(50_000);
    assertThat(rest.data().at("/purchase_details/merchant_metadata/why").asText())
        .isEqualTo("returned");
    assertThat(status(EXAMPLE)).isEqualTo("FULLY_REFUNDED");
  }

  @Test
  void a_payment_that_needed_no_capture_can_be_refunded() {
    String id = merchant.createOrder("order-1", 5_000, false).orderId();
    merchant.pay(id, "pay-1");
    sandbox.ledger().authorise(id);

    merchant.refund(id, "ref-1", 5_000);

    assertThat(status(id)).isEqualTo("FULLY_REFUNDED");
    assertThat(merchant.inquire(id).data().at("/payments/0/status").asText())
        .isEqualTo("PROCESSED");
  }

  @Test
  void what_was_not_taken_is_not_refunded() {
    String unpaid = merchant.createOrder("order-1", 5_000, true).orderId();
    merchant.cancel("v1-sandbox-aa-000003");

    assertRefused(merchant.refund(unpaid, "ref-1", 1), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.refund(OTHER, "ref-1", 1), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(
        merchant.refund("v1-sandbox-aa-000003", "ref-1", 1), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.refund("no", "ref-1", 1), 404, "ORDER_NOT_FOUND");
    assertThat(sandbox.ledger().summary().refunds()).isZero();
  }

  @Test
  void a_refunded_order_is_neither_captured_nor_cancelled_nor_paid_again() {
    merchant.refund(EXAMPLE, "ref-1", 30_000);

    assertRefused(merchant.capture(EXAMPLE, "cap-2", 1), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.cancel(EXAMPLE), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.pay(EXAMPLE, "pay-2"), 422, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void orders_and_refunds_share_their_references() {
    merchant.createOrder("order-1", 5_000, true);
    merchant.refund(EXAMPLE, "ref-1", 1);
    merchant.capture(OTHER, "cap-2", 110_000);

    assertRefused(merchant.refund(EXAMPLE, "order-1", 1), 422, "DUPLICATE_REQUEST");
    assertRefused(merchant.createOrder("ref-1", 5_000, true), 422, "DUPLICATE_REQUEST");
    assertRefused(merchant.refund(EXAMPLE, "ref-1", 1), 422, "DUPLICATE_REQUEST");
    assertRefused(merchant.refund(OTHER, "ref-1", 1), 422, "DUPLICATE_REQUEST");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"merchant_order_reference\":\"a b\"}",
        "{\"merchant_order_reference\":\"a\",\"order_amount\":{}}",
        "{\"merchant_order_reference\":\"a\",\"order_amount\":{\"value\":5,\"currency\":\"USD\"}}"
      })
  void what_cannot_be_read_is_refused_and_nothing_is_given_back(String body) {
    assertRefused(merchant.post("/api/pay/v1/refunds/" + EXAMPLE, body), 400, "INVALID_REQUEST");
    assertThat(sandbox.ledger().summary().refunds()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lost-after-effect=1        | 1",
        "lost-before-effect=1       | 0",
        "error-after-effect=1       | 1",
        "error-before-effect=1      | 0",
        "rate-limited=1             | 0",
        "late=1,late-ms=20          | 1",
        "burst=1,burst-ms=20        | 0"
      })
  void whatever_a_client_hears_a_refund_that_took_effect_is_found(String faults, int refunds) {
    sandbox.setFaults(SandboxFaults.parse(faults));
    try {
      merchant.refund(EXAMPLE, "ref-1", 1);
    } catch (Merchant.NoAnswer lost) {
      assertThat(faults).startsWith("lost");
    }
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(merchant.get("/api/pay/v1/orders/reference/ref-1").status())
        .isEqualTo(refunds == 1 ? 200 : 404);
    assertThat(sandbox.ledger().summary().refunds()).isEqualTo(refunds);
  }

  @Test
  void the_books_tell_of_refunds() {
    merchant.refund(EXAMPLE, "ref-1", 30_000);
    merchant.refund(EXAMPLE, "ref-2", 1);

    JsonNode ledger = merchant.control("GET", "/sandbox/ledger", "").body();
    assertThat(ledger.path("refunds").asLong()).isEqualTo(2);
    assertThat(ledger.at("/refunded/INR").asLong()).isEqualTo(30_001);
    assertThat(ledger.at("/captured/INR").asLong()).isEqualTo(80_000);
    assertThat(ledger.at("/released/INR").asLong()).isEqualTo(30_000);
    assertThat(ledger.at("/orders/PARTIALLY_REFUNDED").asLong()).isEqualTo(1);
    assertThat(ledger.at("/calls/REFUND").asLong()).isEqualTo(2);
    assertThat(ledger.path("double_refunds").asLong()).isZero();
    SandboxOrderReport report = sandbox.ledger().order(EXAMPLE).orElseThrow();
    assertThat(report.refunded()).isEqualTo(30_001);
    assertThat(report.effects())
        .extracting(SandboxOrderReport.Effect::what)
        .containsExactly("MADE", "CAPTURED", "REFUNDED", "REFUNDED");
    assertThat(sandbox.ledger().effects())
        .extracting(Effect::operation, Effect::orderId, Effect::reference, Effect::amount)
        .containsExactly(
            tuple(Operation.CAPTURE, EXAMPLE, "cap-1", 80_000L),
            tuple(Operation.REFUND, EXAMPLE, "ref-1", 30_000L),
            tuple(Operation.REFUND, EXAMPLE, "ref-2", 1L));
  }

  private String status(String orderId) {
    return merchant.inquire(orderId).data().path("status").asText();
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.code()).as(reply.raw().body()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
  }
}
