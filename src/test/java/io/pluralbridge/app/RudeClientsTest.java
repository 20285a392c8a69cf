package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers who are slow, rude or many. Nobody else has to wait for them. */
@Timeout(120)
class RudeClientsTest {

  private static final String KEY = " HTTP/1.1\nHost: x\nX-API-Key: " + RunningBridge.API_KEY;
  private static final String TYPED = KEY + "\nContent-Type: application/json";
  private static final int CROWD = 500;
  private static final int MAY_WAIT = 100;

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private Warnings warnings;
  private final List<BareSocket> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of(
                "bridge.http.read-timeout", "1s",
                "bridge.http.max-waiting", Integer.toString(MAY_WAIT),
                "plural.api.response-timeout-ms", "20000",
                "plural.api.max-in-flight", "8"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @BeforeEach
  void listen() {
    warnings = Warnings.listen();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (BareSocket connection : open) {
      connection.close();
    }
    sandbox.setFaults(SandboxFaults.NONE);
    await().atMost(Duration.ofSeconds(60)).until(() -> count("concluded_at IS NULL") == 0);
    warnings.close();
    // That Plural does not answer in time is said, and no more.
    assertThat(warnings.messages()).allMatch(line -> line.startsWith("Calls to Plural fail"));
  }

  private BareSocket connect() throws IOException {
    BareSocket connection = new BareSocket(bridge.http());
    open.add(connection);
    return connection;
  }

  private static String order(String reference) {
    return BareSocket.request(
        "POST /api/pay/v1/orders" + TYPED,
        "{\"merchant_order_reference\":\""
            + reference
            + "\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"},\"pre_auth\":true}");
  }

  private static String show(String reference) {
    return BareSocket.request("GET /bridge/commands/CREATE_ORDER/" + reference + KEY, "");
  }

  private static long count(String condition) throws Exception {
    return count(data, condition);
  }

