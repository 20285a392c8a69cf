package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The customer's part: the page behind challenge_url, and what the merchant hears of it. */
class CheckoutTest {

  private Shop shop;
  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
    start(CheckoutSettings.USUAL.withCallbackBy(CallbackBy.GET));
  }

  private void start(CheckoutSettings checkout) {
    if (sandbox != null) {
      sandbox.close();
    }
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withCheckout(checkout));
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void close() {
    sandbox.close();
    shop.close();
  }

  // ---- what becomes of the order
  // -----------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "true,  authorise, AUTHORIZED, AUTHORIZED, AUTHORIZED",
    "false, authorise, PROCESSED,  PROCESSED,  PROCESSED",
    "true,  fail,      ATTEMPTED,  FAILED,     FAILED",
    "false, abandon,   CANCELLED,  CANCELLED,  CANCELLED",
    "true,  abandon,   CANCELLED,  CANCELLED,  CANCELLED"
  })
  void what_is_pressed_moves_order_and_payment_and_is_told_to_the_shop(
      boolean preAuth, String button, String order, String payment, String told) {
    String id = paid("order-1", preAuth, shop.url("/back"));

    Map<String, String> fields = query(page(id).press(button));

    JsonNode data = merchant.inquire(id).data();
    assertThat(data.path("status").asText()).isEqualTo(order);
    assertThat(data.at("/payments/0/status").asText()).isEqualTo(payment);
    assertThat(fields).containsEntry("order_id", id).containsEntry("status", told);
    assertThat(fields.get("signature"))
        .isEqualTo(signature(fields, SandboxSettings.DEFAULT_CALLBACK_SECRET));
  }

  @Test
  void who_only_looks_decides_nothing() {
    String id = paid("order-1", true, shop.url("/back"));

    assertThat(page(id).open().statusCode()).isEqualTo(200);

    assertThat(status(id)).isEqualTo("PENDING");
  }

  @Test
  void an_abandoned_order_was_never_held_so_nothing_is_released_and_nobody_can_cancel_it_again() {
    start(CheckoutSettings.USUAL);
    String id = paid("order-1", true, shop.url("/back"));
    page(id).press("abandon");

    assertThat(sandbox.ledger().order(id).orElseThrow().released()).isZero();
    assertThat(sandbox.ledger().summary().released()).isEmpty();
    assertThat(sandbox.ledger().summary().cancels()).isZero();
    assertThat(merchant.cancel(id).code()).isEqualTo("OPERATION_NOT_ALLOWED");
    assertThat(merchant.pay(id, "pay-2").code()).isEqualTo("OPERATION_NOT_ALLOWED");
    assertThat(merchant.inquire(id).data().at("/payments/0").has("acquirer_data")).isFalse();
  }

  @Test
  void a_failed_payment_may_be_tried_again_until_no_retries_are_left() {
    start(CheckoutSettings.USUAL.withCallbackBy(CallbackBy.GET).withPaymentRetries(2));
    String id = paid("order-1", true, shop.url("/back"));
    for (int left = 2; left > 0; left--) {
      page(id).press("fail");
      assertThat(status(id)).isEqualTo("ATTEMPTED");
      assertThat(merchant.inquire(id).data().path("payment_retries_remaining").asInt())
          .isEqualTo(left);
      merchant.pay(id, "again-" + left);
    }

    Map<String, String> told = query(page(id).press("fail"));

    assertThat(status(id)).isEqualTo("FAILED");
    assertThat(told).containsEntry("status", "FAILED");
    assertThat(merchant.pay(id, "too-often").code()).isEqualTo("OPERATION_NOT_ALLOWED");
    assertThat(sandbox.ledger().summary().orders()).containsEntry(Status.FAILED, 1L);
  }

  @Test
  void a_button_pressed_twice_tells_the_first_thing_twice() {
    String id = paid("order-1", true, shop.url("/back"));
    PageVisit page = page(id);

    Map<String, String> first = query(page.press("authorise"));
    Map<String, String> second = query(page.press("fail"));

    assertThat(second).isEqualTo(first).containsEntry("status", "AUTHORIZED");
    assertThat(status(id)).isEqualTo("AUTHORIZED");
    assertThat(page.open().body())
        .contains("This payment is AUTHORIZED", "Back to the shop")
        .doesNotContain("value=\"authorise\"");
    assertThat(query(page.press("return"))).isEqualTo(first);
  }

  @Test
  void the_page_of_a_failed_payment_does_not_decide_the_next_one() {
    String id = paid("order-1", true, shop.url("/back"));
    PageVisit old = page(id);
    old.press("fail");
    merchant.pay(id, "pay-2");

    assertThat(query(old.press("authorise"))).containsEntry("status", "FAILED");

    assertThat(status(id)).isEqualTo("PENDING");
    assertThat(query(page(id).press("authorise"))).containsEntry("status", "AUTHORIZED");
  }

  // ---- the page
  // ----------------------------------------------------------------------------------

  @Test
  void the_page_shows_rupees_the_order_and_three_buttons_and_loads_nothing() {
    String id = paid("order-1", true, shop.url("/back"));

    HttpResponse<String> page = page(id).open();

    assertThat(page.body())
        .contains("₹1,100.00", id, "order-1", "Card saved at Plural (NETWORK_TOKEN), VISA")
        .contains("value=\"authorise\"", "value=\"fail\"", "value=\"abandon\"")
        .doesNotContain("<link", "<img", "src=", "<script", "http:", "https:");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1         | ₹0.01",
        "100       | ₹1.00",
        "99999     | ₹999.99",
        "100000    | ₹1,000.00",
        "11000000  | ₹1,10,000.00",
        "100000000 | ₹10,00,000.00"
      })
  void rupees_are_grouped_as_india_writes_them(long paise, String shown) {
    assertThat(Pages.amount(new Amount(paise, "INR"))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"card_details\":{\"card_number\":\"4895489548954895\",\"cvv\":\"065\",\"expiry_month\":\"12\",\"expiry_year\":\"2030\"}}"
            + "| Card number, VISA",
        "{\"card_token_details\":{\"token_id\":\"token-v1-0811030624-bb-RBDgpR\",\"token_txn_type\":\"NETWORK_TOKEN\"}}"
            + "| Card saved at Plural (NETWORK_TOKEN), VISA",
        "{\"card_token_details\":{\"token\":\"5122980000000008\",\"cryptogram\":\"AgAAAGQkm6Ls=\",\"expiry_month\":\"03\",\"expiry_year\":\"2030\",\"token_txn_type\":\"ALT_TOKEN\"}}"
            + "| Card token of another provider (ALT_TOKEN), MASTERCARD"
      })
  void the_page_says_which_of_the_three_card_types_it_is_and_nothing_of_the_card(
      String option, String shown) {
    String id = order("order-1", true, "\"callback_url\":\"" + shop.url("/back") + "\"");
    merchant.post(
        "/api/pay/v1/orders/" + id + "/payments",
        """
        {"payments":[{"merchant_payment_reference":"pay-1","payment_method":"CARD",
        "payment_amount":{"value":110000,"currency":"INR"},"payment_option":%s}]}
        """
            .formatted(option));

    assertThat(page(id).open().body())
        .contains(shown)
        .doesNotContain("4895489548954895", "RBDgpR", "5122980000000008", "AgAAAGQkm6Ls");
  }

  @Test
  void an_unknown_challenge_is_no_page() {
    String id = paid("order-1", true, shop.url("/back"));
    String url = challengeUrl(id);

    for (String wrong :
        new String[] {
          url.replace("%2B1", "%2B2"),
          url.replace("%2B1", "%2B0"),
          url + "x",
          url.split("\\?")[0],
          url.replace("token=", "token=%3Cscript%3E")
        }) {
      assertThat(new PageVisit(wrong).open().statusCode()).as(wrong).isEqualTo(404);
      HttpResponse<String> pressed = new PageVisit(wrong).press("authorise");
      assertThat(pressed.statusCode()).as(wrong).isEqualTo(404);
      assertThat(pressed.body()).contains("No such payment").doesNotContain("<script>");
    }
    assertThat(status(id)).isEqualTo("PENDING");
  }

  @Test
  void a_form_without_a_decision_shows_the_page_again() {
    String id = paid("order-1", true, shop.url("/back"));

    HttpResponse<String> page = page(id).press("nonsense");

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("value=\"authorise\"");
    assertThat(status(id)).isEqualTo("PENDING");
  }

  // ---- the way back
  // ------------------------------------------------------------------------------

  @Test
  void what_went_wrong_is_told_at_the_failure_page_if_there_is_one() {
    String both =
        "\"callback_url\":\"%s\",\"failure_callback_url\":\"%s\""
            .formatted(shop.url("/back"), shop.url("/sorry"));
    for (String button : new String[] {"fail", "abandon"}) {
      String id = order("order-" + button, true, both);
      merchant.pay(id, "pay-" + button);
      assertThat(location(page(id).press(button)).getPath()).isEqualTo("/sorry");
    }
    String id = order("order-3", true, both);
    merchant.pay(id, "pay-3");
    assertThat(location(page(id).press("authorise")).getPath()).isEqualTo("/back");
  }

  @Test
  void only_a_failure_has_an_error_and_it_is_the_one_of_the_payment() {
    String id = paid("order-1", true, shop.url("/back"));

    Map<String, String> fields = query(page(id).press("fail"));

    assertThat(fields.keySet())
        .containsExactly("order_id", "status", "error_code", "error_message", "signature");
    JsonNode error = merchant.inquire(id).data().at("/payments/0/error_detail");
    assertThat(fields)
        .containsEntry("error_code", error.path("code").asText())
        .containsEntry("error_message", error.path("message").asText());
    assertThat(error.path("code").asText()).isEqualTo("USER_AUTHENTICATION_FAILED");

    String other = paid("order-2", true, shop.url("/back"));
    assertThat(query(page(other).press("abandon")).keySet())
        .containsExactly("order_id", "status", "signature");
  }

  @Test
  void what_the_shop_has_in_its_address_stays_and_is_not_signed() {
    String id = paid("order-1", true, shop.url("/back?txnid=7%26&a=b#top"));

    URI back = location(page(id).press("authorise"));

    assertThat(back.toString())
        .startsWith(shop.url("/back?txnid=7%26&a=b&order_id=" + id + "&status=AUTHORIZED&"))
        .endsWith("#top");
    Map<String, String> fields = new LinkedHashMap<>(query(back));
    fields.keySet().removeAll(java.util.Set.of("txnid", "a"));
    assertThat(fields.get("signature"))
        .isEqualTo(signature(fields, SandboxSettings.DEFAULT_CALLBACK_SECRET));
  }

  @Test
  void a_form_brings_the_browser_back_by_post_with_and_without_a_script() {
    start(CheckoutSettings.USUAL.withCallbackSecret("00ff".repeat(16)));
    String id = paid("order-1", true, shop.url("/back?a=1&b='c"));

    String page = page(id).press("fail").body();

    assertThat(page)
        .contains("name=\"order_id\" value=\"" + id + "\"")
        .contains("name=\"error_message\" value=\"Consumer Authentication failed\"")
        .contains("action=\"" + shop.url("/back?a=1&amp;b=&#39;c") + "\"")
        .contains("Continue to the shop", "document.forms[0].submit()");
    assertThat(page.split("<script>", -1)).hasSize(2);
  }

  @Test
  void a_shop_that_wants_json_is_told_by_the_sandbox_itself() throws Exception {
    start(CheckoutSettings.USUAL.withCallbackBy(CallbackBy.JSON));
    String id = paid("order-1", false, shop.url("/back"));
    shop.answerWith(303);

    HttpResponse<String> page = page(id).press("authorise");

    assertThat(page.body()).contains("This payment is PROCESSED", "HTTP 303");
    Shop.Heard heard = shop.await("/back", 1).get(0);
    assertThat(heard.method()).isEqualTo("POST");
    assertThat(heard.headers()).containsEntry("content-type", "application/json");
    Map<String, String> fields = new LinkedHashMap<>();
    Merchant.JSON
        .readTree(heard.body())
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    assertThat(fields).containsEntry("order_id", id).containsEntry("status", "PROCESSED");
    assertThat(fields.get("signature"))
        .isEqualTo(signature(fields, SandboxSettings.DEFAULT_CALLBACK_SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "/relative", "not an address"})
  void a_browser_is_sent_to_the_web_only(String url) {
    for (CallbackBy by : CallbackBy.values()) {
      start(CheckoutSettings.USUAL.withCallbackBy(by));
      String id = paid("order-1", true, url);

      HttpResponse<String> page = page(id).press("authorise");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Location")).isEmpty();
      assertThat(page.body()).contains("This payment is AUTHORIZED").doesNotContain(url);
    }
  }

  @Test
  void without_a_callback_url_the_payment_is_decided_all_the_same() {
    String id = order("order-1", true, "\"notes\":\"none\"");
    merchant.pay(id, "pay-1");

    assertThat(page(id).press("authorise").body()).contains("no callback_url");
    assertThat(status(id)).isEqualTo("AUTHORIZED");
  }

  // ---- for programs
  // ------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"GET, GET", "FORM, POST", "JSON, POST"})
  void a_program_plays_customer_and_browser_at_once(CallbackBy by, String method) throws Exception {
    start(CheckoutSettings.USUAL.withCallbackBy(by));
    String id = paid("order-1", true, shop.url("/back"));
    shop.answerWith(401);

    Reply reply = merchant.control("POST", "/sandbox/checkout/" + id + "?do=authorise", "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().at("/order/status").asText()).isEqualTo("AUTHORIZED");
    assertThat(reply.body().at("/callback/status").asInt()).isEqualTo(401);
    Shop.Heard heard = shop.await("/back", 1).get(0);
    assertThat(heard.method()).isEqualTo(method);
    String signature = reply.body().at("/callback/fields/signature").asText();
    assertThat(heard.uri() + heard.text()).contains(signature, id, "AUTHORIZED");
    if (by != CallbackBy.JSON) {
      assertThat(heard.fields().get("signature"))
          .isEqualTo(signature(heard.fields(), SandboxSettings.DEFAULT_CALLBACK_SECRET));
    }
  }

  @Test
  void a_program_can_have_the_shop_told_again() {
    String id = paid("order-1", true, shop.url("/back"));
    assertThat(control(id, "return").code()).isEqualTo("OPERATION_NOT_ALLOWED");

    control(id, "fail");
    control(id, "return");

    assertThat(shop.await("/back", 2))
        .extracting(Shop.Heard::uri)
        .hasSize(2)
        .containsOnly(shop.heard().get(0).uri());
  }

  @Test
  void a_program_is_told_what_it_got_wrong() {
    String id = paid("order-1", true, shop.url("/back"));

    assertThat(control(id, "nonsense").status()).isEqualTo(400);
    assertThat(control("v1-nobody", "authorise").status()).isEqualTo(404);
    assertThat(control("v1-nobody", "return").status()).isEqualTo(404);
    assertThat(control("v1-sandbox-aa-000001", "return").status()).isEqualTo(422);
    assertThat(control("v1-sandbox-aa-000001", "authorise").status()).isEqualTo(422);
    assertThat(status(id)).isEqualTo("PENDING");
  }

  @Test
  void a_shop_that_cannot_be_reached_does_not_undo_the_payment() {
    String id = paid("order-1", true, "http://localhost:1/back");

    Reply reply = control(id, "abandon");

    assertThat(reply.body().at("/callback/problem").asText()).contains("localhost");
    assertThat(reply.body().at("/order/status").asText()).isEqualTo("CANCELLED");
  }

  // ---- helpers
  // -----------------------------------------------------------------------------------

  private Reply control(String id, String decision) {
    return merchant.control("POST", "/sandbox/checkout/" + id + "?do=" + decision, "");
  }

  private String order(String reference, boolean preAuth, String more) {
    return merchant
        .post(
            "/api/pay/v1/orders",
            """
            {"merchant_order_reference":"%s","order_amount":{"value":110000,"currency":"INR"},
            "pre_auth":%s,%s}
            """
                .formatted(reference, preAuth, more))
        .orderId();
  }

  /** An order with a payment that waits for the customer. */
  private String paid(String reference, boolean preAuth, String callbackUrl) {
    String id = order(reference, preAuth, "\"callback_url\":\"" + callbackUrl + "\"");
    assertThat(merchant.pay(id, "pay-" + reference).status()).isEqualTo(200);
    return id;
  }

  private String challengeUrl(String id) {
    return merchant.inquire(id).data().path("challenge_url").asText();
  }

  private PageVisit page(String id) {
    return new PageVisit(challengeUrl(id));
  }

  private String status(String id) {
    return merchant.inquire(id).data().path("status").asText();
  }

  private static URI location(HttpResponse<String> reply) {
    assertThat(reply.statusCode()).isEqualTo(303);
    return URI.create(reply.headers().firstValue("Location").orElseThrow());
  }

  private static Map<String, String> query(HttpResponse<String> reply) {
    return query(location(reply));
  }

  private static Map<String, String> query(URI uri) {
    return new Shop.Heard("GET", uri, Map.of(), new byte[0]).fields();
  }

  /** The guide's rule, written down once more, as the sandbox shares its signatures. */
  private static String signature(Map<String, String> fields, String hexSecret) {
    Map<String, String> signed = new TreeMap<>(fields);
    signed.remove("signature");
    String text =
        signed.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(hexSecret), "HmacSHA256"));
      return HexFormat.of()
          .withUpperCase()
          .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
