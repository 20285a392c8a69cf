package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SandboxSummary;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.PluralVoice;
import io.pluralbridge.support.Ports;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts on a data folder that the version of 29 November 2026 left when it was killed, with work
 * in every state that is not final: parked captures and a parked payment whose answers were lost,
 * accepted lines of a file, messages and calls, sealed card data, events that nobody had taken.
 *
 * <p>{@code upgrade/data-0.1.0.zip} has that folder, and the state of the sandbox it ran against;
 * {@code upgrade/make.py} made it, with a checkout of that version.
 */
class UpgradeTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CREATED_BY_US = "v1-261130222723-aa-uvQfch";
  private static final String PAID_OVER_HTTP = "v1-261130222723-aa-rz1mOZ";

  /** What the old version said of each message, and would have: see its {@code Announcement}. */
  private static final Map<String, List<String>> OUTCOME_IDS =
      Map.of(
          "corr-q-0", List.of("3c5117dd-e765-3ea8-9a2d-72f7248bc9af"),
          "corr-bad", List.of("fc763fa5-642c-326c-8084-322c51d4890f"),
          "corr-q-1",
              List.of(
                  "275764fc-357a-3f25-8c57-d109fc2850b7", "82684549-0319-3c57-969d-b22473f46ac4"),
          "corr-q-2", List.of("5264693e-5f05-3c08-9612-9bd9070319ac"),
          "corr-q-3", List.of("aa41704f-b7f5-3565-afb2-daa0e9f553b9"));

  @TempDir Path folder;

  private Path data;
  private List<String> orders;

  @BeforeEach
  void unpack() throws Exception {
    try (InputStream zip = getClass().getResourceAsStream("/upgrade/data-0.1.0.zip");
        ZipInputStream in = new ZipInputStream(zip)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(in, file);
        }
      }
    }
    data = folder.resolve("data");
    asIfKilledTenMinutesAgo();
    orders =
        Files.readAllLines(data.resolve("processing/261130-222749-f2su7y/open.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
  }

  /**
   * Else what nobody took for a week would be given up, rightly; and in ten minutes all that is to
   * be tried again has become due.
   */
  private void asIfKilledTenMinutesAgo() throws SQLException {
    try (Connection journal = journal();
        Statement statement = journal.createStatement()) {
      long last = number(statement, "SELECT MAX(moved_at) FROM entry_move");
      long since = System.currentTimeMillis() - Duration.ofMinutes(10).toMillis() - last;
      Map<String, List<String>> times = new TreeMap<>();
      try (ResultSet columns =
          statement.executeQuery(
              "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p"
                  + " WHERE m.type = 'table' AND p.type = 'BIGINT'"
                  + " AND (p.name LIKE '%\\_at' ESCAPE '\\' OR p.name = 'at')")) {
        while (columns.next()) {
          times
              .computeIfAbsent(columns.getString(1), table -> new ArrayList<>())
              .add(columns.getString(2));
        }
      }
      for (Map.Entry<String, List<String>> table : times.entrySet()) {
        for (String time : table.getValue()) {
          statement.executeUpdate(
              "UPDATE %s SET %s = %s + %d WHERE %s > 0"
                  .formatted(table.getKey(), time, time, since, time));
        }
      }
    }
  }

  private Connection journal() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.getLong(1);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection journal = journal();
        Statement statement = journal.createStatement()) {
      return number(statement, query);
    }
  }

  private List<String> open() throws SQLException {
    List<String> open = new ArrayList<>();
    try (Connection journal = journal();
        Statement statement = journal.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT command_key || ' ' || state || ' ' || attempts || ' ' || COALESCE(reason, '')"
                    + " FROM entry WHERE state NOT IN ('SUCCEEDED', 'DECLINED')")) {
      while (rows.next()) {
        open.add(rows.getString(1));
      }
    }
    return open;
  }

  private Set<String> untoldEvents() throws SQLException {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    try (Connection journal = journal();
        Statement statement = journal.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT uid FROM order_event WHERE endpoint_done_at IS NULL")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  @Test
  void all_that_was_open_is_concluded_once_and_told_under_the_ids_that_it_had() throws Exception {
    Set<String> before = untoldEvents();
    assertThat(before).as("events that nobody had taken").hasSize(13);
    Set<String> told = ConcurrentHashMap.newKeySet();
    HttpServer merchant = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    merchant.createContext(
        "/events",
        exchange -> {
          told.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    merchant.start();
    int port = Ports.free();
    try (Sandbox sandbox =
            Sandbox.start(
                SandboxSettings.onFreePort()
                    .withGullible(true)
                    .withStateFile(folder.resolve("sandbox-state")));
        RunningBridge bridge =
            RunningBridge.start(data, sandbox, settings(port, merchant.getAddress().getPort()))) {
      new Caller(sandbox.baseUrl(), "")
          .send("POST", "/sandbox/orders/" + PAID_OVER_HTTP + "/authorise", "");
      await().atMost(LIMIT).untilAsserted(() -> assertThat(open()).isEmpty());
      bridge.results("open");
      await().atMost(LIMIT).until(() -> told.containsAll(before));

      assertThat(outcomes(port)).containsExactlyInAnyOrderEntriesOf(OUTCOME_IDS);
      assertThat(number("SELECT COUNT(*) FROM entry WHERE sealed IS NOT NULL"))
          .as("card data is erased at the outcome")
          .isZero();
      assertThat(bridge.results("open").subList(1, 11))
          .allMatch(line -> line.contains("SUCCEEDED"));
      await().atMost(LIMIT).until(() -> Files.exists(data.resolve("results/half.amendment-1.csv")));
      assertOnce(sandbox);

      repeatsChangeNothing(bridge, port);
      assertOnce(sandbox);
    } finally {
      merchant.stop(0);
    }
  }

  /** What the old version had done, and what the new one had to do. */
  private static void assertOnce(Sandbox sandbox) {
    SandboxSummary truth = sandbox.ledger().summary();
    assertThat(truth.ordersCapturedMoreThanOnce()).isEmpty();
    assertThat(truth.captures()).as("4 done, 1 half, 10 open, 4 by queue, 1 by HTTP").isEqualTo(20);
    assertThat(truth.payments()).as("24 of the sandbox's own, and 3").isEqualTo(3);
  }

  private void repeatsChangeNothing(RunningBridge bridge, int port) throws Exception {
    Reply again = bridge.caller().send(Instruction.order("shop-1", 110_000));
    assertThat(again.isReplayed()).isTrue();
    assertThat(again.at("/data/order_id")).isEqualTo(CREATED_BY_US);
    assertThat(
            bridge
                .caller()
                .send(Instruction.payment(PAID_OVER_HTTP, "pay-2", 110_000))
                .isReplayed())
        .isTrue();
    try (Erp erp = Erp.at(port, "erp", "secret-of-the-erp")) {
      erp.send(Erp.capture("q-2", "another-order", 1));
      assertThat(erp.outcome().at("/status").asText()).isEqualTo("REFUSED");
    }
    bridge.drop("done-again.csv", Files.readAllBytes(data.resolve("archive/done.csv")));
    assertThat(bridge.acknowledgement("done-again")).contains("DUPLICATE_FILE", "now DONE");
  }

  private static Map<String, String> settings(int broker, int merchant) {
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.putAll(Erp.broker(broker));
    settings.put("bridge.events.url", "http://localhost:" + merchant + "/events");
    settings.put("bridge.events.secret", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    return settings;
  }

  /** Ids by correlation id, of those that lay in the old broker and of the new ones. */
  private static Map<String, List<String>> outcomes(int port) throws JMSException {
    Map<String, List<String>> ids = new HashMap<>();
    try (Erp erp = Erp.at(port, "erp", "secret-of-the-erp")) {
      for (int i = 0; i < 6; i++) {
        TextMessage message = erp.next("plural.outcomes");
        ids.computeIfAbsent(message.getJMSCorrelationID(), id -> new ArrayList<>())
            .add(message.getStringProperty("OutcomeId"));
      }
      assertThat(erp.isEmpty("plural.outcomes")).isTrue();
    }
    return ids;
  }
}
