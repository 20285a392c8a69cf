package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.PluralVoice;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge as a real process, killed after it has said that it was told. */
class ToldAndKilledTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ORDERS = 40;

  @TempDir Path folder;
  @TempDir Path deafHome;
  private Sandbox sandbox;
  private Map<String, String> settings;
  private Caller caller;
  private PluralVoice plural;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.putAll(PluralVoice.BELIEVED);
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("bridge.management.port", freePort());
    settings.put("bridge.http.port", freePort());
    settings.put("bridge.http.api-keys", "shop=key-of-the-shop-it-is");
    String url = "http://localhost:" + settings.get("bridge.http.port");
    caller = new Caller(url, "key-of-the-shop-it-is");
    plural = new PluralVoice(url);
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      Files.createDirectory(deafHome.resolve("routes"));
      for (Path route : routes.toList()) {
        String name = route.getFileName().toString();
        if (!name.startsWith("work-off-receipts")) {
          Files.copy(route, deafHome.resolve("routes").resolve(name));
        }
      }
    }
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static String freePort() throws IOException {
    return Integer.toString(Ports.free());
  }

  private BridgeProcess running(Path home) throws IOException {
    return BridgeProcess.start(home, folder, settings, "run")
        .until(() -> caller.get("/openapi.json").status() == 200);
  }

  private long count(String from) throws Exception {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
        ResultSet count = journal.createStatement().executeQuery("SELECT COUNT(*) FROM " + from)) {
      return count.getLong(1);
    }
  }

  private Reply becomes(String order, String status) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> caller.get("/bridge/orders/" + order),
            reply -> reply.at("/status").equals(status));
  }

  @Test
  void what_was_written_down_before_a_kill_is_worked_off_once_after_it() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(ORDERS, 1100);
    Path here = Path.of("").toAbsolutePath();
    try (BridgeProcess deaf = running(deafHome)) {
      for (String order : orders) {
        assertThat(plural.webhook("msg-" + order, event(order)).status()).isEqualTo(200);
      }
      assertThat(plural.get(PluralVoice.back(orders.get(0), "AUTHORIZED")).status()).isEqualTo(200);
      deaf.kill();
    }
    assertThat(count("receipt WHERE state = 'WAITING'")).isEqualTo(ORDERS + 1);
    assertThat(count("order_event")).isZero();

    try (BridgeProcess bridge = running(here)) {
      orders.forEach(order -> becomes(order, "AUTHORIZED"));
      assertThat(plural.webhook("msg-" + orders.get(1), event(orders.get(1))).status())
          .isEqualTo(200);
      bridge.kill();
    }
    try (BridgeProcess bridge = running(here)) {
      assertThat(bridge.isAlive()).isTrue();
      assertThat(count("receipt")).isEqualTo(ORDERS + 1);
      bridge.until(() -> count("receipt WHERE state = 'DONE'") == ORDERS + 1);
      assertThat(count("order_event")).isEqualTo(ORDERS);
      assertThat(count("witness WHERE source = 'WEBHOOK' AND times = 1")).isEqualTo(ORDERS);
    }
  }

  private static String event(String order) {
    return "{\"event_type\":\"ORDER_AUTHORIZED\",\"data\":{\"order_id\":\""
        + order
        + "\",\"status\":\"AUTHORIZED\"}}";
  }

  @Test
  void a_question_that_a_kill_cut_off_is_asked_again() throws Exception {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    Path here = Path.of("").toAbsolutePath();
    try (BridgeProcess bridge = running(here)) {
      sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=30000"));
      assertThat(plural.get(PluralVoice.back(order, "AUTHORIZED")).status()).isEqualTo(200);
      bridge.until(() -> count("receipt WHERE state = 'DONE'") == 1);
      bridge.kill();
    }
    sandbox.setFaults(SandboxFaults.NONE);

    try (BridgeProcess bridge = running(here)) {
      becomes(order, "AUTHORIZED");
      assertThat(count("order_event")).isEqualTo(1);
    }
  }
}
