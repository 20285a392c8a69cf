package io.pluralbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.conformance.Client.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What whoever speaks Plural's card API promises. Every request of Plural's card tokenization
 * guide, sent as printed, is answered like the sample below it: the same fields, the same types,
 * the same values, but for those that each test names. What cannot be done is refused in Plural's
 * way.
 *
 * <p>Requests and samples are copied from the guide into {@code guide/}, a folder a section. UAT
 * and PROD have a file each only where their bodies differ. The references in them are replaced by
 * fresh ones, as each is good once and a server may be asked by many tests.
 */
public abstract class GuideConformance {

  private static final long ORDER_OF_THE_GUIDE = 1100;
  private static final String ORDERS = "/api/pay/v1/orders";
  private static final String REFUNDS = "/api/pay/v1/refunds/";
  private static final String NOBODYS = "v1-4405071524-aa-nobody";
  private static final String MALFORMED = "{\"merchant_order_reference\":";
  private static final String CARD = "4.1-pay-saving-the-card/request";
  private static final AtomicLong LAST = new AtomicLong(System.currentTimeMillis());

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

  /** What of a sample answer a merchant sends when it makes such an order. */
  private static final List<String> OF_AN_ORDER_REQUEST =
      List.of(
          "merchant_order_reference",
          "order_amount",
          "pre_auth",
          "notes",
          "callback_url",
          "failure_callback_url",
          "purchase_details");

  private String orderReference;
  private String paymentReference;
  private String captureReference;
  private Client client;

  /** Where the server is, without a slash at the end. */
  protected abstract String baseUrl();

  protected abstract String clientId();

  protected abstract String clientSecret();

  /** The customer passes the challenge of the order's payment. */
  protected abstract void authorise(String orderId);

  /** What the answer to the token call has, and the guide's sample has not. */
  protected String[] moreInATokenAnswer() {
    return new String[0];
  }

  /**
   * What is paid for an order of so much in the place of what the guide pays, which is more: by its
   * samples Plural takes that and makes a payment of the amount of the order.
   */
  protected long paid(long guide, long order) {
    return guide;
  }

  /** What is sent to authenticate. */
  protected String bearer() {
    return tokenOfTheGuide().body().path("access_token").asText();
  }

  @BeforeEach
  void choose_references_and_authenticate() {
    orderReference = Long.toString(LAST.incrementAndGet());
    paymentReference = UUID.randomUUID().toString();
    captureReference = "merchant-capture-ref-" + orderReference;
    client = Client.ofNobody(baseUrl()).with(bearer());
  }

  // ---- the guide, section by section -----------------------------------------------------------

