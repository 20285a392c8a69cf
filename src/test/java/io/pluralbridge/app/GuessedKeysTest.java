package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody tries one API key after the other. */
class GuessedKeysTest {

  private static final int GUESSES = 300;

  @TempDir static Path data;
  private static Sandbox sandbox;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void who_guesses_is_seen_and_slowed_and_who_has_a_key_is_let_in_at_once() throws Exception {
    try (Warnings warnings = Warnings.listen();
        RunningBridge bridge = RunningBridge.start(data.resolve("door"), sandbox, Map.of())) {
      List<CompletableFuture<HttpResponse<String>>> guesses = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < GUESSES; i++) {
        guesses.add(client.sendAsync(ask(bridge, "Bearer guess-" + i), BodyHandlers.ofString()));
      }
      HttpResponse<String> honest =
          client.send(ask(bridge, "Bearer " + RunningBridge.API_KEY), BodyHandlers.ofString());
      assertThat(honest.statusCode()).isEqualTo(404);
      assertThat(guesses).as("while guesses wait").anyMatch(guess -> !guess.isDone());

      int unauthorized = 0;
      for (CompletableFuture<HttpResponse<String>> guess : guesses) {
        HttpResponse<String> answer = guess.get();
        if (answer.statusCode() == 401) {
          unauthorized++;
        } else {
          assertThat(answer.statusCode()).isEqualTo(429);
          assertThat(answer.headers().firstValue("Retry-After")).contains("60");
          assertThat(answer.body()).contains("TOO_MANY_WRONG_KEYS").doesNotContain("guess");
        }
      }
      assertThat(unauthorized).isEqualTo(10);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
      assertThat(bridge.observe("metrics").body())
          .contains(
              "bridge_refused_keys_total{reason=\"wrong\"} 10.0",
              "bridge_refused_keys_total{reason=\"too_many\"} " + (GUESSES - 10) + ".0",
              "bridge_refused_keys_total{reason=\"missing\"} 0.0");
      assertThat(warnings.messages())
          .filteredOn(message -> message.contains("API key"))
          .singleElement()
          .asString()
          .contains("1 from 127.0.0.1");
    }
  }

  @Test
  void guesses_at_the_token_door_are_slowed_as_well() throws Exception {
    try (RunningBridge bridge = RunningBridge.start(data.resolve("token"), sandbox, Map.of())) {
      for (int i = 0; i < 10; i++) {
        assertThat(token(bridge, "guess").statusCode()).isEqualTo(401);
      }
      assertThat(token(bridge, "guess").statusCode()).isEqualTo(429);
      long start = System.nanoTime();
      HttpResponse<String> slow = token(bridge, "guess");
      assertThat(slow.statusCode()).isEqualTo(429);
      assertThat(slow.headers().firstValue("Retry-After")).contains("60");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
      assertThat(token(bridge, RunningBridge.API_KEY).body()).contains("access_token");
      assertThat(client.send(ask(bridge, "Bearer guess"), BodyHandlers.ofString()).statusCode())
          .as("one brake for both doors")
          .isEqualTo(429);
      await()
          .untilAsserted(
              () ->
                  assertThat(bridge.observe("metrics").body())
                      .contains("bridge_refused_keys_total{reason=\"wrong\"} 10.0"));
    }
  }

  /** Camel by itself would believe a system property, and the environment, more than us. */
  @Test
  void what_the_settings_decided_no_system_property_turns_elsewhere() throws Exception {
    System.setProperty("plural.api.base-url", "http://localhost:1");
    try (RunningBridge bridge = RunningBridge.start(data.resolve("told"), sandbox, Map.of())) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(bridge.http() + "/api/pay/v1/orders"))
                  .header("Authorization", "Bearer " + RunningBridge.API_KEY)
                  .header("Content-Type", "application/json")
                  .POST(
                      BodyPublishers.ofString(
                          "{\"merchant_order_reference\":\"told-1\",\"order_amount\":"
                              + "{\"value\":1100,\"currency\":\"INR\"},\"pre_auth\":true}"))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    } finally {
      System.clearProperty("plural.api.base-url");
    }
  }

  private static HttpRequest ask(RunningBridge bridge, String authorization) {
    return HttpRequest.newBuilder(URI.create(bridge.http() + "/bridge/commands/capture/none"))
        .header("Authorization", authorization)
        .build();
  }

  private HttpResponse<String> token(RunningBridge bridge, String secret)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(bridge.http() + "/api/auth/v1/token"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"client_id\":\"a\",\"client_secret\":\"" + secret + "\"}"))
            .build(),
        BodyHandlers.ofString());
  }
}
