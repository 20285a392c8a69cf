package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every request of Plural's card tokenization guide, sent as printed, is answered like the sample
 * below it: the same fields, the same types, the same values, but for those that each test names.
 *
 * <p>Requests and samples are copied from the guide into {@code guide/}, a folder a section. UAT
 * and PROD have a file each only where their bodies differ.
 */
class GuideTest {

  /** What the server chooses, in every answer about an order. */
  private static final String[] CHOSEN_BY_THE_SERVER = {
    "/data/order_id",
    "/data/merchant_id",
    "/data/challenge_url",
    "/data/created_at",
    "/data/updated_at",
    "/data/payments/0/id",
    "/data/payments/0/merchant_payment_reference",
    "/data/payments/0/created_at",
    "/data/payments/0/updated_at",
    "/data/payments/0/acquirer_data/acquirer_reference",
    "/data/payments/0/acquirer_data/rrn",
    "/data/payments/0/capture_data/0/created_at"
  };

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox =
        Sandbox.start(
            SandboxSettings.onFreePort()
                .withCredentials("a17ce30e-f88e-4f81-ada1-c3b4909ed232", "fgwei7egyhuggwp39w8rh"));
    merchant = new Merchant(sandbox);
    merchant.withToken(tokenOfTheGuide().body().path("access_token").asText());
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void section_1_a_token_is_generated() throws IOException {
    Reply reply = tokenOfTheGuide();

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("1-generate-token")).but("/access_token").isExact();
  }

  @Test
  void section_2_a_customer_is_created() throws IOException {
    Reply reply = merchant.post("/api/v1/customer", text("2-create-customer/request"));

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("2-create-customer"))
        .but("/customer_id", "/created_at", "/updated_at")
        .isExact();
    assertThat(reply.body().path("customer_id").asText())
        .matches("cust-v1-[0-9]{10,12}-aa-[A-Za-z0-9]{6}");
  }

  @Test
  void section_3_an_order_is_created_and_its_numeric_reference_becomes_text() throws IOException {
    Reply reply = orderOfTheGuide();

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("3-create-order")).but(CHOSEN_BY_THE_SERVER).isExact();
    assertThat(reply.orderId()).matches("v1-[0-9]{10,12}-aa-[A-Za-z0-9]{6}");
  }

  /**
   * The guide pays 50000 or 10000 for its order of 1100 and shows a payment of 1100; the order
   * wins. Its samples also show another merchant_metadata than the order was made with, ALT_TOKEN
   * where a NETWORK_TOKEN was sent, and KOTAK as issuer where later samples of the same order type
   * say NONE.
   */
  @ParameterizedTest
  @CsvSource({
    "4.1-pay-saving-the-card, request",
    "4.2-pay-with-token-saved-on-plural, request",
    "4.3-pay-with-token-of-another-gateway, request-uat",
    "4.3-pay-with-token-of-another-gateway, request-prod"
  })
  void section_4_a_payment_waits_for_the_customer(String section, String request)
      throws IOException {
    String orderId = orderOfTheGuide().orderId();
    String asked = text(section + "/" + request);

    Reply reply = merchant.post("/api/pay/v1/orders/" + orderId + "/payments", asked);

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample(section))
        .but(CHOSEN_BY_THE_SERVER)
        .but(
            "/data/purchase_details/merchant_metadata/key1",
            "/data/purchase_details/merchant_metadata/key2",
            "/data/payments/0/payment_option/card_data/issuer_name",
            "/data/payments/0/payment_option/card_data/token_txn_type")
        .isExact();
    JsonNode payment = reply.data().path("payments").path(0);
    assertThat(payment.path("id").asText()).matches(orderId + "-cc-[A-Za-z0-9]");
    assertThat(payment.at("/payment_option/card_data/token_txn_type").asText())
        .isEqualTo(asked.contains("NETWORK_TOKEN") ? "NETWORK_TOKEN" : "ALT_TOKEN");
    assertThat(reply.data().path("challenge_url").asText())
        .matches(sandbox.baseUrl() + "/web/auth/landing/\\?token=.*%2[BF].*");
  }

  @Test
  void section_4_3_the_reference_of_the_payment_is_the_one_that_was_sent() throws IOException {
    String path = "/api/pay/v1/orders/" + orderOfTheGuide().orderId() + "/payments";

    Reply reply = merchant.post(path, text("4.3-pay-with-token-of-another-gateway/request-uat"));

    assertThat(reply.data().at("/payments/0/merchant_payment_reference").asText())
        .isEqualTo("28dbc00d-3091-47ea-83a8-33004276555f");
  }

  /**
   * The guide captures 4000 and shows an order of 1100 captured in full under another reference. An
   * order of 4000 is used, the amounts and the reference are compared with what was sent. The
   * sample also lacks the merchant_payment_reference that those of section 4 have.
   */
  @Test
  void section_6_an_order_is_captured() throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 4000);

    Reply reply = merchant.put(path(orderId, "capture"), text("6-capture-order/request"));

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("6-capture-order"))
        .but(CHOSEN_BY_THE_SERVER)
        .but(
            "/data/order_amount/value",
            "/data/payments/0/payment_amount/value",
            "/data/payments/0/capture_data/0/capture_amount/value",
            "/data/payments/0/capture_data/0/merchant_capture_reference")
        .withMore("/data/payments/0/merchant_payment_reference")
        .isExact();
    JsonNode capture = reply.data().at("/payments/0/capture_data/0");
    assertThat(capture.path("merchant_capture_reference").asText())
        .isEqualTo("merchant-capture-ref-r4y");
    assertThat(capture.at("/capture_amount/value").asLong()).isEqualTo(4000);
    assertThat(reply.data().at("/order_amount/value").asLong()).isEqualTo(4000);
  }

  @Test
  void section_6_taken_at_its_word_captures_more_than_the_order_and_is_refused()
      throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 1100);

    Reply reply = merchant.put(path(orderId, "capture"), text("6-capture-order/request"));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("AMOUNT_LIMIT_EXCEEDED");
  }

  /**
   * The sample shows a payment of 1100 for an order of 50000; ours is for the amount of the order.
   * It also lacks the merchant_payment_reference that those of section 4 have.
   */
  @Test
  void section_7_an_order_is_cancelled() throws IOException {
    String orderId = authorisedOrderLike("7-cancel-order", 50000);

    Reply reply = merchant.cancel(orderId);

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("7-cancel-order"))
        .but(CHOSEN_BY_THE_SERVER)
        .but("/data/payments/0/payment_amount/value")
        .withMore("/data/payments/0/merchant_payment_reference")
        .isExact();
  }

  @Test
  void no_part_of_a_card_is_kept_or_told() throws IOException {
    String orderId = orderOfTheGuide().orderId();
    merchant.post(
        "/api/pay/v1/orders/" + orderId + "/payments", text("4.1-pay-saving-the-card/request"));

    assertThat(merchant.inquire(orderId).raw().body())
        .doesNotContain("4895489548954895", "cvv", "\"065\"", "expiry");
    assertThat(merchant.control("GET", "/sandbox/orders/" + orderId, "").raw().body())
        .doesNotContain("4895489548954895", "cvv", "\"065\"", "expiry");
  }

  private Reply tokenOfTheGuide() {
    return merchant.control("POST", "/api/auth/v1/token", text("1-generate-token/request"));
  }

  private Reply orderOfTheGuide() {
    return merchant.post("/api/pay/v1/orders", text("3-create-order/request"));
  }

  /** An authorised order made of what the sample answer says about its order. */
  private String authorisedOrderLike(String section, long amount) throws IOException {
    ObjectNode order = (ObjectNode) sample(section).path("data").deepCopy();
    order.remove("payments");
    ((ObjectNode) order.path("order_amount")).put("value", amount);
    String orderId = merchant.post("/api/pay/v1/orders", order.toString()).orderId();
    String payment = text("4.1-pay-saving-the-card/request");
    merchant.post("/api/pay/v1/orders/" + orderId + "/payments", payment);
    sandbox.ledger().authorise(orderId);
    return orderId;
  }

  private static String path(String orderId, String action) {
    return "/api/pay/v1/orders/" + orderId + "/" + action;
  }

  private static JsonNode sample(String section) throws IOException {
    return Merchant.JSON.readTree(text(section + "/response"));
  }

  private static String text(String name) {
    try (InputStream file = GuideTest.class.getResourceAsStream("/guide/" + name + ".json")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