  @Test
  void section_1_a_token_is_generated() throws IOException {
    Reply reply = tokenOfTheGuide();

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("1-generate-token"))
        .but("/access_token", "/expires_in")
        .withMore(moreInATokenAnswer())
        .isExact();
    assertThat(reply.body().path("access_token").asText()).isNotEmpty();
    assertThat(reply.body().path("expires_in").asInt()).isPositive();
  }

  @Test
  void section_2_a_customer_is_created() throws IOException {
    Reply reply = client.post("/api/v1/customer", text("2-create-customer/request"));

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("2-create-customer"))
        .but("/customer_id", "/created_at", "/updated_at")
        .isExact();
    assertThat(reply.body().path("customer_id").asText())
        .matches("cust-v1-[0-9]{10,12}-aa-[A-Za-z0-9]{6}");
  }

  @Test
  void section_3_an_order_is_created_and_its_numeric_reference_becomes_text() throws IOException {
    assertThat(text("3-create-order/request"))
        .contains("\"merchant_order_reference\": " + orderReference + ",");

    Reply reply = orderOfTheGuide();

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("3-create-order")).but(CHOSEN_BY_THE_SERVER).isExact();
    assertThat(reply.data().path("merchant_order_reference").isTextual()).isTrue();
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
    String asked = payment(section + "/" + request, ORDER_OF_THE_GUIDE);

    Reply reply = client.post(path(orderId, "payments"), asked);

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
  }

  /** It is percent-encoded when it comes, and breaks when it is encoded or decoded once more. */
  @Test
  void section_4_the_customer_is_sent_to_a_challenge_that_arrives_untouched() {
    Reply reply =
        client.post(
            path(orderOfTheGuide().orderId(), "payments"), payment(CARD, ORDER_OF_THE_GUIDE));

    assertThat(reply.data().path("challenge_url").asText())
        .matches("https?://.+/web/auth/landing/\\?token=[^%]*%2[BF].*")
        .doesNotContain("%25");
  }

  @Test
  void section_4_3_the_reference_of_the_payment_is_the_one_that_was_sent() {
    String asked = payment("4.3-pay-with-token-of-another-gateway/request-uat", ORDER_OF_THE_GUIDE);
    assertThat(asked).contains(paymentReference);

    Reply reply = client.post(path(orderOfTheGuide().orderId(), "payments"), asked);

    assertThat(reply.data().at("/payments/0/merchant_payment_reference").asText())
        .isEqualTo(paymentReference);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CARD,
        "4.2-pay-with-token-saved-on-plural/request",
        "4.3-pay-with-token-of-another-gateway/request-uat"
      })
  void section_4_no_part_of_a_card_is_told(String request) {
    String orderId = orderOfTheGuide().orderId();

    Reply paid = client.post(path(orderId, "payments"), payment(request, ORDER_OF_THE_GUIDE));

    for (Reply reply : List.of(paid, client.get(ORDERS + "/" + orderId))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text())
          .doesNotContain("4895489548954895", "\"065\"", "\"123\"", "cvv", "expiry")
          .doesNotContain("4122980000000008", "AgAAAGQkm6LscccAAAA5gz4AAAA=", "token-v1");
    }
  }

  /**
   * The guide captures 4000 and shows an order of 1100 captured in full under another reference. An
   * order of 4000 is used, the amounts and the references are compared with what was sent. The
   * sample also lacks the merchant_payment_reference that those of section 4 have.
   */
  @Test
  void section_6_an_order_is_captured() throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 4000);

    Reply reply = client.put(path(orderId, "capture"), text("6-capture-order/request"));

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("6-capture-order"))
        .but(CHOSEN_BY_THE_SERVER)
        .but(
            "/data/merchant_order_reference",
            "/data/order_amount/value",
            "/data/payments/0/payment_amount/value",
            "/data/payments/0/capture_data/0/capture_amount/value",
            "/data/payments/0/capture_data/0/merchant_capture_reference")
        .withMore("/data/payments/0/merchant_payment_reference")
        .isExact();
    JsonNode capture = reply.data().at("/payments/0/capture_data/0");
    assertThat(capture.path("merchant_capture_reference").asText()).isEqualTo(captureReference);
    assertThat(capture.at("/capture_amount/value").asLong()).isEqualTo(4000);
    assertThat(reply.data().at("/order_amount/value").asLong()).isEqualTo(4000);
    assertThat(reply.data().path("merchant_order_reference").asText()).isEqualTo(orderReference);
  }

  @Test
  void section_6_taken_at_its_word_captures_more_than_the_order_and_is_refused()
      throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 1100);

    assertRefused(client.put(path(orderId, "capture"), text("6-capture-order/request")), 422);

    assertThat(status(orderId)).isEqualTo("AUTHORIZED");
  }

  /**
   * The sample shows a payment of 1100 for an order of 50000; ours is for the amount of the order.
   * It also lacks the merchant_payment_reference that those of section 4 have.
   */
  @Test
  void section_7_an_order_is_cancelled_by_a_call_without_a_body() throws IOException {
    String orderId = authorisedOrderLike("7-cancel-order", 50000);

    Reply reply = client.put(path(orderId, "cancel"), "");

    assertThat(reply.status()).isEqualTo(200);
    Likeness.of(reply.body(), sample("7-cancel-order"))
        .but(CHOSEN_BY_THE_SERVER)
        .but("/data/merchant_order_reference", "/data/payments/0/payment_amount/value")
        .withMore("/data/payments/0/merchant_payment_reference")
        .isExact();
    assertThat(reply.data().path("merchant_order_reference").asText()).isEqualTo(orderReference);
  }

  // ---- what the reference has and the guide has not --------------------------------------------

  @Test
  void an_order_is_found_by_its_id_and_by_its_reference() {
    Reply made = orderOfTheGuide();

    assertThat(client.get(ORDERS + "/" + made.orderId()).body()).isEqualTo(made.body());
    assertThat(client.get(ORDERS + "/reference/" + orderReference).body()).isEqualTo(made.body());
  }

  @Test
  void a_refund_is_an_order_of_its_own() throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 4000);
    client.put(path(orderId, "capture"), text("6-capture-order/request"));
    String reference = UUID.randomUUID().toString();

    Reply reply = client.post(REFUNDS + orderId, refund(reference, 1500));

    assertThat(reply.status()).isEqualTo(200);
    JsonNode data = reply.data();
    assertThat(data.path("order_id").asText())
        .matches("v1-[0-9]{10,12}-aa-[A-Za-z0-9]{6}")
        .isNotEqualTo(orderId);
    assertThat(data.path("parent_order_id").asText()).isEqualTo(orderId);
    assertThat(data.path("merchant_order_reference").asText()).isEqualTo(reference);
    assertThat(data.path("type").asText()).isEqualTo("REFUND");
    assertThat(data.path("status").asText()).isEqualTo("PROCESSED");
    assertThat(data.path("merchant_id").isTextual()).isTrue();
    assertThat(data.at("/order_amount/value")).isEqualTo(Client.JSON.readTree("1500"));
    assertThat(data.at("/order_amount/currency").asText()).isEqualTo("INR");
    assertThat(data.at("/purchase_details/customer").isObject()).isTrue();
    assertThat(data.path("payments")).hasSize(1);
    assertThat(data.path("created_at").isTextual()).isTrue();
    assertThat(data.path("updated_at").isTextual()).isTrue();
    assertThat(client.get(ORDERS + "/" + reply.orderId()).body()).isEqualTo(reply.body());
    assertThat(client.get(ORDERS + "/reference/" + reference).body()).isEqualTo(reply.body());
    assertThat(status(orderId)).isEqualTo("PARTIALLY_REFUNDED");
  }

  @Test
  void a_refund_without_an_amount_gives_back_all() throws IOException {
    String orderId = authorisedOrderLike("6-capture-order", 4000);
    client.put(path(orderId, "capture"), text("6-capture-order/request"));

    Reply reply =
        client.post(
            REFUNDS + orderId, "{\"merchant_order_reference\":\"" + UUID.randomUUID() + "\"}");

    assertThat(reply.data().at("/order_amount/value").asLong()).isEqualTo(4000);
    assertThat(status(orderId)).isEqualTo("FULLY_REFUNDED");
  }

  // ---- what is refused -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"", "made-up"})
  void without_a_credential_nothing_is_done(String credential) {
    Client stranger = Client.ofNobody(baseUrl()).with(credential);

    assertRefused(stranger.post(ORDERS, text("3-create-order/request")), 401);
    assertRefused(stranger.get(ORDERS + "/" + NOBODYS), 401);

    assertThat(client.get(ORDERS + "/reference/" + orderReference).status()).isEqualTo(404);
  }

  @Test
  void an_order_that_is_not_there_is_not_found() {
    assertRefused(client.get(ORDERS + "/" + NOBODYS), 404, "ORDER_NOT_FOUND");
    assertRefused(client.get(ORDERS + "/reference/nobodys"), 404, "ORDER_NOT_FOUND");
    assertRefused(client.post(path(NOBODYS, "payments"), text(CARD)), 404, "ORDER_NOT_FOUND");
    String capture = text("6-capture-order/request");
    assertRefused(client.put(path(NOBODYS, "capture"), capture), 404, "ORDER_NOT_FOUND");
    assertRefused(client.put(path(NOBODYS, "cancel"), ""), 404, "ORDER_NOT_FOUND");
    String refund = refund(UUID.randomUUID().toString(), 1500);
    assertRefused(client.post(REFUNDS + NOBODYS, refund), 404, "ORDER_NOT_FOUND");
  }

  @Test
  void what_is_not_json_is_refused() {
    String orderId = orderOfTheGuide().orderId();

    assertRefused(client.post("/api/v1/customer", MALFORMED), 400);
    assertRefused(client.post(ORDERS, MALFORMED), 400);
    assertRefused(client.post(path(orderId, "payments"), MALFORMED), 400);
    assertRefused(client.put(path(orderId, "capture"), MALFORMED), 400);
    assertRefused(client.post(REFUNDS + orderId, MALFORMED), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"merchant_order_reference", "order_amount"})
  void an_order_that_lacks_what_it_needs_is_refused(String field) throws IOException {
    ObjectNode asked = (ObjectNode) Client.JSON.readTree(text("3-create-order/request"));
    asked.remove(field);

    assertRefused(client.post(ORDERS, asked.toString()), 400);
  }

  @Test
  void a_payment_a_capture_and_a_refund_that_lack_what_they_need_are_refused() throws IOException {
    String unpaid = orderOfTheGuide().orderId();
    assertRefused(client.post(path(unpaid, "payments"), "{\"payments\":[]}"), 400);

    choose_references_and_authenticate();
    String orderId = authorisedOrderLike("6-capture-order", 4000);
    assertRefused(client.put(path(orderId, "capture"), "{}"), 400);
    client.put(path(orderId, "capture"), text("6-capture-order/request"));
    assertRefused(client.post(REFUNDS + orderId, "{}"), 400);
    assertThat(status(orderId)).isEqualTo("PROCESSED");
  }

  @Test
  void what_the_state_of_the_order_forbids_is_refused() throws IOException {
    String unpaid = orderOfTheGuide().orderId();
    String capture = text("6-capture-order/request");
    assertRefused(client.put(path(unpaid, "cancel"), ""), 422, "OPERATION_NOT_ALLOWED");
    assertRefused(client.put(path(unpaid, "capture"), capture), 422, "OPERATION_NOT_ALLOWED");

    choose_references_and_authenticate();
    String authorised = authorisedOrderLike("7-cancel-order", 50000);
    String refund = refund(UUID.randomUUID().toString(), 1500);
    assertRefused(client.post(REFUNDS + authorised, refund), 422, "OPERATION_NOT_ALLOWED");
    assertThat(status(authorised)).isEqualTo("AUTHORIZED");
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertRefused(reply, status);
    assertThat(reply.body().path("code").asText()).isEqualTo(code);
  }

  /** In Plural's shape, which has no details when nobody knows who asks. */
  private static void assertRefused(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.body().path("code").asText()).as(reply.text()).isNotEmpty();
    assertThat(reply.body().path("message").asText()).as(reply.text()).isNotEmpty();
    if (status != 401) {
      assertThat(reply.body().path("additional_error_details").isObject())
          .as(reply.text())
          .isTrue();
    }
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private Reply tokenOfTheGuide() {
    String asked =
        text("1-generate-token/request")
            .replace("a17ce30e-f88e-4f81-ada1-c3b4909ed232", clientId())
            .replace("fgwei7egyhuggwp39w8rh", clientSecret());
    return Client.ofNobody(baseUrl()).post("/api/auth/v1/token", asked);
  }

  /** A payment of the guide for an order of so much. */
  private String payment(String name, long order) {
    String asked = text(name);
    for (long guide : new long[] {50_000, 10_000}) {
      asked = asked.replaceAll("\\b" + guide + "\\b", Long.toString(paid(guide, order)));
    }
    return asked;
  }

  private Reply orderOfTheGuide() {
    return client.post(ORDERS, text("3-create-order/request"));
  }

  /** An authorised order made of what the sample answer says about its order. */
  private String authorisedOrderLike(String section, long amount) throws IOException {
    ObjectNode order = sample(section).path("data").<ObjectNode>deepCopy();
    order.retain(OF_AN_ORDER_REQUEST).put("merchant_order_reference", orderReference);
    ((ObjectNode) order.path("order_amount")).put("value", amount);
    String orderId = client.post(ORDERS, order.toString()).orderId();
    client.post(path(orderId, "payments"), payment(CARD, amount));
    authorise(orderId);
    return orderId;
  }

  private String status(String orderId) {
    return client.get(ORDERS + "/" + orderId).data().path("status").asText();
  }

  private static String refund(String reference, long amount) {
    return """
        {"merchant_order_reference":"%s","order_amount":{"value":%d,"currency":"INR"}}
        """
        .formatted(reference, amount);
  }

  private static String path(String orderId, String action) {
    return ORDERS + "/" + orderId + "/" + action;
  }

  private JsonNode sample(String section) throws IOException {
    return Client.JSON.readTree(text(section + "/response"));
  }

  private String text(String name) {
    try (InputStream file =
        GuideConformance.class.getResourceAsStream("/guide/" + name + ".json")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replace("112345", orderReference)
          .replace("28dbc00d-3091-47ea-83a8-33004276555f", paymentReference)
          .replace("merchant-capture-ref-r4y", captureReference);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