  private static long count(Path data, String condition) throws Exception {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
        ResultSet count =
            journal
                .createStatement()
                .executeQuery("SELECT COUNT(*) FROM entry WHERE " + condition)) {
      return count.getLong(1);
    }
  }

  private static long millis(Runnable what) {
    long start = System.nanoTime();
    what.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  // ---- slow ------------------------------------------------------------------------------------

  @Test
  void a_request_that_does_not_arrive_in_time_is_cut_off() throws Exception {
    List<String> beginnings =
        List.of(
            "",
            "G",
            "GET /docs HTTP/1.1\r\nHost: x\r\n",
            order("cut").substring(0, order("cut").length() - 1),
            order("cut").replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n").substring(0, 200),
            BareSocket.request("POST /nothing HTTP/1.1\nHost: x\nContent-Length: 99", ""));
    for (String beginning : beginnings) {
      connect().send(beginning);
    }

    for (BareSocket connection : open) {
      await().atMost(Duration.ofSeconds(5)).until(() -> connection.isEnded());
    }
    assertThat(count("command_key = 'cut'")).isZero();
  }

  @Test
  void a_byte_now_and_then_does_not_keep_a_request_alive() throws Exception {
    for (String whole : List.of(order("trickle"), show("trickle"))) {
      BareSocket connection = connect();
      long start = System.nanoTime();
      int sent = 0;
      while (sent < whole.length() && !connection.isCutWithin(50)) {
        sent = send(connection, whole, sent);
      }

      assertThat(sent).isLessThan(whole.length());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
    assertThat(count("command_key = 'trickle'")).isZero();
  }

  private static int send(BareSocket connection, String whole, int sent) {
    try {
      connection.send(whole.substring(sent, sent + 1));
    } catch (IOException cut) {
      return sent;
    }
    return sent + 1;
  }

  @Test
  void a_connection_is_kept_while_plural_takes_its_time() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=2500"));
    BareSocket connection = connect();

    connection.send(order("slow-1"));
    assertThat(connection.answer().status()).isEqualTo(200);
    sandbox.setFaults(SandboxFaults.NONE);
    connection.send(order("slow-2"));
    assertThat(connection.answer().status()).isEqualTo(200);
  }

  // ---- rude ------------------------------------------------------------------------------------

  @Test
  void who_hangs_up_in_the_middle_of_a_body_has_asked_for_nothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      String whole = order("half");
      BareSocket connection = connect();
      connection.send(whole.substring(0, whole.length() - 1 - i));
      connection.close();
    }

    assertThat(BareSocket.call(bridge.http(), "GET /docs HTTP/1.1\nHost: x", "").status())
        .isEqualTo(200);
    assertThat(count("command_key = 'half'")).isZero();
  }

  @Test
  void who_hangs_up_while_waiting_finds_the_answer_later() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=700"));
    for (int i = 0; i < 5; i++) {
      String reference = "gone-" + i;
      BareSocket connection = connect();
      connection.send(order(reference));
      await().atMost(Duration.ofSeconds(10)).until(() -> count(named(reference)) == 1);
      connection.close();
    }
    sandbox.setFaults(SandboxFaults.NONE);

    for (int i = 0; i < 5; i++) {
      BareSocket again = connect();
      again.send(order("gone-" + i));
      Answer answer = again.answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.one("Idempotent-Replayed")).isEqualTo("true");
    }
    assertThat(count("command_key LIKE 'gone-%' AND attempts = 1")).isEqualTo(5);
  }

  private static String named(String reference) {
    return "command_key = '" + reference + "'";
  }

  @Test
  void who_waits_when_the_bridge_is_told_to_stop_gets_an_answer(@TempDir Path own)
      throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=60000"));
    RunningBridge stopping =
        RunningBridge.start(own, sandbox, Map.of("plural.api.response-timeout-ms", "2500"));
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 50; i++) {
        BareSocket connection = new BareSocket(stopping.http());
        open.add(connection);
        connection.send(order("stopping-" + i));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> count(own, "state = 'SENT'") == 50);
      BareSocket late = new BareSocket(stopping.http());
      open.add(late);
      Future<Long> stopped = threads.submit(() -> millis(stopping::close));

      for (BareSocket connection : open.subList(0, 50)) {
        Answer answer = connection.answer();
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("TIMED_OUT", "repeat_is_safe");
        assertThat(answer.one("Location")).contains("stopping-");
      }
      late.send(order("too-late"));
      Answer refused = late.answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("JOURNAL_UNAVAILABLE");
      assertThat(refused.one("Connection")).isEqualTo("close");
      assertThat(stopped.get(20, TimeUnit.SECONDS)).isLessThan(10_000L);
    } finally {
      threads.shutdownNow();
      stopping.close();
    }
  }

  // ---- many ------------------------------------------------------------------------------------

  @Test
  void five_hundred_connections_that_stay_are_all_served() throws Exception {
    for (int i = 0; i < CROWD; i++) {
      connect().send(show("nobody"));
    }
    for (int round = 0; round < 3; round++) {
      for (BareSocket connection : open) {
        assertThat(connection.answer().status()).isEqualTo(404);
        connection.send(show("nobody"));
      }
    }
    for (BareSocket connection : open) {
      assertThat(connection.answer().status()).isEqualTo(404);
    }
  }

  @Test
  void when_all_wait_the_rest_is_told_where_to_look_and_nobody_else_waits() throws Exception {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=6000"));
    for (int i = 0; i < CROWD; i++) {
      connect().send(order("crowd-" + i));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("command_key LIKE 'crowd-%'") == CROWD);

    assertThat(millis(() -> assertThat(bridge.observe("health").body()).contains("\"status\"")))
        .isLessThan(1500);
    BareSocket other = connect();
    long start = System.nanoTime();
    other.send(show("crowd-0"));
    assertThat(other.answer().status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));

    int later = 0;
    for (BareSocket connection : open.subList(0, CROWD)) {
      if (!connection.isQuiet()) {
        Answer answer = connection.answer();
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("TIMED_OUT", "repeat_is_safe");
        assertThat(answer.one("Location")).startsWith("/bridge/commands/CREATE_ORDER/crowd-");
        later++;
      }
    }
    assertThat(later).isBetween(CROWD - MAY_WAIT - 8, CROWD - MAY_WAIT + 8);
    sandbox.setFaults(SandboxFaults.NONE);
  }
}
