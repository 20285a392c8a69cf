package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the merchant is told behind the customer's back. */
class WebhooksTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";
  private static final String SECRET = "a secret of the shop";
  private static final String HOOK = "/hook";

  private Shop shop;
  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void open() throws IOException {
    shop = new Shop();
    start("", "50ms,100ms,150ms");
  }

  private void start(String faults, String retries) {
    if (sandbox != null) {
      sandbox.close();
    }
    sandbox =
        Sandbox.start(
            SandboxSettings.onFreePort()
                .withCheckout(CheckoutSettings.USUAL.withPaymentRetries(1))
                .withWebhooks(
                    WebhookSettings.to(shop.url(HOOK))
                        .withSecret(SECRET)
                        .withFaults(WebhookFaults.parse(faults))
                        .withRetries(WebhookSettings.parseRetries(retries))));
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void close() {
    sandbox.close();
    shop.close();
  }

  // ---- what is told
  // ------------------------------------------------------------------------------

  @Test
  void every_change_of_an_order_is_told_in_order_and_signed() {
    String held = paid("order-1", true);
    sandbox.ledger().authorise(held);
    merchant.capture(held, "cap-1", 60_000);
    String refund = merchant.refund(held, "ref-1", 10_000).orderId();

    assertThat(types(shop.await(HOOK, 3)))
        .containsExactly("ORDER_AUTHORIZED", "ORDER_PROCESSED", "REFUND_PROCESSED");
    JsonNode authorised = json(shop.at(HOOK).get(0)).path("data");
    assertThat(authorised.path("order_id").asText()).isEqualTo(held);
    assertThat(authorised.path("status").asText()).isEqualTo("AUTHORIZED");
    assertThat(authorised.path("integration_mode").asText()).isEqualTo("SEAMLESS");
    JsonNode captured = json(shop.at(HOOK).get(1)).path("data");
    assertThat(captured.at("/payments/0/capture_data/0/capture_amount/value").asLong())
        .isEqualTo(60_000);
    JsonNode refunded = json(shop.at(HOOK).get(2)).path("data");
    assertThat(refunded.path("order_id").asText()).isEqualTo(refund);
    assertThat(refunded.path("parent_order_id").asText()).isEqualTo(held);
    assertThat(refunded.path("type").asText()).isEqualTo("REFUND");
    assertThat(shop.at(HOOK)).allMatch(WebhooksTest::isGenuine);
    assertThat(ids(shop.at(HOOK))).doesNotHaveDuplicates().allMatch(id -> id.startsWith("msg_"));
  }

  @Test
  void a_payment_at_once_an_abandoned_one_and_a_cancel_are_told() {
    sandbox.ledger().authorise(paid("order-1", false));
    shop.await(HOOK, 1);
    sandbox.ledger().abandon(paid("order-2", true));
    shop.await(HOOK, 2);
    merchant.cancel(EXAMPLE);

    assertThat(types(shop.await(HOOK, 3)))
        .containsExactly("ORDER_PROCESSED", "ORDER_CANCELLED", "ORDER_CANCELLED");
    assertThat(json(shop.at(HOOK).get(2)).at("/data/order_id").asText()).isEqualTo(EXAMPLE);
  }

  @Test
  void a_failed_payment_is_told_and_so_is_the_end_of_the_order() {
    String id = paid("order-1", true);
    sandbox.ledger().fail(id);
    merchant.pay(id, "pay-2");
    sandbox.ledger().fail(id);

    List<Shop.Heard> heard = shop.await(HOOK, 3);
    assertThat(types(heard)).containsExactly("PAYMENT_FAILED", "PAYMENT_FAILED", "ORDER_FAILED");
    assertThat(heard)
        .extracting(one -> json(one).at("/data/status").asText())
        .containsExactly("ATTEMPTED", "FAILED", "FAILED");
    assertThat(json(heard.get(0)).at("/data/payments/0/error_detail/code").asText())
        .isEqualTo("USER_AUTHENTICATION_FAILED");
    assertThat(json(heard.get(0)).at("/data/payment_retries_remaining").asInt()).isEqualTo(1);
  }

  @Test
  void what_changes_nothing_is_not_told_nor_are_orders_that_the_sandbox_made_itself() {
    sandbox.ledger().authoriseOrders(5, 100);
    paid("order-1", true);
    merchant.cancel("v1-nobody");
    merchant.capture(EXAMPLE, "cap-1", 1_000_000);
    merchant.cancel(EXAMPLE);

    shop.await(HOOK, 1);
    assertThat(sandbox.webhooks(100).attempts()).hasSize(1);
    assertThat(sandbox.webhooks(100).waiting()).isZero();
  }

  @Test
  void without_an_address_nobody_is_told() {
    sandbox.close();
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
    merchant.cancel(EXAMPLE);

    Reply reply =
        merchant.control("POST", "/sandbox/webhooks?event=ORDER_CANCELLED&order_id=" + EXAMPLE, "");

    assertThat(reply.code()).isEqualTo("OPERATION_NOT_ALLOWED");
    assertThat(sandbox.webhooks(10).attempts()).isEmpty();
  }

  // ---- again
  // -------------------------------------------------------------------------------------

  @Test
  void what_is_not_answered_well_is_told_again_with_the_same_id_and_bytes() {
    shop.answerWith(500, 303, 401);
    merchant.cancel(EXAMPLE);

    List<Shop.Heard> heard = shop.await(HOOK, 4);

    assertThat(ids(heard)).hasSize(4).containsOnly(ids(heard).get(0));
    assertThat(heard).extracting(Shop.Heard::text).containsOnly(heard.get(0).text());
    assertThat(heard).allMatch(WebhooksTest::isGenuine);
    await().until(() -> sandbox.webhooks(10).attempts().size() == 4);
    assertThat(sandbox.webhooks(10).attempts())
        .extracting(WebhookAttempt::status)
        .containsExactly(500, 303, 401, 200);
    assertThat(sandbox.webhooks(10).attempts())
        .extracting(WebhookAttempt::nextInMs)
        .containsExactly(50L, 100L, 150L, null);
    assertThat(sandbox.webhooks(10).waiting()).isZero();
  }

  @Test
  void it_is_given_up_after_the_last_try() {
    shop.answerWith(500, 500, 500, 500);
    merchant.cancel(EXAMPLE);

    await().until(() -> sandbox.webhooks(10).attempts().size() == 4);

    assertThat(sandbox.webhooks(10).waiting()).isZero();
    assertThat(sandbox.webhooks(10).attempts().get(3).nextInMs()).isNull();
    assertThat(sandbox.webhooks(1).attempts()).hasSize(1);
  }

  @Test
  void a_shop_that_is_not_there_is_tried_again_too() {
    shop.close();
    merchant.cancel(EXAMPLE);

    await().until(() -> sandbox.webhooks(10).attempts().size() == 4);

    assertThat(sandbox.webhooks(10).attempts())
        .allSatisfy(attempt -> assertThat(attempt.status()).isNull())
        .allSatisfy(attempt -> assertThat(attempt.problem()).contains("localhost"));
  }

  @Test
  void the_usual_schedule_is_that_of_the_documents() {
    assertThat(WebhookSettings.NONE.retries())
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 300L, 1_800L, 7_200L, 18_000L, 36_000L, 36_000L);
  }

  // ---- faults
  // ------------------------------------------------------------------------------------

  @Test
  void a_repeated_event_comes_twice_under_one_id() {
    start("repeated=1", "none");
    merchant.cancel(EXAMPLE);

    List<Shop.Heard> heard = shop.await(HOOK, 2);

    assertThat(ids(heard)).hasSize(2).containsOnly(ids(heard).get(0));
    await().until(() -> sandbox.webhooks(10).waiting() == 0);
    assertThat(shop.at(HOOK)).hasSize(2);
  }

  @Test
  void a_lost_event_never_comes_and_is_listed_all_the_same() {
    start("lost=1", "none");
    merchant.cancel(EXAMPLE);

    await().until(() -> !sandbox.webhooks(10).attempts().isEmpty());

    WebhookAttempt lost = sandbox.webhooks(10).attempts().get(0);
    assertThat(lost.attempt()).isZero();
    assertThat(lost.problem()).isEqualTo("lost on purpose");
    assertThat(sandbox.webhooks(10).waiting()).isZero();
    assertThat(shop.heard()).isEmpty();
  }

  @Test
  void a_reordered_event_is_overtaken_by_the_next_of_its_order_or_comes_by_itself() {
    // Of this seed the first two numbers make the first event, and not the second, a reordered one.
    start("reordered=0.6,reordered-ms=400,seed=" + seed(0.6), "none");
    String id = paid("order-1", true);
    sandbox.ledger().authorise(id);
    merchant.capture(id, "cap-1", 1_000);

    assertThat(types(shop.await(HOOK, 2))).containsExactly("ORDER_PROCESSED", "ORDER_AUTHORIZED");

    start("reordered=1,reordered-ms=50", "none");
    merchant.cancel(EXAMPLE);
    assertThat(types(shop.await(HOOK, 3))).endsWith("ORDER_CANCELLED");
  }

  /** A seed whose first number is below that, and whose second is not. */
  private static long seed(double limit) {
    for (long seed = 1; ; seed++) {
      java.util.Random random = new java.util.Random(seed);
      if (random.nextDouble() < limit && random.nextDouble() >= limit) {
        return seed;
      }
    }
  }

  @Test
  void a_delayed_event_comes_late() {
    start("delayed=1,delayed-ms=300", "none");
    long before = System.nanoTime();
    merchant.cancel(EXAMPLE);

    shop.await(HOOK, 1);

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void a_forgery_tells_a_lie_and_its_signature_does_not_hold() {
    start("wrong-signature=1", "none");
    sandbox.ledger().authorise(paid("order-1", true));

    List<Shop.Heard> heard = shop.await(HOOK, 2);

    assertThat(types(heard)).containsExactly("ORDER_CANCELLED", "ORDER_AUTHORIZED");
    assertThat(heard).extracting(WebhooksTest::isGenuine).containsExactly(false, true);
    assertThat(json(heard.get(0)).at("/data/status").asText()).isEqualTo("CANCELLED");
    assertThat(ids(heard)).doesNotHaveDuplicates();
  }

  @Test
  void a_stale_event_is_truly_signed_an_hour_ago() {
    start("stale=1", "none");
    merchant.cancel(EXAMPLE);

    List<Shop.Heard> heard = shop.await(HOOK, 2);

    assertThat(heard).allMatch(WebhooksTest::isGenuine);
    assertThat(heard)
        .extracting(WebhooksTest::ageSeconds)
        .satisfiesExactly(
            age -> assertThat(age).isBetween(3_595L, 3_660L),
            age -> assertThat(age).isBetween(-5L, 60L));
  }

  @Test
  void a_forgery_that_is_refused_is_not_tried_again() {
    start("wrong-signature=1", "50ms");
    shop.answerWith(401);
    merchant.cancel(EXAMPLE);

    await().until(() -> sandbox.webhooks(10).attempts().size() == 2);

    await().until(() -> sandbox.webhooks(10).waiting() == 0);
    assertThat(sandbox.webhooks(10).attempts())
        .extracting(WebhookAttempt::signing)
        .containsExactly(Signing.WRONG_SIGNATURE, Signing.GENUINE);
    assertThat(sandbox.webhooks(10).attempts()).extracting(WebhookAttempt::attempt).containsOnly(1);
  }

  @Test
  void irregular_events_say_the_same_in_the_shapes_of_the_samples() {
    start("irregular=1", "none");
    String id = paid("order-1", true);
    sandbox.ledger().authorise(id);
    merchant.capture(id, "cap-1", 60_000);
    merchant.refund(id, "ref-1", 60_000);

    List<Shop.Heard> heard = shop.await(HOOK, 3);

    JsonNode mixed = json(heard.get(0));
    assertThat(mixed.path("eventType").asText()).isEqualTo("ORDER_AUTHORIZED");
    assertThat(mixed.at("/data/orderId").asText()).isEqualTo(id);
    assertThat(mixed.at("/data/payments/0").has("payment_amount")).isTrue();
    JsonNode camel = json(heard.get(1));
    assertThat(camel.at("/data/payments/0/captureData/0/captureAmount/value").asLong())
        .isEqualTo(60_000);
    JsonNode parent = json(heard.get(2));
    assertThat(parent.path("event_type").asText()).isEqualTo("REFUND_PROCESSED");
    assertThat(parent.at("/data/order_id").asText()).isEqualTo(id);
    assertThat(parent.at("/data/status").asText()).isEqualTo("FULLY_REFUNDED");
    assertThat(parent.path("data").has("parent_order_id")).isFalse();

    String failed = paid("order-2", true);
    sandbox.ledger().fail(failed);
    JsonNode bare = json(shop.await(HOOK, 4).get(3)).path("data");
    assertThat(bare.path("pre_auth").isTextual()).isTrue();
    assertThat(bare.path("purchase_details").isEmpty()).isTrue();
    assertThat(bare.path("refunds").isArray()).isTrue();
    assertThat(bare.at("/payments/0").has("error_detail")).isFalse();
  }

  @Test
  void the_same_seed_deals_the_same_faults_in_the_same_order() {
    String faults =
        "delayed=0.1,delayed-ms=1,repeated=0.2,lost=0.2,wrong-signature=0.2,stale=0.1,seed=";

    List<String> first = fates(faults + 7);

    assertThat(fates(faults + 7)).isEqualTo(first).hasSizeGreaterThan(40);
    assertThat(fates(faults + 8)).isNotEqualTo(first);
  }

  /** What 40 cancels led to: for each order what was sent, in what way. */
  private List<String> fates(String faults) {
    start(faults, "none");
    List<String> orders = sandbox.ledger().authoriseOrders(40, 100);
    orders.forEach(id -> sandbox.ledger().cancel(id, null));
    // At first none has been met; each adds a try, were it only for the list.
    await()
        .until(
            () ->
                sandbox.webhooks(1_000).waiting() == 0
                    && sandbox.webhooks(1_000).attempts().size() >= 40);
    List<String> fates = new ArrayList<>();
    for (String id : orders) {
      sandbox.webhooks(1_000).attempts().stream()
          .filter(attempt -> Objects.equals(attempt.orderId(), id))
          .map(attempt -> orders.indexOf(id) + " " + attempt.signing() + " " + attempt.attempt())
          .forEach(fates::add);
    }
    return fates;
  }

  // ---- never in the way
  // --------------------------------------------------------------------------

  @Test
  void a_shop_that_never_answers_slows_nobody_down_and_only_so_much_waits_for_it() {
    shop.hold();
    List<String> orders = sandbox.ledger().authoriseOrders(Webhooks.MOST_WAITING + 500, 100);

    orders.forEach(id -> sandbox.ledger().cancel(id, null));
    long before = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(merchant.inquire(EXAMPLE).status()).isEqualTo(200);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    assertThat(sandbox.webhooks(10).waiting()).isEqualTo(Webhooks.MOST_WAITING);
    assertThat(sandbox.webhooks(10).dropped()).isEqualTo(500);
    assertThat(shop.heard().size()).isLessThanOrEqualTo(Outbound.MOST_AT_ONCE);
  }

  @Test
  void connections_are_kept() {
    for (String id : sandbox.ledger().authoriseOrders(300, 100)) {
      sandbox.ledger().cancel(id, null);
    }

    shop.await(HOOK, 300);
    assertThat(shop.connections()).isLessThanOrEqualTo(Outbound.MOST_AT_ONCE);
  }

  // ---- at will
  // -----------------------------------------------------------------------------------

  @Test
  void any_event_of_an_order_can_be_sent_at_once_in_any_shape() {
    Reply reply =
        merchant.control(
            "POST",
            "/sandbox/webhooks?event=ORDER_PROCESSED&form=camel-case&order_id=" + EXAMPLE,
            "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().path("status").asInt()).isEqualTo(200);
    Shop.Heard heard = shop.await(HOOK, 1).get(0);
    assertThat(json(heard).path("eventType").asText()).isEqualTo("ORDER_PROCESSED");
    assertThat(json(heard).at("/data/orderId").asText()).isEqualTo(EXAMPLE);
    assertThat(isGenuine(heard)).isTrue();
    assertThat(ids(List.of(heard))).containsExactly(reply.body().path("webhook_id").asText());
  }

  @Test
  void a_body_is_sent_as_it_is_under_the_id_that_was_asked_for() {
    String odd = "{\"event_type\" : \"TOKEN_ACTIVATED\",\r\n \"data\":{\"₹\": 1.0e2}} ";

    Reply reply = merchant.control("POST", "/sandbox/webhooks?id=msg_again", odd);

    assertThat(reply.body().path("event_type").asText()).isEqualTo("TOKEN_ACTIVATED");
    Shop.Heard heard = shop.await(HOOK, 1).get(0);
    assertThat(heard.text()).isEqualTo(odd);
    assertThat(heard.headers()).containsEntry("webhook-id", "msg_again");
    assertThat(isGenuine(heard)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "genuine,         true,  true,  0",
    "wrong-signature, true,  false, 0",
    "stale,           true,  true,  3600",
    "future,          true,  true,  -3600",
    "unsigned,        false, false, 0"
  })
  void an_event_can_be_sent_in_the_name_of_somebody_else(
      String as, boolean signed, boolean genuine, long age) {
    shop.answerWith(401);
    Reply reply = merchant.control("POST", "/sandbox/webhooks?as=" + as, "{}");

    assertThat(reply.body().path("status").asInt()).isEqualTo(401);
    Shop.Heard heard = shop.await(HOOK, 1).get(0);
    assertThat(heard.headers().containsKey("webhook-signature")).isEqualTo(signed);
    assertThat(heard.headers().containsKey("webhook-id")).isEqualTo(signed);
    if (signed) {
      assertThat(isGenuine(heard)).isEqualTo(genuine);
      assertThat(ageSeconds(heard)).isBetween(age - 60, age + 60);
    }
  }

  @Test
  void a_refund_can_be_told_by_its_own_id() {
    merchant.capture(EXAMPLE, "cap-1", 110_000);
    String refund = merchant.refund(EXAMPLE, "ref-1", 500).orderId();
    shop.await(HOOK, 2);

    merchant.control("POST", "/sandbox/webhooks?event=REFUND_FAILED&order_id=" + refund, "");

    JsonNode told = json(shop.await(HOOK, 3).get(2));
    assertThat(told.path("event_type").asText()).isEqualTo("REFUND_FAILED");
    assertThat(told.at("/data/parent_order_id").asText()).isEqualTo(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "event=X&order_id=v1-nobody", "event=X", "as=nobody", "form=round"})
  void nonsense_is_not_sent(String query) {
    Reply reply = merchant.control("POST", "/sandbox/webhooks?" + query, "");

    assertThat(reply.status()).isIn(400, 404);
    assertThat(sandbox.webhooks(10).attempts()).isEmpty();
  }

  @Test
  void what_was_sent_is_listed_with_its_answer() {
    shop.answerWith(503);
    merchant.cancel(EXAMPLE);
    await().until(() -> sandbox.webhooks(10).attempts().size() == 2);

    JsonNode list = merchant.control("GET", "/sandbox/webhooks", "").body();

    assertThat(list.path("waiting").asInt()).isZero();
    assertThat(list.at("/attempts/0/event_type").asText()).isEqualTo("ORDER_CANCELLED");
    assertThat(list.at("/attempts/0/order_id").asText()).isEqualTo(EXAMPLE);
    assertThat(list.at("/attempts/0/status").asInt()).isEqualTo(503);
    assertThat(list.at("/attempts/0/next_in_ms").asLong()).isEqualTo(50);
    assertThat(list.at("/attempts/1/attempt").asInt()).isEqualTo(2);
    assertThat(list.toString()).doesNotContain(SECRET);
    assertThat(merchant.control("GET", "/sandbox/webhooks?last=1", "").body().path("attempts"))
        .hasSize(1);
    assertThat(merchant.control("GET", "/sandbox/webhooks?last=x", "").status()).isEqualTo(400);
  }

  @Test
  void settings_do_not_show_their_secrets() {
    SandboxSettings settings =
        SandboxSettings.onFreePort()
            .withCheckout(CheckoutSettings.USUAL.withCallbackSecret("abcdef".repeat(10)))
            .withWebhooks(WebhookSettings.to("http://shop/?key=hidden").withSecret(SECRET));

    assertThat(settings + "" + settings.checkout() + settings.webhooks())
        .doesNotContain("abcdef", SECRET, "hidden");
  }

  // ---- helpers
  // -----------------------------------------------------------------------------------

  private String paid(String reference, boolean preAuth) {
    String id = merchant.createOrder(reference, 110_000, preAuth).orderId();
    merchant.pay(id, "pay-" + reference);
    return id;
  }

  private static List<String> types(List<Shop.Heard> heard) {
    return heard.stream().map(one -> json(one).path("event_type").asText()).toList();
  }

  private static List<String> ids(List<Shop.Heard> heard) {
    return heard.stream().map(one -> one.headers().get("webhook-id")).toList();
  }

  private static JsonNode json(Shop.Heard heard) {
    try {
      return Merchant.JSON.readTree(heard.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long ageSeconds(Shop.Heard heard) {
    long signedAt = Long.parseLong(heard.headers().get("webhook-timestamp"));
    return Instant.now().getEpochSecond() - signedAt;
  }

  /** The rule of the format, written down once more, as the sandbox shares its signatures. */
  private static boolean isGenuine(Shop.Heard heard) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String before =
          heard.headers().get("webhook-id") + "." + heard.headers().get("webhook-timestamp") + ".";
      mac.update(before.getBytes(StandardCharsets.UTF_8));
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(heard.body()));
      return expected.equals(heard.headers().get("webhook-signature"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
