package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Operation;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.PluralVoice;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shop is told is what it should believe. */
class RightlyToldTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static final List<JsonNode> TOLD = new CopyOnWriteArrayList<>();
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static Caller caller;
  private static HttpServer merchant;
  private static int references;

  @BeforeAll
  static void start() throws Exception {
    merchant = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    merchant.createContext(
        "/hooks",
        exchange -> {
          TOLD.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    merchant.start();
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put(
        "bridge.events.url", "http://localhost:" + merchant.getAddress().getPort() + "/hooks");
    settings.put("bridge.http.patience", "12s");
    settings.put("bridge.events.secret", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, settings);
    caller = bridge.caller();
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
    merchant.stop(0);
  }

  @AfterEach
  void let_nothing_go_wrong_any_more() {
    sandbox.setFaults(SandboxFaults.NONE);
  }

  private static String reference() {
    return "told-" + ++references;
  }

  private static String held() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static String captured() {
    String order = held();
    assertThat(caller.send(Instruction.capture(order, reference(), 1100)).status()).isEqualTo(200);
    return order;
  }

  private static JsonNode toldOf(String order, String status) {
    return await()
        .atMost(LIMIT)
        .until(
            () ->
                TOLD.stream()
                    .filter(
                        one ->
                            one.at("/data/order_id").asText().equals(order)
                                && one.at("/data/status").asText().equals(status))
                    .findFirst()
                    .orElse(null),
            one -> one != null);
  }

  private static void refund(String id, String event, String status, String order, String more) {
    new PluralVoice(bridge.http())
        .webhook(
            id,
            "{\"event_type\":\"%s\",\"data\":{\"order_id\":\"%s\",%s\"status\":\"%s\","
                    .formatted(event, order, more, status)
                + "\"order_amount\":{\"value\":300,\"currency\":\"INR\"}}}");
  }

  @Test
  void money_given_back_is_never_told_as_money_received() {
    String order = captured();
    Reply refund = caller.send(Instruction.refund(order, reference(), 300));
    assertThat(refund.status()).isEqualTo(200);

    JsonNode told = toldOf(refund.at("/data/order_id"), "PROCESSED");

    assertThat(told.at("/type").asText()).isEqualTo("refund.processed");
    assertThat(told.at("/data/type").asText()).isEqualTo("REFUND");
    assertThat(told.at("/data/parent_order_id").asText()).isEqualTo(order);
    assertThat(told.at("/data/order_amount/value").asInt()).isEqualTo(300);
    JsonNode ofOrder = toldOf(order, "PROCESSED");
    assertThat(ofOrder.at("/type").asText()).isEqualTo("order.processed");
    assertThat(ofOrder.at("/data/type").asText()).isEqualTo("CHARGE");
  }

  @Test
  void a_refund_that_only_a_webhook_tells_of_is_told_as_one() {
    refund("w-1", "REFUND_FAILED", "FAILED", "v1-r1", "\"type\":\"REFUND\",");
    refund("w-2", "REFUND_PROCESSED", "PROCESSED", "v1-r2", "\"parent_order_id\":\"v1-p\",");

    assertThat(toldOf("v1-r1", "FAILED").at("/type").asText()).isEqualTo("refund.failed");
    JsonNode processed = toldOf("v1-r2", "PROCESSED");
    assertThat(processed.at("/type").asText()).isEqualTo("refund.processed");
    assertThat(processed.at("/data/type").asText()).isEqualTo("REFUND");
    assertThat(processed.at("/data/parent_order_id").asText()).isEqualTo("v1-p");
  }

  @Test
  void a_word_about_a_refund_that_may_be_its_order_makes_plural_be_asked() {
    String order = captured();
    Reply refund = caller.send(Instruction.refund(order, reference(), 300));
    String id = refund.at("/data/order_id");
    toldOf(id, "PROCESSED");
    String unseen = held();

    refund("w-3", "REFUND_FAILED", "FAILED", order, "");
    refund("w-4", "REFUND_PROCESSED", "PROCESSED", unseen, "");

    assertThat(toldOf(unseen, "AUTHORIZED").at("/type").asText()).isEqualTo("order.authorized");
    assertThat(TOLD)
        .filteredOn(one -> one.at("/data/status").asText().equals("FAILED"))
        .noneMatch(one -> one.at("/data/order_id").asText().equals(order));
  }

  @Test
  void a_refund_of_what_has_been_given_back_is_refused_at_once() {
    String order = captured();
    assertThat(caller.send(Instruction.refund(order, reference(), 1100)).status()).isEqualTo(200);
    long start = System.nanoTime();

    Reply refused = caller.send(Instruction.refund(order, reference(), 100));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/code")).isEqualTo("OPERATION_NOT_ALLOWED");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_reference_that_comes_back_in_capitals_is_known_again() {
    sandbox.setFaults(SandboxFaults.parse("capitals=1"));
    String order = held();

    assertThat(caller.send(Instruction.capture(order, "small-1", 1100)).status()).isEqualTo(200);
    assertThat(caller.send(Instruction.refund(order, "small-2", 300)).status()).isEqualTo(200);

    // Another one with the same letters is another one: what Plural lists may be the first's.
    Reply other = caller.send(Instruction.capture(order, "SMALL-1", 1100));
    assertThat(other.status()).isNotEqualTo(200);
    assertThat(sandbox.ledger().captures())
        .filteredOn(one -> one.orderId().equals(order))
        .hasSize(1);
  }

  @Test
  void a_capture_that_is_said_to_be_done_and_shown_nowhere_is_not_believed() {
    String order = held();
    String reference = reference();
    long asked = sandbox.ledger().summary().calls().get(Operation.GET_ORDER);
    sandbox.setFaults(SandboxFaults.parse("claimed=1"));

    Reply reply = caller.send(Instruction.capture(order, reference, 1100));

    assertThat(reply.status()).isNotEqualTo(200);
    assertThat(sandbox.ledger().summary().calls().get(Operation.GET_ORDER)).isGreaterThan(asked);
    assertThat(caller.get("/bridge/commands/capture/" + reference).at("/status"))
        .isNotEqualTo("SUCCEEDED");
  }
}
