package io.pluralbridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks up at the bridge where orders stand, as somebody of the merchant's does. */
final class DemoClerk {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 100;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String door;
  private final String apiKey;

  DemoClerk(String door, String apiKey) {
    this.door = door;
    this.apiKey = apiKey;
  }

  /**
   * Where an order stands.
   *
   * @param status {@code AUTHORIZED}, …; empty when the bridge has heard nothing of it
   * @param story its steps, and who has spoken of it
   */
  record Shown(String status, String story) {}

  Shown order(String orderId) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(door + "/bridge/orders/" + orderId))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + apiKey)
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    JsonNode order = JSON.readTree(response.body());
    boolean isDisputed = order.path("disputed").asBoolean();
    String status = order.path("status").asText("");
    return new Shown(isDisputed ? status + ", disputed" : status, story(order));
  }

  private static String story(JsonNode order) {
    List<String> steps = order.path("steps").findValuesAsText("status");
    Set<String> witnesses = new TreeSet<>(order.path("witnesses").findValuesAsText("by"));
    return String.join(", ", steps) + "; said by " + String.join(", ", witnesses);
  }

  /**
   * Waits until an order stands there.
   *
   * @return false when it does not for too long
   */
  boolean sees(String orderId, String status, Duration patience)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!order(orderId).status().equals(status)) {
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN_MS);
    }
    return true;
  }
}
