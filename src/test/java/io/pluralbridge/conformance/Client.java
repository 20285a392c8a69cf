package io.pluralbridge.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** As simple as the guide's curl examples: their headers, no retries, nothing of ours. */
final class Client {

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String baseUrl;
  private final String bearer;

  private Client(String baseUrl, String bearer) {
    this.baseUrl = baseUrl;
    this.bearer = bearer;
  }

  /** Sends no Authorization header at all. */
  static Client ofNobody(String baseUrl) {
    return new Client(baseUrl, "");
  }

  Client with(String token) {
    return new Client(baseUrl, token);
  }

  /**
   * @param body missing when the answer is not JSON
   */
  record Reply(int status, JsonNode body, String text) {

    JsonNode data() {
      return body.path("data");
    }

    String orderId() {
      return data().path("order_id").asText();
    }
  }

  Reply post(String path, String body) {
    return send("POST", path, body);
  }

  Reply put(String path, String body) {
    return send("PUT", path, body);
  }

  Reply get(String path) {
    return send("GET", path, "");
  }

  private Reply send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Request-ID", UUID.randomUUID().toString())
            .header("Request-Timestamp", "2024-07-09T07:57:08.022Z")
            .header("accept", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(answer.statusCode(), json(answer), answer.body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
    boolean isJson =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    return isJson ? JSON.readTree(answer.body()) : JSON.missingNode();
  }
}
