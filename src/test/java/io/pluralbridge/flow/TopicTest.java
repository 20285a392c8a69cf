package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.KafkaProcess;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.TopicErp;
import io.pluralbridge.support.TopicErp.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ERP that puts commands on a topic of a real Kafka, and reads outcomes from another. */
class TopicTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path home;
  private static KafkaProcess kafka;
  private static Sandbox sandbox;
  private static TopicErp erp;
  private static RunningBridge bridge;
  private static int keys;

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaProcess.start(home.resolve("kafka"));
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true));
    erp = new TopicErp(kafka, "erp");
    bridge = RunningBridge.start(home.resolve("data"), sandbox, erp.settings());
  }

  @AfterAll
  static void stop() throws Exception {
    bridge.close();
    erp.close();
    sandbox.close();
    kafka.close();
  }

  private static String key() {
    return "cap-" + ++keys;
  }

  private static String order() {
    return sandbox.ledger().authoriseOrders(1, 1100).get(0);
  }

  private static long captures(String orderId) {
    return sandbox.ledger().captures().stream().filter(c -> c.orderId().equals(orderId)).count();
  }

  private static Told told(Predicate<Told> wanted) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> erp.toldSoFar().stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  private static Told toldOf(String key) {
    return told(one -> one.json().path("key").asText().equals(key));
  }

  private static Told parked(Predicate<Told> wanted) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> erp.parkedSoFar().stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  private static String idOf(RecordMetadata at) {
    return at.topic() + "-" + at.partition() + "-" + at.offset() + "-" + at.timestamp();
  }

  // ---- what is carried out ---------------------------------------------------------------------

  @Test
  void a_command_is_carried_out_and_told_under_its_order_and_its_correlation_id() {
    String order = order();
    String key = key();
    erp.send(order, Erp.capture(key, order, 1100), "correlation-id", "invoice-77");

    Told told = toldOf(key);

    assertThat(told.status()).isEqualTo("SUCCEEDED");
    assertThat(told.key()).isEqualTo(order);
    assertThat(told.headers()).containsOnlyKeys("outcome-id", "correlation-id");
    assertThat(told.headers()).containsEntry("correlation-id", "invoice-77");
    assertThat(captures(order)).isEqualTo(1);
  }

  @Test
  void without_a_correlation_id_the_place_of_the_record_is_told() throws Exception {
    String order = order();
    RecordMetadata at = erp.send(order, Erp.cancel(key(), order)).get();

    assertThat(told(one -> order.equals(one.key())).headers())
        .containsEntry("correlation-id", idOf(at));
  }

  @Test
  void commands_of_one_key_are_carried_out_in_their_order() {
    List<String> refunds = new ArrayList<>();
    for (String order : sandbox.ledger().authoriseOrders(20, 1100)) {
      String refund = "ref-" + key();
      erp.send(order, Erp.capture(key(), order, 1100));
      erp.send(
          order,
          """
          {"action":"REFUND","key":"%s","order_id":"%s","body":{"merchant_order_reference":"%s",
          "order_amount":{"value":1100,"currency":"INR"}}}"""
              .formatted(refund, order, refund));
      refunds.add(refund);
    }

    refunds.forEach(refund -> assertThat(toldOf(refund).status()).isEqualTo("SUCCEEDED"));
  }

  @Test
  void headers_of_whatever_name_and_spelling_steer_nothing() throws Exception {
    List<String> hostile = new ArrayList<>();
    for (String name :
        List.of(
            "CamelHttpUri",
            "CamelFileName",
            "CamelSplitIndex",
            "kafka.OVERRIDE_TOPIC",
            "kafka.TOPIC",
            "kafka.PARTITION",
            "kafka.OFFSET",
            "kafka.TIMESTAMP",
            "kafka.KEY",
            "kafka.HEADERS",
            "CamelKafkaManualCommit",
            "CamelKafkaTopic",
            "key",
            "records",
            "message")) {
      for (String spelling :
          new HashSet<>(
              List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT)))) {
        hostile.addAll(List.of(spelling, "http://canary.invalid/1"));
      }
    }
    String order = order();
    RecordMetadata at =
        erp.send(order, Erp.capture(key(), order, 1100), hostile.toArray(String[]::new)).get();

    Told told = told(one -> order.equals(one.key()));

    assertThat(told.status()).isEqualTo("SUCCEEDED");
    assertThat(told.headers()).containsOnlyKeys("outcome-id", "correlation-id");
    assertThat(told.headers()).containsEntry("correlation-id", idOf(at));
    assertThat(told.toString()).doesNotContain("canary");
    assertThat(captures(order)).isEqualTo(1);
  }

  // ---- what is refused -------------------------------------------------------------------------

  @Test
  void what_is_no_command_is_refused_and_parked_with_the_reason() throws Exception {
    RecordMetadata at = erp.send("k", "hello", "correlation-id", "greeting").get();

    Told told = told(one -> "greeting".equals(one.headers().get("correlation-id")));
    assertThat(told.status()).isEqualTo("REFUSED");
    Told parked = parked(one -> "greeting".equals(one.headers().get("correlation-id")));
    assertThat(parked.value()).isEqualTo("hello");
    assertThat(parked.headers())
        .containsOnlyKeys("reason", "original-message-id", "correlation-id")
        .containsEntry("original-message-id", idOf(at));
    assertThat(parked.headers().get("reason")).contains("MALFORMED_JSON");
  }

  @Test
  void a_record_without_a_value_is_refused() {
    erp.send("k", null, "correlation-id", "tombstone");

    Told told = told(one -> "tombstone".equals(one.headers().get("correlation-id")));

    assertThat(told.json().at("/error/code").asText()).isEqualTo("MESSAGE_TYPE");
    parked(one -> "tombstone".equals(one.headers().get("correlation-id")));
  }

  @Test
  void a_correlation_id_with_a_card_number_is_refused_and_not_repeated() throws Exception {
    String order = order();
    RecordMetadata at =
        erp.send(order, Erp.cancel(key(), order), "correlation-id", "4012001037141112").get();

    Told told = told(one -> idOf(at).equals(one.headers().get("correlation-id")));

    assertThat(told.json().at("/error/code").asText()).isEqualTo("CORRELATION_ID_INVALID");
    assertThat(told.toString()).doesNotContain("4012001037141112");
  }

  // ---- when something dies ---------------------------------------------------------------------

  @Test
  void a_kafka_that_dies_under_load_loses_and_doubles_nothing() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(500, 1100);
    Set<String> correlations = new HashSet<>();
    for (int i = 0; i < orders.size(); i++) {
      if (i == 100) {
        erp.flush();
        kafka.kill();
        await().atMost(LIMIT).until(() -> health().contains("Kafka cannot be reached"));
        assertThat(bridge.observe("health/ready").statusCode()).isEqualTo(200);
      }
      for (String time : List.of("first", "again")) {
        String correlation = time + "-" + i;
        correlations.add(correlation);
        erp.send(
            orders.get(i),
            Erp.capture("load-" + i, orders.get(i), 1100),
            "correlation-id",
            correlation);
        if (i % 50 == 0) {
          String bad = "bad-" + correlation;
          correlations.add(bad);
          erp.send("k", "bad " + i, "correlation-id", bad);
        }
      }
    }
    kafka.startAgain();
    erp.flush();

    await()
        .atMost(LIMIT)
        .until(
            () ->
                erp.toldSoFar().stream()
                    .map(one -> one.headers().get("correlation-id"))
                    .collect(Collectors.toSet())
                    .containsAll(correlations));

    Map<String, Set<String>> statuses =
        erp.toldSoFar().stream()
            .filter(one -> correlations.contains(one.headers().get("correlation-id")))
            .collect(
                Collectors.groupingBy(
                    one -> one.headers().get("correlation-id").replaceAll("[-0-9].*", ""),
                    Collectors.mapping(Told::status, Collectors.toSet())));
    assertThat(statuses)
        .isEqualTo(
            Map.of(
                "first", Set.of("SUCCEEDED"),
                "again", Set.of("SUCCEEDED"),
                "bad", Set.of("REFUSED")));
    orders.forEach(order -> assertThat(captures(order)).as(order).isEqualTo(1));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(erp.parkedSoFar().stream().map(Told::value))
                    .contains(
                        Stream.iterate(0, i -> i < 500, i -> i + 50)
                            .map(i -> "bad " + i)
                            .toArray(String[]::new)));
    await().atMost(LIMIT).until(() -> !health().contains("Kafka cannot be reached"));
  }

  private static String health() {
    return bridge.observe("health?data=true").body();
  }

  @Test
  void a_bridge_that_is_killed_goes_on_where_it_stood_and_a_clean_stop_leaves_nothing_uncommitted()
      throws Exception {
    Path folder = Files.createDirectories(home.resolve("killed"));
    List<String> orders = sandbox.ledger().authoriseOrders(300, 1100);
    try (TopicErp other = new TopicErp(kafka, "killed")) {
      Map<String, String> settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
      settings.putAll(other.settings());
      settings.put("plural.environment", "uat");
      settings.put("plural.api.base-url", sandbox.baseUrl());
      settings.put("plural.api.client-id", "sandbox");
      settings.put("plural.api.client-secret", "sandbox-secret");
      settings.put("camel.component.kafka.session-timeout-ms", "2000");
      settings.put("camel.component.kafka.heartbeat-interval-ms", "500");
      settings.put("bridge.management.port", Integer.toString(Ports.free()));
      try (BridgeProcess killed = BridgeProcess.start(folder, settings, "run")) {
        for (String order : orders) {
          other.send(order, Erp.capture("kill-" + order, order, 1100));
        }
        other.flush();
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(5))
            .failFast("it ended by itself", () -> !killed.isAlive())
            .until(() -> orders.stream().anyMatch(order -> captures(order) > 0));
        killed.kill();
      }
      try (BridgeProcess again = BridgeProcess.start(folder, settings, "run")) {
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    other.toldSoFar().stream()
                        .map(Told::key)
                        .collect(Collectors.toSet())
                        .containsAll(orders));
        again.terminate();
        again.exitCode();
      }

      assertThat(other.lag()).isZero();
      orders.forEach(order -> assertThat(captures(order)).as(order).isEqualTo(1));
      Map<String, Set<String>> ids =
          other.toldSoFar().stream()
              .collect(
                  Collectors.groupingBy(
                      Told::key,
                      Collectors.mapping(
                          one -> one.headers().get("outcome-id"), Collectors.toSet())));
      assertThat(ids.values()).allMatch(idsOfOne -> idsOfOne.size() == 1);
    }
  }
}
