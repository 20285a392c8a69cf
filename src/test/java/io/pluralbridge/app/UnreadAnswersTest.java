package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and never read. They hold up nobody, and are cut off. */
@Timeout(120)
class UnreadAnswersTest {

  private static final int MANY = 1_100;
  private static final int MOST = 600;

  private static final String ASK = "GET /docs HTTP/1.1\r\nHost: x\r\n\r\n";

  private static final String ASK_MUCH = ASK.replace("/docs", "/openapi.json");

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private final List<Socket> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of(
                "bridge.http.write-timeout",
                "3s",
                "bridge.http.max-connections",
                Integer.toString(MOST)));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> connections().equals("0.0"));
  }

  private static String connections() {
    return bridge
        .observe("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("bridge_http_connections"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private Socket connect(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress("localhost", URI.create(bridge.http()).getPort()));
    open.add(socket);
    return socket;
  }

  private static boolean isCut(Socket socket) {
    try {
      socket.setSoTimeout(1_000);
      byte[] some = new byte[8192];
      int read = 0;
      while (read >= 0) {
        read = socket.getInputStream().read(some);
      }
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void eleven_hundred_that_read_nothing_hold_up_nobody() throws Exception {
    byte[] requests = ASK.repeat(200).getBytes(StandardCharsets.ISO_8859_1);
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < MANY; i++) {
        try {
          connect(4096).getOutputStream().write(requests);
        } catch (IOException cut) {
          // Beyond the bound: closed while it wrote.
        }
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () ->
                  BareSocket.call(bridge.http(), "GET /docs HTTP/1.1\nHost: x", "").status()
                      == 200);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(warnings.messages()).isNotEmpty());
    }
  }

  @Test
  void what_is_not_read_is_given_up_and_what_is_read_slowly_is_not() throws Exception {
    Socket silent = connect(4096);
    byte[] request = ASK_MUCH.getBytes(StandardCharsets.ISO_8859_1);
    Socket slow = connect(4096);
    slow.getOutputStream().write(request);
    slow.getOutputStream().write(request);
    // It takes as much as the system's own buffers hold before anything is left unread with us.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              askAgain(silent, request);
              slow.getInputStream().readNBytes(2048);
              return connections().equals("1.0");
            });
    assertThat(isCut(slow)).isFalse();
    assertThat(isCut(silent)).isTrue();
  }

  private static void askAgain(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
    } catch (IOException cut) {
      // That is what this waits for; the test looks for itself.
    }
  }

  /** Vert.x by itself keeps every request that came, for as long as the answers are not taken. */
  @Test
  void who_asks_again_and_again_and_takes_no_answer_is_closed_at_both_ports() throws Exception {
    byte[] requests = ASK.repeat(100).getBytes(StandardCharsets.ISO_8859_1);
    byte[] figures =
        "GET /observe/metrics HTTP/1.1\r\nHost: x\r\n\r\n"
            .repeat(100)
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(takes(requests, bridge.http())).isLessThan(50_000_000);
    assertThat(takes(figures, bridge.management())).isLessThan(50_000_000);
  }

  /** How many bytes of that, again and again, are taken before the connection is closed. */
  private long takes(byte[] requests, String url) throws IOException {
    try (Socket socket = new Socket("localhost", URI.create(url).getPort())) {
      for (long taken = 0; taken < 100_000_000; taken += requests.length) {
        try {
          socket.getOutputStream().write(requests);
        } catch (IOException closed) {
          return taken;
        }
      }
      return Long.MAX_VALUE;
    }
  }

  @Test
  void threads_of_a_burst_end_with_it() throws Exception {
    byte[] request = ASK.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 300; i++) {
      connect(65_536).getOutputStream().write(request);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> workers() > 0);
    await().atMost(Duration.ofSeconds(60)).until(() -> workers() == 0);
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("http-worker-"))
        .count();
  }

  @Test
  void an_idle_connection_makes_place_for_a_new_one() throws Exception {
    for (int i = 0; i < MOST + 50; i++) {
      connect(65_536);
    }
    assertThat(BareSocket.call(bridge.http(), "GET /docs HTTP/1.1\nHost: x", "").status())
        .isEqualTo(200);
    assertThat(isCut(open.get(0))).isTrue();
    assertThat(isCut(open.get(MOST + 40))).isFalse();
  }
}
