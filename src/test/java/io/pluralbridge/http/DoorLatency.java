package io.pluralbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the bridge adds to a call: {@code mvn test -Dtest=DoorLatency}.
 *
 * <p>Orders are made at 50 a second through the bridge, and in between as many by asking the
 * sandbox directly. Each is sent at its time, whether those before it are answered or not.
 */
class DoorLatency {

  private static final int EACH_A_SECOND = 50;
  private static final int WARM_UP = 10 * EACH_A_SECOND;
  private static final int MEASURED = 60 * EACH_A_SECOND;

  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void what_the_bridge_adds_to_a_call() throws Exception {
    SandboxSettings settings = SandboxSettings.onPort(0).withLatencyMs(20);
    try (Sandbox sandbox = Sandbox.start(settings);
        RunningBridge bridge = RunningBridge.start(data, sandbox, Map.of())) {
      List<Long> direct = Collections.synchronizedList(new ArrayList<>());
      List<Long> bridged = Collections.synchronizedList(new ArrayList<>());
      String token = token(sandbox.baseUrl(), settings);
      ScheduledExecutorService senders = Executors.newScheduledThreadPool(64);
      long halfway = TimeUnit.SECONDS.toNanos(1) / EACH_A_SECOND / 2;
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        int number = i;
        senders.schedule(
            () -> order(sandbox.baseUrl(), token, "direct-" + number, number, direct),
            2 * i * halfway,
            TimeUnit.NANOSECONDS);
        senders.schedule(
            () -> order(bridge.http(), RunningBridge.API_KEY, "bridge-" + number, number, bridged),
            (2 * i + 1) * halfway,
            TimeUnit.NANOSECONDS);
      }
      senders.shutdown();
      assertThat(senders.awaitTermination(3, TimeUnit.MINUTES)).isTrue();

      assertThat(bridged).hasSize(MEASURED);
      say("direct to the sandbox, 20 ms", direct);
      say("through the bridge", bridged);
    }
  }

  private Void order(String baseUrl, String bearer, String reference, int number, List<Long> times)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/api/pay/v1/orders"))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(
                BodyPublishers.ofString(
                    "{\"merchant_order_reference\":\""
                        + reference
                        + "\",\"order_amount\":{\"value\":1100,\"currency\":\"INR\"}}"))
            .build();
    long start = System.nanoTime();
    int status = client.send(request, BodyHandlers.ofString()).statusCode();
    if (number >= WARM_UP && status == 200) {
      times.add(System.nanoTime() - start);
    }
    return null;
  }

  private String token(String baseUrl, SandboxSettings settings) throws Exception {
    String body =
        "{\"client_id\":\""
            + settings.clientId()
            + "\",\"client_secret\":\""
            + settings.clientSecret()
            + "\",\"grant_type\":\"client_credentials\"}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/api/auth/v1/token"))
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = client.send(request, BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(answer).path("access_token").asText();
  }

  private static void say(String what, List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%-30s p50 %6.2f ms   p90 %6.2f ms   p99 %6.2f ms   of %d%n",
        what,
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99),
        sorted.size());
  }

  private static double at(List<Long> sorted, double share) {
    return sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
  }
}
