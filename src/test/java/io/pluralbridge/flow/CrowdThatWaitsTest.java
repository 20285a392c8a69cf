package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand callers wait at once, and hold no thread: each is told what became of its own. */
@Timeout(180)
class CrowdThatWaitsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final int CROWD = 1_000;
  private static final int SOME = 100;

  /** While all of them come: some dozens, and more on a machine that is busy with other things. */
  private static final int MORE_THREADS_AT_FIRST = 300;

  private static final int MORE_THREADS_THAT_STAY = 10;

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private final List<BareSocket> callers = new ArrayList<>();
  private long mostThreads;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data,
            sandbox,
            Map.of(
                "bridge.http.patience",
                PATIENCE.toSeconds() + "s",
                "plural.api.max-in-flight",
                "8"));
  }

  @AfterAll
  static void stop() {
    try (Warnings warnings = Warnings.listen()) {
      bridge.close();
      // Had anybody been forgotten inside, Camel would wait for him, and say so in the end.
      assertThat(warnings.messages()).isEmpty();
    } finally {
      sandbox.close();
    }
  }

  @AfterEach
  void leave_nothing_behind() throws IOException {
    sandbox.setFaults(SandboxFaults.NONE);
    for (BareSocket caller : callers) {
      caller.close();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(gauge("bridge_waiting{door=\"http\"}")).isZero();
              assertThat(gauge("bridge_entries{state=\"ACCEPTED\"}")).isZero();
              assertThat(gauge("bridge_http_connections")).isZero();
            });
  }

  private static double gauge(String name) {
    return bridge
        .observe("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String order(String reference) {
    return BareSocket.request(
        "POST /api/pay/v1/orders HTTP/1.1\nHost: x\nX-API-Key: "
            + RunningBridge.API_KEY
            + "\nContent-Type: application/json",
        "{\"merchant_order_reference\":\""
            + reference
            + "\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"},\"pre_auth\":true}");
  }

  private void come(int count, String prefix) throws IOException {
    sandbox.setFaults(SandboxFaults.parse("rate-limited=1"));
    for (int i = 0; i < count; i++) {
      BareSocket caller = new BareSocket(bridge.http());
      callers.add(caller);
      caller.send(order(prefix + i));
      threads();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> threads() > 0 && gauge("bridge_waiting{door=\"http\"}") == count);
  }

  /** All of this process but those of the client that looks at the metrics. */
  private long threads() {
    Thread[] all = new Thread[5_000];
    int count = Thread.currentThread().getThreadGroup().enumerate(all);
    long threads =
        Arrays.stream(all, 0, count)
            .filter(thread -> !thread.getName().startsWith("HttpClient-"))
            .count();
    mostThreads = Math.max(mostThreads, threads);
    return threads;
  }

  @Test
  void a_thousand_who_wait_hold_no_thread_and_each_gets_its_own_answer() throws Exception {
    come(1, "first-");
    sandbox.setFaults(SandboxFaults.NONE);
    assertThat(callers.remove(0).answer().status()).isEqualTo(200);
    long before = threads();
    mostThreads = 0;

    come(CROWD, "crowd-");

    await().atMost(Duration.ofSeconds(20)).until(() -> threads() < before + MORE_THREADS_THAT_STAY);
    assertThat(gauge("bridge_waiting{door=\"http\"}")).as("all still wait").isEqualTo(CROWD);
    for (BareSocket caller : callers) {
      assertThat(caller.isQuiet()).isTrue();
    }
    sandbox.setFaults(SandboxFaults.NONE);
    for (int i = 0; i < CROWD; i++) {
      Answer answer = callers.get(i).answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"merchant_order_reference\":\"crowd-" + i + "\"");
      assertThat(answer.one("Idempotent-Replayed")).isEmpty();
      threads();
    }
    assertThat(mostThreads).isLessThan(before + MORE_THREADS_AT_FIRST);
  }

  @Test
  void whose_patience_ends_is_told_so_in_time() throws Exception {
    long start = System.nanoTime();
    come(SOME, "late-");
    long allWait = System.nanoTime();
    await()
        .atMost(PATIENCE.plusSeconds(5))
        .until(() -> gauge("bridge_waiting{door=\"http\"}") == 0);

    assertThat(Duration.ofNanos(System.nanoTime() - allWait))
        .isLessThan(PATIENCE.plus(Duration.ofSeconds(2)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(PATIENCE);
    for (int i = 0; i < SOME; i++) {
      Answer answer = callers.get(i).answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(504);
      assertThat(answer.body()).contains("TIMED_OUT", "repeat_is_safe");
      assertThat(answer.one("Location")).isEqualTo("/bridge/commands/CREATE_ORDER/late-" + i);
    }
  }

  @Test
  void who_hangs_up_leaves_nothing_behind_but_its_command() throws Exception {
    come(SOME, "gone-");
    for (BareSocket caller : callers) {
      caller.close();
    }
    callers.clear();

    leave_nothing_behind();

    for (int i = 0; i < SOME; i++) {
      BareSocket again = new BareSocket(bridge.http());
      callers.add(again);
      again.send(order("gone-" + i));
      Answer answer = again.answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.one("Idempotent-Replayed")).isEqualTo("true");
    }
  }
}
