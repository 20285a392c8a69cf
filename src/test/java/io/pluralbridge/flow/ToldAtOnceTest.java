package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import io.pluralbridge.support.PluralVoice;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many genuine webhooks while the database is slow: somebody else holds its only write lock half of
 * the time. The long look: {@code mvn test -Dtest=ToldAtOnceTest -Dtold.seconds=60
 * -Dtold.a-second=500}, which starts with a bridge that has only just come up; with {@code
 * -Dtold.warm-up=15000} it has been at it for half a minute.
 */
class ToldAtOnceTest {

  private static final int SECONDS = Integer.getInteger("told.seconds", 4);
  private static final int A_SECOND = Integer.getInteger("told.a-second", 100);
  private static final int ALL = SECONDS * A_SECOND;
  private static final int WARM_UP = Integer.getInteger("told.warm-up", Math.min(ALL, 300));
  private static final Duration HELD = Duration.ofMillis(Integer.getInteger("told.held-ms", 20));
  private static final Duration FREE = Duration.ofMillis(50);

  /** Never in step with whoever tries to get the lock. */
  private final Random random = new Random(5);

  /** Plural counts it as not delivered after that. */
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  @TempDir Path data;

  private final WebhookSignature signature =
      new WebhookSignature(
          List.of(SecretEncoding.UTF8.decode("abc1234")), Duration.ofHours(1), Clock.systemUTC());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile boolean over;

  @Test
  void all_that_is_genuine_is_kept_and_answered_in_time_by_a_slow_database() throws Exception {
    String url = "jdbc:sqlite:" + data.resolve("journal.db");
    long[] bridged;
    Duration caughtUp;
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge = RunningBridge.start(data, sandbox, PluralVoice.BELIEVED)) {
      send(bridge.http(), "warm-up-", WARM_UP);
      CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> holdTheLock(url));
      bridged = send(bridge.http(), "msg-", ALL);
      Instant answered = Instant.now();
      over = true;
      slow.join();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> count(url, "receipt WHERE state = 'DONE' AND uid LIKE 'msg-%'") == ALL);
      caughtUp = Duration.between(answered, Instant.now());
      assertThat(count(url, "order_event WHERE order_id LIKE 'v1-msg-%'")).isEqualTo(ALL);
    }
    long[] bare = sendBare();
    System.out.printf(
        "bridge: %s, worked off %d ms after that%nbare:   %s%n",
        inWords(bridged), caughtUp.toMillis(), inWords(bare));
    assertThat(LongStream.of(bridged).max().orElseThrow()).isLessThan(IN_TIME.toMillis());
  }

  private static String inWords(long[] millis) {
    long[] sorted = LongStream.of(millis).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%d at %d a second, p50 %d ms, p99 %d ms, longest %d ms",
        sorted.length,
        A_SECOND,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }

  private void holdTheLock(String url) {
    try (Connection other = DriverManager.getConnection(url);
        var statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
      while (!over) {
        statement.execute("BEGIN IMMEDIATE");
        LockSupport.parkNanos(random.nextLong(2 * HELD.toNanos()));
        statement.execute("COMMIT");
        LockSupport.parkNanos(random.nextLong(2 * FREE.toNanos()));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(String url, String from) throws Exception {
    try (Connection journal = DriverManager.getConnection(url);
        ResultSet count = journal.createStatement().executeQuery("SELECT COUNT(*) FROM " + from)) {
      return count.getLong(1);
    }
  }

  /** How long each took from when it was to be sent, in milliseconds. */
  private long[] send(String to, String prefix, int count) throws Exception {
    ScheduledExecutorService pace = Executors.newScheduledThreadPool(2);
    List<CompletableFuture<Long>> all = new ArrayList<>();
    long between = TimeUnit.SECONDS.toNanos(1) / A_SECOND;
    for (int i = 0; i < count; i++) {
      String id = prefix + i;
      CompletableFuture<Long> took = new CompletableFuture<>();
      all.add(took);
      pace.schedule(() -> sendOne(to, id, took), i * between, TimeUnit.NANOSECONDS);
    }
    long[] millis = new long[count];
    for (int i = 0; i < count; i++) {
      millis[i] = all.get(i).get(2, TimeUnit.MINUTES);
    }
    pace.shutdown();
    return millis;
  }

  private void sendOne(String to, String id, CompletableFuture<Long> took) {
    String body =
        "{\"event_type\":\"ORDER_AUTHORIZED\",\"data\":{\"order_id\":\"v1-"
            + id
            + "\",\"status\":\"AUTHORIZED\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"}}}";
    Instant now = Instant.now();
    long start = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to + "/webhooks/plural"))
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .header("webhook-signature", signature.sign(id, now, body.getBytes(UTF_8)))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    client
        .sendAsync(request, BodyHandlers.ofString())
        // A connection that was idle may be closed just as it is used: then any sender tries again.
        .exceptionallyCompose(idle -> client.sendAsync(request, BodyHandlers.ofString()))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null || answer.statusCode() != 200) {
                took.completeExceptionally(
                    new AssertionError(failure == null ? answer.body() : failure.toString()));
              } else {
                took.complete((System.nanoTime() - start) / 1_000_000);
              }
            });
  }

  /** A server that does nothing but the same HMAC. */
  private long[] sendBare() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body ->
                                request
                                    .response()
                                    .setStatusCode(
                                        signature.verify(
                                                    request.getHeader("webhook-id"),
                                                    request.getHeader("webhook-timestamp"),
                                                    body.getBytes(),
                                                    request.getHeader("webhook-signature"))
                                                == WebhookSignature.Verdict.GENUINE
                                            ? 200
                                            : 401)
                                    .end()));
    server.listen(0).toCompletionStage().toCompletableFuture().join();
    try {
      String url = "http://localhost:" + server.actualPort();
      send(url, "warm-up-", WARM_UP);
      return send(url, "msg-", ALL);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
