package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.PluralVoice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of orders, by whom, and what comes of it. */
class ToldTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static PluralVoice plural;
  private static Caller caller;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put("bridge.payment.first-delay", "200ms");
    settings.put("bridge.payment.max-delay", "1s");
    bridge = RunningBridge.start(data, sandbox, settings);
    plural = new PluralVoice(bridge.http());
    caller = bridge.caller();
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static Reply shown(String order) {
    return caller.get("/bridge/orders/" + order);
  }

  private static Reply becomes(String order, String status) {
    return await()
        .atMost(LIMIT)
        .until(() -> shown(order), reply -> reply.at("/status").equals(status));
  }

  private static String event(String event, String order, String status) {
    return "{\"event_type\":\"%s\",\"data\":{\"order_id\":\"%s\",\"status\":\"%s\",\"type\":\"CHARGE\",\"pre_auth\":true,\"order_amount\":{\"value\":1100,\"currency\":\"INR\"}}}"
        .formatted(event, order, status);
  }

  @Test
  void a_return_of_the_customer_makes_the_bridge_ask_and_believe_the_answer() {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);

    plural.get(PluralVoice.back(order, "FAILED"));

    Reply reply = becomes(order, "AUTHORIZED");
    assertThat(reply.json().at("/witnesses").findValuesAsText("by"))
        .containsExactlyInAnyOrder("CALLBACK", "INQUIRY");
    assertThat(reply.at("/order_amount/value")).isEqualTo("1100");
    assertThat(reply.at("/steps/0/because")).startsWith("INQUIRY");
    assertThat(reply.json().at("/settled").asBoolean()).isTrue();
    assertThat(reply.json().at("/ask_at").isNull()).isTrue();
  }

  @Test
  void a_customer_who_comes_back_twice_with_the_same_words_makes_the_bridge_ask_once() {
    List<String> orders = sandbox.ledger().authoriseOrders(2, 1100);
    String order = orders.get(0);
    Map<String, String> words = PluralVoice.back(order, "AUTHORIZED");
    plural.get(words);
    becomes(order, "AUTHORIZED");
    assertThat(questionsAbout(order)).isEqualTo(1);

    assertThat(plural.get(words).status()).isEqualTo(200);
    assertThat(plural.form(words).status()).isEqualTo(200);
    assertThat(plural.json(words).status()).isEqualTo(200);

    plural.get(PluralVoice.back(orders.get(1), "AUTHORIZED"));
    becomes(orders.get(1), "AUTHORIZED");
    assertThat(questionsAbout(order)).as("when the next one has been asked about").isEqualTo(1);
    assertThat(shown(order).json().at("/witnesses").findValuesAsText("times"))
        .containsExactly("1", "1");
    plural.get(PluralVoice.back(order, "PENDING"));
    await().atMost(LIMIT).untilAsserted(() -> assertThat(questionsAbout(order)).isEqualTo(2));
  }

  private static long questionsAbout(String order) {
    return sandbox.requests(200).stream()
        .filter(request -> request.method().equals("GET"))
        .filter(request -> request.path().endsWith("/orders/" + order))
        .count();
  }

  @Test
  void webhooks_move_an_order_on_in_whatever_order_they_come() {
    String order = "v1-told-by-webhooks";
    plural.webhook("w-3", event("REFUND_PROCESSED", order, "FULLY_REFUNDED"));
    becomes(order, "FULLY_REFUNDED");
    plural.webhook("w-1", event("ORDER_AUTHORIZED", order, "AUTHORIZED"));
    plural.webhook("w-2", event("ORDER_PROCESSED", order, "PROCESSED"));
    plural.webhook("w-2", event("ORDER_PROCESSED", order, "PROCESSED"));

    await()
        .atMost(LIMIT)
        .until(() -> shown(order), reply -> reply.json().at("/witnesses").size() == 3);
    assertThat(shown(order).at("/status")).isEqualTo("FULLY_REFUNDED");
    assertThat(shown(order).json().at("/steps")).hasSize(1);
  }

  @Test
  void a_payment_of_which_nobody_tells_is_found_out_about() {
    String order = sandbox.ledger().unpaidOrder(1100);
    assertThat(caller.send(Instruction.payment(order, "silent-1", 1100)).status()).isEqualTo(200);
    assertThat(becomes(order, "PENDING").at("/witnesses/0/detail"))
        .isEqualTo("CREATE_PAYMENT silent-1");

    sandbox.ledger().authorise(order);

    Reply reply = becomes(order, "AUTHORIZED");
    assertThat(reply.json().at("/steps").findValuesAsText("status"))
        .containsExactly("PENDING", "AUTHORIZED");
    assertThat(caller.get("/bridge/orders?state=AUTHORIZED").text()).contains(order);
    assertThat(caller.get("/bridge/orders?state=AUTHORIZED&older-than=1h").text())
        .doesNotContain(order);

    assertThat(caller.send(Instruction.capture(order, "silent-cap-1", 1100)).status())
        .isEqualTo(200);

    assertThat(shown(order).at("/status")).isEqualTo("PROCESSED");
    assertThat(shown(order).at("/captured_amount/value")).isEqualTo("1100");
    assertThat(caller.get("/bridge/orders?state=AUTHORIZED").text()).doesNotContain(order);
  }

  @Test
  void a_webhook_that_says_too_little_makes_the_bridge_ask() {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);

    plural.webhook(
        "w-odd", "{\"eventType\":\"PAYMENT_FAILED\",\"data\":{\"orderId\":\"" + order + "\"}}");

    assertThat(becomes(order, "AUTHORIZED").at("/witnesses/0/by")).isEqualTo("INQUIRY");
  }

  @Test
  void an_order_that_nobody_spoke_of_is_not_shown() {
    assertThat(shown("v1-nobody").status()).isEqualTo(404);
    assertThat(shown("v1-nobody").at("/code")).isEqualTo("NO_SUCH_ORDER");
    assertThat(new Caller(bridge.http(), "no key of ours").get("/bridge/orders/v1-x").status())
        .isEqualTo(401);
    assertThat(caller.get("/bridge/orders").status()).isEqualTo(400);
    assertThat(caller.get("/bridge/orders?state=AUTHORIZED&older-than=long").status())
        .isEqualTo(400);
  }

  @Test
  void what_is_told_of_no_order_is_worked_off_and_forgotten_about() {
    plural.webhook("w-token", "{\"event_type\":\"TOKEN_ACTIVATED\",\"data\":{\"token\":{}}}");
    plural.webhook("w-list", "[1,2]");
    plural.webhook("w-text", "text");
    plural.webhook("w-null", "{\"event_type\":null,\"data\":{\"order_id\":\"../x\"}}");
    String order = "v1-after-nonsense";

    plural.webhook("w-after", Instant.now(), event("ORDER_FAILED", order, "FAILED"));

    becomes(order, "FAILED");
  }
}
