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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/** Three bridges as real processes, on one PostgreSQL and one inbox; two of them get killed. */
class SeveralNodesTest {

  private static final int FILES = 6;
  private static final int ORDERS = 150;

  @TempDir Path folder;
  private EmbeddedPostgres postgresql;
  private Sandbox sandbox;
  private final List<BridgeProcess> nodes = new ArrayList<>();
  private final List<List<String>> files = new ArrayList<>();
  private final List<String> orders = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    postgresql =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(60));
    for (int file = 0; file < FILES; file++) {
      List<String> lines =
          new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
      for (String order : sandbox.ledger().authoriseOrders(ORDERS, 1100)) {
        orders.add(order);
        lines.add(order + ",cap-" + order + ",1100,INR");
      }
      files.add(lines);
    }
  }

  @AfterEach
  void stop() throws IOException {
    nodes.forEach(BridgeProcess::close);
    sandbox.close();
    postgresql.close();
  }

  private BridgeProcess node(String name) throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.max-in-flight", "8");
    settings.put("bridge.database.url", postgresql.getJdbcUrl("postgres", "postgres"));
    settings.put("bridge.database.username", "postgres");
    settings.put("bridge.node.name", name);
    settings.put("bridge.management.port", Integer.toString(Ports.free()));
    Path home = Files.createDirectories(folder.resolve(name));
    BridgeProcess node = BridgeProcess.start(home, settings, "run");
    nodes.add(node);
    return node;
  }

  @Test
  void what_a_node_had_in_hand_when_it_died_the_others_finish() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("lost-after-effect=0.02,lost-before-effect=0.02,seed=5"));
    BridgeProcess first = node("first");
    BridgeProcess second = node("second");
    node("third");
    awaitRunning("first", "second", "third");
    for (int file = 0; file < FILES; file++) {
      drop("night-" + file + ".csv", files.get(file));
    }

    awaitCaptures(120);
    first.kill();
    awaitCaptures(400);
    second.kill();

    for (int file = 0; file < FILES; file++) {
      Path summary = folder.resolve("data/results/night-" + file + ".summary.json");
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(summary));
      assertThat(summary).content().contains("BALANCED").doesNotContain("UNBALANCED");
    }
    assertThat(orders)
        .allSatisfy(
            order ->
                assertThat(sandbox.ledger().order(order).map(SandboxOrderReport::captured))
                    .contains(1100L));
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(FILES * ORDERS);
    assertThat(query("SELECT COUNT(*) FROM batch WHERE state <> 'DONE'")).isZero();
    assertThat(query("SELECT COUNT(*) FROM batch")).as("each picked up once").isEqualTo(FILES);
    assertThat(query("SELECT COUNT(DISTINCT node) FROM entry_move WHERE to_state = 'SENT'"))
        .as("the work is shared")
        .isEqualTo(3);
    await().atMost(Duration.ofSeconds(10)).until(() -> filesIn("processing") == 0);
    assertThat(filesIn("archive")).as("the files, and no paper set aside").isEqualTo(FILES);
    assertThat(filesIn("results")).isEqualTo(2 * FILES);
  }

  private void drop(String name, List<String> lines) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("data/inbox"));
    Path aside = Files.write(folder.resolve("aside"), lines);
    Files.setLastModifiedTime(aside, FileTime.fromMillis(0));
    Files.move(aside, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitRunning(String... names) {
    for (String name : names) {
      Path output = folder.resolve(name).resolve("output.txt");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(output) && Files.readString(output).contains("Running. Drop"));
    }
  }

  private void awaitCaptures(long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sandbox.ledger().summary().captures() >= count);
  }

  private long query(String sql) throws SQLException {
    try (Connection connection = postgresql.getPostgresDatabase().getConnection();
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long filesIn(String name) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("data").resolve(name))) {
      return all.count();
    }
  }
}
