package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxOrderReport;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups at chance moments of a night with two files, put back some time later, again and again:
 * against a Plural that loses answers and would capture twice.
 */
class RestoresTest {

  private static final int ORDERS = 600;
  private static final int RESTORES = 5;

  @TempDir Path folder;
  private final Random random = new Random(11);
  private Sandbox sandbox;
  private List<String> orders;
  private List<String> lines;
  private Path data;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withGullible(true).withLatencyMs(40));
    sandbox.setFaults(
        SandboxFaults.parse(
            "lost-after-effect=0.03,lost-before-effect=0.03,rate-limited=0.02,seed=5"));
    orders = sandbox.ledger().authoriseOrders(ORDERS, 1100);
    lines = new ArrayList<>();
    orders.forEach(order -> lines.add(order + ",cap-" + order + ",1100,INR"));
    data = folder.resolve("data");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  /** Where the journal is kept, and how it is put back to an earlier time. */
  private interface Keeper {

    void settings(Map<String, String> settings);

    /** True when the bridge may run meanwhile. */
    boolean backsUpWhileRunning();

    void backUp() throws Exception;

    void putBack() throws Exception;
  }

  @Test
  void restored_again_and_again_the_embedded_journal_sends_nothing_twice() throws Exception {
    Path journal = data.resolve("journal.db");
    Path backup = folder.resolve("backup.db");
    night(
        new Keeper() {
          @Override
          public void settings(Map<String, String> settings) {}

          @Override
          public boolean backsUpWhileRunning() {
            return true;
          }

          @Override
          public void backUp() throws Exception {
            Files.deleteIfExists(backup);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = connection.createStatement()) {
              statement.execute("VACUUM INTO '" + backup + "'");
            }
          }

          @Override
          public void putBack() throws Exception {
            for (String suffix : List.of("", "-wal", "-shm")) {
              Files.deleteIfExists(data.resolve("journal.db" + suffix));
            }
            Files.copy(backup, journal);
          }
        });
  }

  @Test
  void restored_again_and_again_a_journal_on_a_server_sends_nothing_twice() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      execute(server, "CREATE DATABASE journal");
      night(
          new Keeper() {
            @Override
            public void settings(Map<String, String> settings) {
              settings.put("bridge.database.url", server.getJdbcUrl("postgres", "journal"));
              settings.put("bridge.database.username", "postgres");
              settings.put("bridge.node.name", "node-1");
            }

            @Override
            public boolean backsUpWhileRunning() {
              return false;
            }

            @Override
            public void backUp() throws Exception {
              execute(server, "DROP DATABASE IF EXISTS backup WITH (FORCE)");
              Awaitility.await()
                  .atMost(Duration.ofSeconds(30))
                  .ignoreExceptions()
                  .until(
                      () -> {
                        execute(server, "CREATE DATABASE backup TEMPLATE journal");
                        return true;
                      });
            }

            @Override
            public void putBack() throws Exception {
              execute(server, "DROP DATABASE journal WITH (FORCE)");
              execute(server, "CREATE DATABASE journal TEMPLATE backup");
            }
          });
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private BridgeProcess run(Keeper keeper, String... arguments) throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(data));
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.client-secret", "sandbox-secret");
    settings.put("plural.api.max-in-flight", "8");
    settings.put("bridge.inquiry.max-in-flight", "16");
    settings.put("bridge.management.port", Integer.toString(Ports.free()));
    keeper.settings(settings);
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(arguments));
    return BridgeProcess.start(folder, settings, all.toArray(String[]::new));
  }

  private void night(Keeper keeper) throws Exception {
    drop("early.csv", 0, ORDERS / 2);
    BridgeProcess bridge = run(keeper);
    for (int restore = 1; restore <= RESTORES; restore++) {
      long share = ORDERS * restore / (RESTORES + 2L);
      awaitCaptures(bridge, share - random.nextInt(40));
      if (!keeper.backsUpWhileRunning()) {
        bridge.kill();
      }
      keeper.backUp();
      if (!keeper.backsUpWhileRunning()) {
        bridge = run(keeper);
      }
      if (restore == 2) {
        // In the time that will be lost: the journal will never have heard of it.
        drop("late.csv", ORDERS / 2, ORDERS);
      }
      awaitCaptures(bridge, Math.min(share + 20 + random.nextInt(40), ORDERS - 20));
      bridge.kill();
      keeper.putBack();
      if (restore == 1) {
        long before = captures();
        try (BridgeProcess refused = run(keeper)) {
          assertThat(refused.exitCode()).as(refused.output()).isEqualTo(70);
        }
        assertThat(captures()).isEqualTo(before);
      }
      bridge = run(keeper, "--restored");
      // Killed before that is written down, it is to be said again.
      int said = restore;
      BridgeProcess restored = bridge;
      await(bridge).until(() -> output(restored).split("is taken as restored", -1).length > said);
    }
    try (BridgeProcess last = bridge) {
      for (String name : List.of("early", "late")) {
        Path summary = data.resolve("results/" + name + ".summary.json");
        await(last).until(() -> Files.exists(summary));
        assertThat(Files.readString(summary)).contains("BALANCED").doesNotContain("UNBALANCED");
      }
      assertResults("early", 0);
      assertResults("late", ORDERS / 2);
      assertThat(orders)
          .allSatisfy(
              order ->
                  assertThat(sandbox.ledger().order(order).map(SandboxOrderReport::captured))
                      .contains(1100L));
      assertThat(captures()).isEqualTo(ORDERS);
    }
  }

  private void assertResults(String name, int from) throws IOException {
    List<String> results = Files.readAllLines(data.resolve("results/" + name + ".results.csv"));
    assertThat(results).hasSize(ORDERS / 2 + 1);
    for (int i = 1; i < results.size(); i++) {
      assertThat(results.get(i))
          .startsWith(lines.get(from + i - 1) + "," + (i + 1) + ",SUCCEEDED,PROCESSED,");
    }
  }

  private void drop(String name, int from, int to) throws IOException {
    List<String> content =
        new ArrayList<>(List.of("order_id,merchant_capture_reference,amount,currency"));
    content.addAll(lines.subList(from, to));
    Path inbox = Files.createDirectories(data.resolve("inbox"));
    Path aside = Files.write(folder.resolve("aside"), content);
    Files.setLastModifiedTime(aside, FileTime.fromMillis(0));
    Files.move(aside, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private long captures() {
    return sandbox.ledger().summary().captures();
  }

  private void awaitCaptures(BridgeProcess bridge, long count) {
    await(bridge).until(() -> captures() >= count);
  }

  private static String output(BridgeProcess bridge) {
    try {
      return bridge.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConditionFactory await(BridgeProcess bridge) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(5))
        .conditionEvaluationListener(
            condition -> {
              if (!bridge.isAlive()) {
                throw new AssertionError("the bridge has ended:\n" + output(bridge));
              }
            });
  }
}
