package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HonestyTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";
  private static final String OTHER_EXAMPLE = "v1-sandbox-aa-000002";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void ten_orders_wait_authorised_under_ids_that_never_change() {
    assertThat(Ledger.exampleOrders())
        .hasSize(10)
        .startsWith("v1-sandbox-aa-000001")
        .endsWith("v1-sandbox-aa-000010");

    JsonNode data = merchant.inquire(EXAMPLE).data();

    assertThat(data.path("status").asText()).isEqualTo("AUTHORIZED");
    assertThat(data.at("/order_amount/value").asLong()).isEqualTo(110_000);
    assertThat(data.at("/payments/0/acquirer_data/rrn").asText()).matches("[0-9]{12}");
  }

  @Test
  void an_order_goes_from_created_to_pending_to_authorised_to_processed() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    assertThat(status(id)).isEqualTo("CREATED");

    merchant.pay(id, "pay-1");
    assertThat(status(id)).isEqualTo("PENDING");
    assertThat(merchant.inquire(id).data().has("challenge_url")).isTrue();

    merchant.control("POST", "/sandbox/orders/" + id + "/authorise", "");
    assertThat(status(id)).isEqualTo("AUTHORIZED");
    assertThat(merchant.inquire(id).data().has("challenge_url")).isFalse();

    merchant.capture(id, "cap-1", 110_000);
    assertThat(status(id)).isEqualTo("PROCESSED");
  }

  @Test
  void without_pre_auth_a_passed_challenge_takes_the_money_and_nothing_is_left_to_capture() {
    String id = merchant.createOrder("order-1", 110_000, false).orderId();
    merchant.pay(id, "pay-1");

    sandbox.ledger().authorise(id);

    assertThat(status(id)).isEqualTo("PROCESSED");
    assertRefused(merchant.capture(id, "cap-1", 110_000), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.cancel(id), 422, "OPERATION_NOT_ALLOWED");
    assertThat(sandbox.ledger().order(id).orElseThrow().released()).isZero();
  }

  @Test
  void a_failed_challenge_leaves_room_for_another_payment() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    merchant.pay(id, "pay-1");
    merchant.control("POST", "/sandbox/orders/" + id + "/fail", "");
    assertThat(status(id)).isEqualTo("ATTEMPTED");

    merchant.pay(id, "pay-2");
    sandbox.ledger().authorise(id);

    JsonNode payments = merchant.inquire(id).data().path("payments");
    assertThat(payments.findValuesAsText("status")).containsExactly("FAILED", "AUTHORIZED");
    assertThat(payments.at("/0/error_detail/code").asText())
        .isEqualTo("USER_AUTHENTICATION_FAILED");
  }

  @Test
  void a_payment_cannot_be_added_while_another_waits() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    merchant.pay(id, "pay-1");

    assertRefused(merchant.pay(id, "pay-2"), 422, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void an_order_that_is_not_authorised_is_neither_captured_nor_cancelled() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();

    assertRefused(merchant.capture(id, "cap-1", 110_000), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.cancel(id), 422, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void a_partial_capture_releases_the_rest_and_is_the_only_one() {
    Reply captured = merchant.capture(EXAMPLE, "cap-1", 40_000);
    assertThat(captured.data().path("status").asText()).isEqualTo("PROCESSED");

    assertRefused(merchant.capture(EXAMPLE, "cap-2", 40_000), 422, "OPERATION_NOT_ALLOWED");

    SandboxOrderReport report = sandbox.ledger().order(EXAMPLE).orElseThrow();
    assertThat(report.captured()).isEqualTo(40_000);
    assertThat(report.released()).isEqualTo(70_000);
    assertThat(sandbox.ledger().summary().captured()).containsEntry("INR", 40_000L);
    assertThat(sandbox.ledger().summary().released()).containsEntry("INR", 70_000L);
  }

  @Test
  void a_capture_without_an_amount_takes_all() {
    Reply reply =
        merchant.put(
            "/api/pay/v1/orders/" + EXAMPLE + "/capture",
            "{\"merchant_capture_reference\":\"cap-1\"}");

    assertThat(reply.data().at("/payments/0/capture_data/0/capture_amount/value").asLong())
        .isEqualTo(110_000);
  }

  @Test
  void more_than_the_authorised_amount_is_not_captured() {
    assertRefused(merchant.capture(EXAMPLE, "cap-1", 110_001), 422, "AMOUNT_LIMIT_EXCEEDED");
    assertThat(status(EXAMPLE)).isEqualTo("AUTHORIZED");
  }

  @Test
  void another_currency_than_that_of_the_order_is_not_captured() {
    Reply reply =
        merchant.put(
            "/api/pay/v1/orders/" + EXAMPLE + "/capture",
            """
            {"merchant_capture_reference":"a","capture_amount":{"value":5,"currency":"USD"}}
            """);

    assertRefused(reply, 400, "INVALID_REQUEST");
  }

  @Test
  void a_capture_reference_is_good_once_across_all_orders() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertRefused(merchant.capture(EXAMPLE, "cap-1", 110_000), 422, "DUPLICATE_REQUEST");
    assertRefused(merchant.capture(OTHER_EXAMPLE, "cap-1", 110_000), 422, "DUPLICATE_REQUEST");
    assertThat(sandbox.ledger().captures()).hasSize(1);
  }

  @Test
  void a_refused_capture_does_not_use_up_its_reference() {
    merchant.capture(EXAMPLE, "cap-1", 999_999);

    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(200);
  }

  @Test
  void references_of_orders_and_payments_are_good_once_across_all_orders() {
    String first = merchant.createOrder("order-1", 110_000, true).orderId();
    assertRefused(merchant.createOrder("order-1", 110_000, true), 422, "DUPLICATE_REQUEST");

    merchant.pay(first, "pay-1");
    String second = merchant.createOrder("order-2", 110_000, true).orderId();
    assertRefused(merchant.pay(second, "pay-1"), 422, "DUPLICATE_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}"})
  void an_authorised_order_is_cancelled_once_with_or_without_a_body(String body) {
    Reply cancelled = merchant.put("/api/pay/v1/orders/" + EXAMPLE + "/cancel", body);

    assertThat(cancelled.data().path("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.data().at("/payments/0/status").asText()).isEqualTo("CANCELLED");
    assertRefused(merchant.cancel(EXAMPLE), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(merchant.capture(EXAMPLE, "cap-1", 1), 422, "OPERATION_NOT_ALLOWED");
    assertThat(sandbox.ledger().order(EXAMPLE).orElseThrow().released()).isEqualTo(110_000);
  }

  @Test
  void a_captured_order_is_not_cancelled() {
    merchant.capture(EXAMPLE, "cap-1", 40_000);

    assertRefused(merchant.cancel(EXAMPLE), 422, "OPERATION_NOT_ALLOWED");
    assertThat(sandbox.ledger().summary().cancels()).isZero();
  }

  @Test
  void an_order_is_found_by_its_id_and_by_its_reference_or_not_at_all() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();

    assertThat(merchant.get("/api/pay/v1/orders/reference/order-1").orderId()).isEqualTo(id);
    assertRefused(merchant.get("/api/pay/v1/orders/reference/no"), 404, "ORDER_NOT_FOUND");
    assertRefused(merchant.inquire("no"), 404, "ORDER_NOT_FOUND");
    assertRefused(merchant.capture("no", "cap-1", 1), 404, "ORDER_NOT_FOUND");
  }

  @Test
  void payments_by_other_means_are_taken_as_they_come() {
    String id = merchant.createOrder("order-1", 110_000, false).orderId();

    Reply reply =
        merchant.post(
            "/api/pay/v1/orders/" + id + "/payments",
            """
            {"payments":[{"payment_method":"UPI","payment_amount":{"value":110000,"currency":"INR"},
            "payment_option":{"upi_details":{"txn_mode":"INTENT"}}}]}
            """);

    assertThat(reply.data().path("status").asText()).isEqualTo("PENDING");
    assertThat(reply.data().at("/payments/0/id").asText()).contains("-up-");
    assertThat(reply.data().at("/payments/0/merchant_payment_reference").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"merchant_capture_reference\":",
        "[]",
        "{}",
        "{\"merchant_capture_reference\":\"a b\"}",
        "{\"merchant_capture_reference\":\"a\",\"capture_amount\":{\"value\":1.5,\"currency\":\"INR\"}}",
        "{\"merchant_capture_reference\":\"a\",\"capture_amount\":{\"value\":\"1\",\"currency\":\"INR\"}}",
        "{\"merchant_capture_reference\":\"a\",\"capture_amount\":{\"value\":0,\"currency\":\"INR\"}}",
        "{\"merchant_capture_reference\":\"a\",\"capture_amount\":{\"value\":1}}"
      })
  void what_cannot_be_read_is_refused_and_nothing_is_captured(String body) {
    Reply reply = merchant.put("/api/pay/v1/orders/" + EXAMPLE + "/capture", body);

    assertRefused(reply, 400, "INVALID_REQUEST");
    assertThat(reply.body().path("additional_error_details").isObject()).isTrue();
    assertThat(sandbox.ledger().summary().captures()).isZero();
  }

  @Test
  void a_refusal_never_repeats_the_card_that_was_sent() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();

    Reply reply =
        merchant.post(
            "/api/pay/v1/orders/" + id + "/payments",
            """
            {"payments":[{"payment_method":"CARD","payment_amount":{"value":1,"currency":"INR"},
            "payment_option":{"card_details":{"card_number":"4895489548954895x","cvv":"065",
            "expiry_month":"12","expiry_year":"2030"}}}]}
            """);

    assertRefused(reply, 400, "INVALID_REQUEST");
    assertThat(reply.raw().body()).contains("card_number").doesNotContain("489548");
  }

  @Test
  void no_part_of_a_card_is_kept() {
    String id = merchant.createOrder("order-1", 110_000, true).orderId();
    merchant.post(
        "/api/pay/v1/orders/" + id + "/payments",
        """
        {"payments":[{"payment_method":"CARD","payment_amount":{"value":1,"currency":"INR"},
        "payment_option":{"card_details":{"card_number":"4895489548954895","cvv":"065",
        "expiry_month":"12","expiry_year":"2030"}}}]}
        """);

    assertThat(status(id)).isEqualTo("PENDING");
    assertThat(merchant.control("GET", "/sandbox/orders/" + id, "").raw().body())
        .contains("PAID")
        .doesNotContain("4895489548954895", "cvv", "\"065\"", "expiry");
  }

  @Test
  void a_call_without_a_good_token_is_unauthorised_and_changes_nothing() {
    Reply reply = merchant.withToken("made-up").capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.raw().body())
        .isEqualTo("{\"code\":\"UNAUTHORIZED\",\"message\":\"Unauthorized\"}");
    assertThat(sandbox.ledger().summary().captures()).isZero();
  }

  @Test
  void wrong_credentials_get_no_token() {
    assertThat(merchant.token("sandbox", "wrong").status()).isEqualTo(401);
    assertThat(merchant.token("sandbox", "wrong").body().has("access_token")).isFalse();
  }

  private String status(String orderId) {
    return merchant.inquire(orderId).data().path("status").asText();
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.code()).as(reply.raw().body()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
  }
}
