package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.PluralVoice;
import io.pluralbridge.support.TestBroker;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows by itself once money is held, and how the queue of events hears of it. */
class FollowedTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path data;

  private Sandbox sandbox;
  private RunningBridge bridge;
  private TestBroker broker;
  private Erp erp;
  private Caller caller;
  private PluralVoice plural;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    broker = TestBroker.process(data.resolve("elsewhere"));
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put("bridge.broker.url", broker.core().url());
    settings.put("bridge.broker.username", TestBroker.USER);
    settings.put("bridge.broker.password", TestBroker.PASSWORD);
    settings.put("bridge.on-authorized", "capture, cancel-if-amount-differs");
    bridge = RunningBridge.start(data, sandbox, settings);
    erp = Erp.at(broker.port(), TestBroker.USER, TestBroker.PASSWORD);
    caller = bridge.caller();
    plural = new PluralVoice(bridge.http());
  }

  @AfterEach
  void stop() throws Exception {
    try (Sandbox plural = sandbox;
        TestBroker away = broker;
        RunningBridge stopped = bridge;
        Erp gone = erp) {
      // Those that are there are closed, the last one first.
    }
  }

  private void authorised(String id, String order) {
    plural.webhook(
        id,
        "{\"event_type\":\"ORDER_AUTHORIZED\",\"data\":{\"order_id\":\"%s\",\"status\":\"AUTHORIZED\"}}"
            .formatted(order));
  }

  private Reply becomes(String order, String status) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> caller.get("/bridge/orders/" + order),
            reply -> reply.at("/status").equals(status));
  }

  @Test
  void money_that_is_held_is_captured_once_and_each_step_is_in_the_queue_once() throws Exception {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    authorised("w-1", order);
    authorised("w-2", order);

    becomes(order, "PROCESSED");

    Reply command = caller.get("/bridge/commands/capture/auto-" + order);
    assertThat(command.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(command.text()).contains("bridge.on-authorized");
    TextMessage first = erp.next("plural.events");
    TextMessage second = erp.next("plural.events");
    assertThat(List.of(first.getJMSType(), second.getJMSType()))
        .containsExactlyInAnyOrder("order.authorized", "order.processed");
    assertThat(first.getJMSCorrelationID()).isEqualTo(order);
    assertThat(first.getStringProperty("EventId"))
        .startsWith("evt-")
        .isNotEqualTo(second.getStringProperty("EventId"));
    JsonNode event = Erp.json(first);
    assertThat(event.at("/data/order_id").asText()).isEqualTo(order);
    assertThat(event.at("/type").asText()).isEqualTo(first.getJMSType());
    assertThat(first.getJMSExpiration()).isPositive();
    assertThat(erp.isEmpty("plural.events")).isTrue();
    assertThat(sandbox.ledger().captures()).hasSize(1);
  }

  @Test
  void where_plurals_answer_is_behind_its_webhook_it_is_asked_again_until_it_is_not() {
    String order = sandbox.ledger().unpaidOrder(1100);
    assertThat(caller.send(Instruction.payment(order, "late-1", 1100)).status()).isEqualTo(200);
    authorised("w-1", order);
    becomes(order, "AUTHORIZED");
    String other = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    authorised("w-2", other);
    becomes(other, "PROCESSED");
    assertThat(sandbox.ledger().captures()).hasSize(1);

    sandbox.ledger().authorise(order);

    becomes(order, "PROCESSED");
    assertThat(sandbox.ledger().captures()).hasSize(2);
  }

  @Test
  void a_lie_about_money_that_is_held_makes_nothing_follow() {
    String order = sandbox.ledger().unpaidOrder(1100);
    authorised("w-1", order);
    becomes(order, "AUTHORIZED");
    String real = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    authorised("w-2", real);

    becomes(real, "PROCESSED");

    assertThat(caller.get("/bridge/commands/capture/auto-" + order).status()).isEqualTo(404);
    assertThat(sandbox.ledger().captures()).hasSize(1);
  }

  @Test
  void nothing_follows_where_the_merchant_has_said_what_to_do() {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    assertThat(caller.send(Instruction.capture(order, "mine-1", 600)).status()).isEqualTo(200);
    authorised("w-1", order);
    String other = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    authorised("w-2", other);

    becomes(other, "PROCESSED");

    assertThat(caller.get("/bridge/commands/capture/auto-" + order).status()).isEqualTo(404);
    assertThat(sandbox.ledger().captures())
        .extracting(capture -> capture.orderId())
        .containsExactlyInAnyOrder(order, other);
  }

  @Test
  void a_queue_that_was_away_has_each_step_later() throws Exception {
    broker.kill();
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    authorised("w-1", order);
    becomes(order, "PROCESSED");

    broker.start();

    erp.close();
    erp = Erp.at(broker.port(), TestBroker.USER, TestBroker.PASSWORD);
    assertThat(
            List.of(erp.next("plural.events").getJMSType(), erp.next("plural.events").getJMSType()))
        .containsExactlyInAnyOrder("order.authorized", "order.processed");
  }
}
