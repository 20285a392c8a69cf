package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Capture;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.TestBroker;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every message delivered twice and in any order, while the bridge is killed again and again and
 * the broker restarted under it. {@code -Dstorm.commands=20000 -Dstorm.bad=200 -Dstorm.kills=5
 * -Dstorm.restarts=2} is the large one.
 */
class QueueStormTest {

  private static final int COMMANDS = Integer.getInteger("storm.commands", 500);
  private static final int BAD = Integer.getInteger("storm.bad", 12);
  private static final int KILLS = Integer.getInteger("storm.kills", 2);
  private static final int RESTARTS = Integer.getInteger("storm.restarts", 1);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path folder;

  private final Random random = new Random(7);

  /** What came, by its id: repeats that a receiver drops are dropped. */
  private final Map<String, JsonNode> outcomes = new ConcurrentHashMap<>();

  private final Map<String, String> correlations = new ConcurrentHashMap<>();

  /** What lay there, by the id of its message: one that is delivered again is the same. */
  private final Map<String, String> parked = new ConcurrentHashMap<>();

  private volatile boolean over;
  private TestBroker broker;

  @Test
  void every_good_one_is_done_once_every_bad_one_parked_once_and_all_are_told() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true))) {
      broker = TestBroker.process(folder.resolve("broker"));
      List<String> messages = messages(sandbox.ledger().authoriseOrders(COMMANDS - BAD, 1100));
      Thread listener = new Thread(this::listen, "outcomes");
      listener.start();
      try {
        play(sandbox, messages);
      } finally {
        over = true;
        listener.join();
        broker.stop();
      }
      assertThat(sandbox.ledger().captures())
          .extracting(Capture::merchantCaptureReference)
          .doesNotHaveDuplicates()
          .hasSize(COMMANDS - BAD);
      assertThat(sandbox.ledger().summary().ordersCapturedMoreThanOnce()).isEmpty();
    }
    Map<String, List<JsonNode>> byMessage = new HashMap<>();
    correlations.forEach(
        (id, message) ->
            byMessage.computeIfAbsent(message, m -> new ArrayList<>()).add(outcomes.get(id)));
    for (int i = 0; i < COMMANDS; i++) {
      String expected = i < BAD ? "REFUSED" : "SUCCEEDED";
      for (String copy : List.of("first-" + i, "second-" + i)) {
        assertThat(byMessage.get(copy))
            .as(copy)
            .isNotNull()
            .allSatisfy(told -> assertThat(told.path("status").asText()).isEqualTo(expected));
      }
    }
    assertThat(parked.values()).as("once each").doesNotHaveDuplicates().hasSize(BAD);
  }

  private void play(Sandbox sandbox, List<String> messages) throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    Thread sender = new Thread(() -> send(messages, sent), "erp");
    sender.start();
    Map<String, String> settings = settings(sandbox);
    BridgeProcess bridge = BridgeProcess.start(folder, settings, "run");
    try {
      for (int i = 1; i <= KILLS + RESTARTS; i++) {
        int share = 2 * COMMANDS * i / (KILLS + RESTARTS + 1);
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> outcomes.size() >= share);
        int events = KILLS + RESTARTS;
        if (i * RESTARTS / events > (i - 1) * RESTARTS / events) {
          broker.kill();
          broker.start();
        } else {
          bridge.kill();
          bridge = BridgeProcess.start(folder, settings, "run");
        }
      }
      assertThat(sent.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      await().atMost(LIMIT).until(() -> parked.size() >= BAD && isAllTold());
    } finally {
      sender.join();
      bridge.close();
    }
  }

  private boolean isAllTold() {
    Set<String> told = Set.copyOf(correlations.values());
    return IntStream.range(0, COMMANDS)
        .allMatch(i -> told.contains("first-" + i) && told.contains("second-" + i));
  }

  /** The bad ones first in the list; each by the correlation id of its place. */
  private static List<String> messages(List<String> orders) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < BAD; i++) {
      messages.add(
          switch (i % 4) {
            case 0 -> "not JSON at all, number " + i;
            case 1 -> "{\"action\":\"PAY\",\"key\":\"bad-" + i + "\",\"body\":{}}";
            case 2 -> "{\"action\":\"CAPTURE\",\"key\":\"bad-" + i + "\",\"body\":{}}";
            default -> Erp.capture("bad-" + i, "v1-a", -5);
          });
    }
    for (int i = 0; i < orders.size(); i++) {
      messages.add(Erp.capture("storm-" + i, orders.get(i), 1100));
    }
    return messages;
  }

  private static String freePort() throws IOException {
    return Integer.toString(Ports.free());
  }

  private Map<String, String> settings(Sandbox sandbox) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.response-timeout-ms", "2000");
    settings.put("bridge.inquiry.first-delay", "500ms");
    settings.put("bridge.inquiry.proof-after", "2s");
    settings.put("bridge.http.port", freePort());
    settings.put("bridge.management.port", freePort());
    settings.put("bridge.broker.url", broker.core().url());
    settings.put("bridge.broker.username", TestBroker.USER);
    settings.put("bridge.broker.password", TestBroker.PASSWORD);
    return settings;
  }

  // ---- the ERP ---------------------------------------------------------------------------------

  private Erp connected() {
    while (true) {
      try {
        return Erp.at(broker.port(), TestBroker.USER, TestBroker.PASSWORD);
      } catch (JMSRuntimeException e) {
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      }
    }
  }

  private record Sending(String correlation, String body) {}

  /** All of them twice, in any order. What the broker did not confirm is sent again. */
  private void send(List<String> messages, CountDownLatch sent) {
    List<Sending> all =
        IntStream.range(0, messages.size())
            .boxed()
            .flatMap(
                i ->
                    List.of(
                        new Sending("first-" + i, messages.get(i)),
                        new Sending("second-" + i, messages.get(i)))
                        .stream())
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(all, random);
    int next = 0;
    while (next < all.size()) {
      try (Erp erp = connected()) {
        JMSProducer producer = erp.context().createProducer();
        while (next < all.size()) {
          Sending one = all.get(next);
          TextMessage message = erp.text(one.body());
          message.setJMSCorrelationID(one.correlation());
          producer.send(erp.context().createQueue("plural.commands"), message);
          next++;
        }
      } catch (JMSRuntimeException | JMSException brokerAway) {
        // The same once more.
      }
    }
    sent.countDown();
  }

  private void listen() {
    while (!over) {
      try (Erp erp = connected();
          JMSConsumer told =
              erp.context().createConsumer(erp.context().createQueue("plural.outcomes"));
          JMSConsumer refused =
              erp.context().createConsumer(erp.context().createQueue("plural.commands.parked"))) {
        while (!over) {
          take(told.receive(50), this::remember);
          take(refused.receiveNoWait(), this::look);
        }
      } catch (JMSRuntimeException | JMSException brokerAway) {
        // The connection is made anew.
      }
    }
  }

  private interface Taker {
    void take(TextMessage message) throws JMSException;
  }

  private static void take(Message message, Taker taker) throws JMSException {
    if (message != null) {
      taker.take((TextMessage) message);
    }
  }

  private void remember(TextMessage message) throws JMSException {
    String id = message.getStringProperty("OutcomeId");
    correlations.put(id, message.getJMSCorrelationID());
    outcomes.put(id, Erp.json(message));
  }

  private void look(TextMessage message) throws JMSException {
    parked.put(message.getJMSMessageID(), message.getText());
  }
}
