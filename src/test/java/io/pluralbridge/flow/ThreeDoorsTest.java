package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Capture;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SeenRequest;
import io.pluralbridge.support.Caller.Reply;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Instruction;
import io.pluralbridge.support.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large file, a long queue and callers who wait, all at once, and few calls a second for them.
 */
@Timeout(180)
class ThreeDoorsTest {

  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final int PER_SECOND = 50;
  private static final int LINES = 6_000;
  private static final int MESSAGES = 1_500;
  private static final int CALLS = 15;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Sandbox sandbox;
  private RunningBridge bridge;
  private final Queue<String> orders = new ConcurrentLinkedQueue<>();
  private final AtomicInteger shoppers = new AtomicInteger();

  /** When each call left, by its Request-ID. */
  private final Map<String, Instant> left = new ConcurrentHashMap<>();

  @Test
  void a_shopper_is_served_at_once_while_file_and_queue_go_on_and_plural_sees_no_more_than_allowed()
      throws Exception {
    int port = TestBroker.freePort();
    Map<String, String> settings = new HashMap<>(Erp.broker(port));
    settings.put("plural.api.max-per-second", Integer.toString(PER_SECOND));
    settings.put("plural.api.response-timeout-ms", "20000");
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    sandbox = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(20));
    try {
      watch.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
      orders.addAll(sandbox.ledger().authoriseOrders(LINES + MESSAGES + 3_000, 1100));
      bridge = RunningBridge.start(folder.resolve("data"), sandbox, settings);
      try (Erp erp = Erp.at(port, "erp", "secret-of-the-erp")) {
        keepBusy(erp);
        each_call_is_answered_soon();
        callers_who_never_stop_leave_something_to_the_others();
        a_question_of_a_caller_is_answered_too();
      } finally {
        bridge.close();
      }
      look();
    } finally {
      watch.shutdownNow();
      sandbox.close();
    }
    plural_saw_no_more_than_allowed();
  }

  private void keepBusy(Erp erp) throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("order_id,merchant_capture_reference,amount,currency");
    for (int i = 0; i < LINES; i++) {
      lines.add(orders.remove() + ",line-" + i + ",1100,INR");
    }
    bridge.drop("night.csv", lines);
    await().atMost(LIMIT).until(() -> captured("line") > 0);
    for (int i = 0; i < MESSAGES; i++) {
      erp.send(Erp.capture("message-" + i, orders.remove(), 1100));
    }
    await().atMost(LIMIT).until(() -> captured("message") > 20);
  }

  private Reply shop(String reference) {
    return bridge.caller().send(Instruction.capture(orders.remove(), reference, 1100));
  }

  /** In the line of the file it would be a minute, and thousands of captures. */
  private void each_call_is_answered_soon() {
    for (int i = 0; i < CALLS; i++) {
      String reference = "shopper-" + shoppers.incrementAndGet();
      int before = references().size();

      assertThat(shop(reference).status()).isEqualTo(200);

      assertThat(references().indexOf(reference) - before)
          .as("how many were served before it, most of them while it came in")
          .isLessThan(PER_SECOND);
    }
    assertThat(captured("line")).as("the file is far from its end").isLessThan(LINES);
    assertThat(captured("message")).as("and so is the queue").isLessThan(MESSAGES);
  }

  private void callers_who_never_stop_leave_something_to_the_others() {
    long lines = captured("line");
    long messages = captured("message");
    Instant end = Instant.now().plusSeconds(5);
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                while (Instant.now().isBefore(end)) {
                  Reply reply = shop("shopper-" + shoppers.incrementAndGet());
                  assertThat(reply.status()).isEqualTo(200);
                }
              },
              task -> new Thread(task, "shopper").start()));
    }
    callers.forEach(CompletableFuture::join);

    assertThat(captured("line")).isGreaterThan(lines + 3);
    assertThat(captured("message")).isGreaterThan(messages + 3);
    assertThat(captured("shopper")).isEqualTo(shoppers.get());
    assertThat(bridge.observe("metrics").body())
        .contains("bridge_waiting{door=\"http\"} 0.0")
        .containsPattern("bridge_waiting\\{door=\"file\"} [1-9]")
        .as("what costs every exchange is switched off")
        .doesNotContain("camel_exchanges", "camel_exchange_event_notifier");
  }

  private void a_question_of_a_caller_is_answered_too() {
    Reply order = bridge.caller().get("/api/pay/v1/orders/" + orders.remove());

    assertThat(order.status()).isEqualTo(200);
    assertThat(order.at("/data/status")).isEqualTo("AUTHORIZED");
  }

  /**
   * A machine that stands still for a moment lets go at once what was claimed before it did: so it
   * is counted over several seconds. The bounds of one second are RateTest's.
   */
  private void plural_saw_no_more_than_allowed() {
    List<Instant> sent = left.values().stream().sorted().toList();
    int from = 0;
    for (int i = 0; i < sent.size(); i++) {
      while (Duration.between(sent.get(from), sent.get(i)).compareTo(WINDOW) >= 0) {
        from++;
      }
      assertThat(i - from + 1)
          .as("calls in the " + WINDOW + " up to " + sent.get(i))
          .isLessThanOrEqualTo((int) WINDOW.toSeconds() * PER_SECOND * 13 / 10);
    }
    double seconds = Duration.between(sent.get(0), sent.get(sent.size() - 1)).toMillis() / 1_000.0;
    assertThat(sent.size())
        .as("calls in all, in " + seconds + " s")
        .isLessThanOrEqualTo((int) (PER_SECOND * seconds) + 20)
        .isGreaterThan((int) (PER_SECOND * seconds / 4));
  }

  private void look() {
    for (SeenRequest request : sandbox.requests(200)) {
      left.putIfAbsent(
          header(request, "Request-ID"), Instant.parse(header(request, "Request-Timestamp")));
    }
  }

  private static String header(SeenRequest request, String name) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(SeenRequest.Header::value)
        .findFirst()
        .orElseThrow();
  }

  private List<String> references() {
    return sandbox.ledger().captures().stream().map(Capture::merchantCaptureReference).toList();
  }

  private long captured(String door) {
    return references().stream().filter(reference -> reference.startsWith(door)).count();
  }
}
