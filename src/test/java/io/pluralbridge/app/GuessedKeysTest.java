package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who guesses API keys is not quicker with many connections than with one. */
@Timeout(120)
class GuessedKeysTest {

  private static final String RIGHT = RunningBridge.API_KEY;

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge = RunningBridge.start(data, sandbox, Map.of("bridge.http.read-timeout", "1s"));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static BareSocket asked(String from, String key) throws IOException {
    int port = URI.create(bridge.http()).getPort();
    InetAddress door = InetAddress.getByName("localhost");
    BareSocket socket = new BareSocket(new Socket(door, port, InetAddress.getByName(from), 0));
    socket.send(
        BareSocket.request("GET /api/pay/v1/orders/v1-x HTTP/1.1\nHost: x\nX-API-Key: " + key, ""));
    return socket;
  }

  private static int told(String from, String key) throws IOException {
    try (BareSocket socket = asked(from, key)) {
      return socket.answer().status();
    }
  }

  @Test
  void two_hundred_keys_at_once_are_looked_at_no_faster_than_one_after_the_other()
      throws Exception {
    String guesser = "127.0.0.7";
    List<BareSocket> guesses = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      guesses.add(asked(guesser, i == 120 ? RIGHT : "canary-" + i));
    }
    int lookedAt = 0;
    for (BareSocket guess : guesses) {
      Answer answer = guess.answer();
      assertThat(answer.status()).isIn(401, 429);
      lookedAt += answer.body().contains("wait to be looked at") ? 0 : 1;
      guess.close();
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(lookedAt).isBetween(12, 11 + 8 + (int) seconds);
    assertThat(seconds).isGreaterThanOrEqualTo(lookedAt - 13L);
  }

  @Test
  void who_had_a_right_key_from_there_goes_on_while_another_guesses() throws Exception {
    String both = "127.0.0.8";
    assertThat(told(both, RIGHT)).isEqualTo(404);
    List<BareSocket> guesses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      guesses.add(asked(both, "canary-" + i));
    }
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(told(both, RIGHT)).isEqualTo(404);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    for (BareSocket guess : guesses) {
      guess.close();
    }
  }

  @Test
  void a_right_key_that_is_new_there_waits_its_turn_longer_than_a_request_may_take_and_is_let_in()
      throws Exception {
    String slowed = "127.0.0.9";
    for (int i = 0; i < 11; i++) {
      assertThat(told(slowed, "canary-" + i)).isEqualTo(i < 10 ? 401 : 429);
    }
    try (BareSocket now = asked(slowed, "canary");
        BareSocket afterOne = asked(slowed, "canary");
        BareSocket afterTwo = asked(slowed, "canary")) {
      Thread.sleep(200);
      long start = System.nanoTime();
      assertThat(told(slowed, RIGHT)).isEqualTo(404);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(now.answer().status()).isEqualTo(429);
      assertThat(afterOne.answer().status()).isEqualTo(429);
      assertThat(afterTwo.answer().status()).isEqualTo(429);
    }
    assertThat(told(slowed, RIGHT)).isEqualTo(404);
  }
}
