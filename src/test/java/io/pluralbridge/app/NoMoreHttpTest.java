package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are too long, and bodies that end in nonsense: no matter for an operator. */
@Timeout(120)
class NoMoreHttpTest {

  private static final String LONG = "x".repeat(9_000);
  private static final String LONG_LINE = "GET /docs?" + LONG + " HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LONG_HEADER =
      "GET /docs HTTP/1.1\r\nHost: x\r\nX: " + LONG + "\r\n\r\n";
  private static final String KEY = "\r\nX-API-Key: " + RunningBridge.API_KEY;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** What comes in place of a chunk, or behind the last one. */
  private static final List<String> BROKEN =
      List.of(
          "1;" + LONG + "\r\n{\r\n0\r\n\r\n",
          "zz\r\n{\r\n0\r\n\r\n",
          "1\r\n{\r\n0\r\nX: " + LONG + "\r\n\r\n");

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(400));
    bridge = RunningBridge.start(data, sandbox, Map.of());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static String chunked(String path, String key) {
    String type = path.equals("/bridge/batches") ? "text/csv" : "application/json";
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x"
        + key
        + "\r\nContent-Type: "
        + type
        + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  /** Is answered after {@code 400 ms} or more. */
  private static String order() {
    return BareSocket.request(
        "POST /api/pay/v1/orders HTTP/1.1\nHost: x\nContent-Type: application/json" + KEY,
        "{\"merchant_order_reference\":\"%d\",\"order_amount\":{\"value\":1,\"currency\":\"INR\"},"
                .formatted(COUNT.incrementAndGet())
            + "\"pre_auth\":true}");
  }

  /** The statuses of the answers, until the connection ends. */
  private static List<Integer> told(String url, String bytes) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    try (BareSocket socket = new BareSocket(url)) {
      socket.send(bytes);
      while (true) {
        statuses.add(socket.answer().status());
      }
    } catch (SocketTimeoutException hangs) {
      throw hangs;
    } catch (IOException ended) {
      return statuses;
    }
  }

  /** What is said in the log is said before the connection ends, or soon after. */
  private static List<String> soon(Warnings warnings) throws InterruptedException {
    Thread.sleep(500);
    return warnings.messages();
  }

  @Test
  void what_is_too_long_is_told_so_and_not_the_operator() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      assertThat(told(bridge.http(), LONG_LINE)).containsExactly(400);
      assertThat(told(bridge.http(), LONG_HEADER)).containsExactly(400);
      assertThat(told(bridge.http(), order() + LONG_LINE)).containsExactly(200, 400);
      assertThat(told(bridge.http(), order() + LONG_HEADER)).containsExactly(200, 400);
      assertThat(told(bridge.management(), LONG_LINE)).containsExactly(414);
      assertThat(told(bridge.management(), LONG_HEADER)).containsExactly(431);

      assertThat(soon(warnings)).isEmpty();
    }
  }

  @Test
  void a_body_that_ends_in_nonsense_is_hung_up_on_and_no_error_of_ours() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      for (String broken : BROKEN) {
        for (String path : List.of("/api/pay/v1/orders", "/bridge/batches")) {
          assertThat(told(bridge.http(), chunked(path, KEY) + broken)).doesNotContain(200, 202);
        }
        assertThat(told(bridge.http(), chunked("/webhooks/plural", "") + broken))
            .doesNotContain(200, 202);
      }

      assertThat(soon(warnings)).isEmpty();
    }
  }

  /** Vert.x would trip over it before the turn of its request has come, and leave it hanging. */
  @Test
  void what_was_asked_before_it_on_the_connection_is_answered_first() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      for (String broken : BROKEN) {
        for (String path : List.of("/api/pay/v1/orders", "/bridge/batches")) {
          assertThat(told(bridge.http(), order() + chunked(path, KEY) + broken))
              .first()
              .isEqualTo(200);
        }
      }

      assertThat(soon(warnings)).isEmpty();
    }
  }
}
