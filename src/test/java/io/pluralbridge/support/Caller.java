package io.pluralbridge.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

/** A client that was written for Plural, with our base URL and an API key of ours. */
public final class Caller {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(
              Executors.newCachedThreadPool(
                  task -> {
                    Thread thread = new Thread(task, "caller");
                    thread.setDaemon(true);
                    return thread;
                  }))
          .build();

  private final String baseUrl;
  private final String apiKey;

  public Caller(String baseUrl, String apiKey) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  /** What came back. */
  public record Reply(int status, String text, HttpHeaders headers) {

    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }

    /** What is there, as text; empty when nothing is. */
    public String at(String pointer) {
      return json().at(pointer).asText();
    }

    /** Empty when it is not there. */
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public boolean isReplayed() {
      return header("Idempotent-Replayed").equals("true");
    }

    /** What two answers to one command have in common. */
    public String said() {
      return status + " " + text;
    }
  }

  /** Any call; headers by name and value. */
  public Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.body(), answer.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Reply send(Instruction instruction, String... headers) {
    return send(instruction.method(), instruction.path(), instruction.body(), headers);
  }

  public Reply get(String path) {
    return send("GET", path, "");
  }
}
