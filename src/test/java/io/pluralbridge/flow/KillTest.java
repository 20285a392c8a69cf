package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxOrderReport;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge as a real process, killed in the middle, against a Plural that would capture twice.
 */
class KillTest {

  private static final int ORDERS = 600;

  @TempDir Path folder;
  private Sandbox sandbox;
  private List<String> orders;
  private List<String> lines;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(40));
    orders = sandbox.ledger().authoriseOrders(ORDERS, 1100);
    lines = new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
    orders.forEach(order -> lines.add(order + ",cap-" + order + ",1100,INR"));
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.max-in-flight", "16");
    settings.put("bridge.management.port", Integer.toString(Ports.free()));
    return settings;
  }

  @Test
  void a_batch_that_is_killed_again_and_again_goes_on_where_it_stood() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=0.03,lost-before-effect=0.03,seed=3"));
    Files.write(folder.resolve("night.csv"), lines);
    for (int kill = 1; kill <= 4; kill++) {
      long until = kill * 110L;
      try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "batch", "night.csv")) {
        awaitCaptures(until);
        assertThat(bridge.isAlive()).as(bridge.output()).isTrue();
        bridge.kill();
      }
    }
    assertThat(sandbox.ledger().summary().captures()).isLessThan(ORDERS);
    try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "batch", "night.csv")) {
      assertThat(bridge.exitCode()).as(bridge.output()).isZero();
    }

    assertEveryOrderCapturedOnce();
    assertResults(folder.resolve("data/results/night.results.csv"));
    assertThat(folder.resolve("night.csv")).hasContent(String.join("\n", lines));

    try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "batch", "night.csv")) {
      assertThat(bridge.exitCode()).as("the same content, done already").isEqualTo(2);
    }
    assertEveryOrderCapturedOnce();
  }

  @Test
  void a_service_that_is_killed_takes_up_its_files_from_wherever_they_stood() throws Exception {
    drop();
    BridgeProcess first = BridgeProcess.start(folder, settings(), "run");
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> isInProcessing());
    first.kill();
    for (int kill = 1; kill <= 3; kill++) {
      BridgeProcess bridge = BridgeProcess.start(folder, settings(), "run");
      awaitCaptures(kill * 120L);
      bridge.kill();
    }
    try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "run")) {
      Path summary = folder.resolve("data/results/night.summary.json");
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(summary));
      assertResults(folder.resolve("data/results/night.results.csv"));
      assertEveryOrderCapturedOnce();
      bridge.terminate();
      assertThat(bridge.exitCode()).isZero();
      assertThat(bridge.output())
          .contains("night.csv is accepted as batch", "Stopped")
          .doesNotContain("sandbox-secret");
    }
  }

  @Test
  void told_to_stop_it_waits_for_what_is_in_flight() throws Exception {
    drop();
    try (BridgeProcess bridge = BridgeProcess.start(folder, settings(), "run")) {
      awaitCaptures(50);
      bridge.terminate();

      assertThat(bridge.exitCode()).as(bridge.output()).isZero();
    }
    long captured = sandbox.ledger().summary().captures();
    assertThat(captured).as(Files.readString(folder.resolve("output.txt"))).isLessThan(ORDERS);
    assertThat(entries("SUCCEEDED")).isEqualTo(captured);
    assertThat(entries("ACCEPTED")).isEqualTo(ORDERS - captured);
  }

  private long entries(String state) throws Exception {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
        ResultSet count =
            journal
                .createStatement()
                .executeQuery("SELECT COUNT(*) FROM entry WHERE state = '" + state + "'")) {
      return count.getLong(1);
    }
  }

  private void drop() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("data/inbox"));
    Path aside = Files.write(folder.resolve("aside"), lines);
    Files.setLastModifiedTime(aside, FileTime.fromMillis(0));
    Files.move(aside, inbox.resolve("night.csv"), StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isInProcessing() throws IOException {
    Path processing = folder.resolve("data/processing");
    if (!Files.isDirectory(processing)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(processing)) {
      return files.anyMatch(file -> file.endsWith("night.csv"));
    }
  }

  private void awaitCaptures(long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sandbox.ledger().summary().captures() >= count);
  }

  private void assertEveryOrderCapturedOnce() {
    assertThat(orders)
        .allSatisfy(
            order ->
                assertThat(sandbox.ledger().order(order).map(SandboxOrderReport::captured))
                    .contains(1100L));
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(ORDERS);
  }

  private void assertResults(Path file) throws IOException {
    List<String> results = Files.readAllLines(file);
    assertThat(results).hasSize(ORDERS + 1);
    for (int i = 0; i < ORDERS; i++) {
      assertThat(results.get(i + 1))
          .startsWith(lines.get(i + 1) + "," + (i + 2) + ",SUCCEEDED,PROCESSED,");
    }
  }
}
