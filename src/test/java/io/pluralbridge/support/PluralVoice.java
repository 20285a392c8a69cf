package io.pluralbridge.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Speaks as Plural does: the return of the checkout, and webhooks, signed. */
public final class PluralVoice {

  /** The settings with which this voice is believed. */
  public static final Map<String, String> BELIEVED =
      Map.of(
          "plural.callback.secret-key",
          "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
          "plural.webhook.secret",
          "the-one-to-come",
          "plural.webhook.previous-secret",
          "abc1234");

  private static final CallbackSignature CALLBACKS =
      new CallbackSignature(SecretEncoding.HEX.decode(BELIEVED.get("plural.callback.secret-key")));
  private static final WebhookSignature WEBHOOKS =
      new WebhookSignature(
          List.of(SecretEncoding.UTF8.decode("abc1234")), Duration.ofDays(1), Clock.systemUTC());
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String bridge;

  /** Speaks to the bridge at that address. */
  public PluralVoice(String bridge) {
    this.bridge = bridge;
  }

  /** What the bridge answered. */
  public record Reply(int status, String location, String body) {}

  /** The fields of a return, signed. */
  public static Map<String, String> signed(Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("signature", CALLBACKS.sign(fields));
    return all;
  }

  public static Map<String, String> back(String orderId, String status) {
    return signed(Map.of("order_id", orderId, "status", status));
  }

  public static String encoded(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(
                f ->
                    URLEncoder.encode(f.getKey(), UTF_8)
                        + "="
                        + URLEncoder.encode(f.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
  }

  public Reply get(Map<String, String> fields) {
    return get(encoded(fields));
  }

  public Reply get(String query) {
    return send(HttpRequest.newBuilder(URI.create(bridge + "/callbacks/plural?" + query)));
  }

  public Reply form(Map<String, String> fields) {
    return post("", "application/x-www-form-urlencoded", encoded(fields));
  }

  public Reply json(Map<String, String> fields) {
    return post(
        "",
        "application/json",
        fields.entrySet().stream()
            .map(f -> "\"" + f.getKey() + "\":\"" + f.getValue().replace("\"", "\\\"") + "\"")
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** Posts whatever to where callbacks come. */
  public Reply post(String query, String type, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(bridge + "/callbacks/plural" + query))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A webhook, signed now. */
  public Reply webhook(String id, String body) {
    return webhook(id, Instant.now(), body);
  }

  public Reply webhook(String id, Instant signedAt, String body) {
    return webhook(
        id,
        Long.toString(signedAt.getEpochSecond()),
        WEBHOOKS.sign(id, signedAt, body.getBytes(UTF_8)),
        body);
  }

  /** A webhook with whatever for a signature. */
  public Reply webhook(String id, String timestamp, String signature, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(bridge + "/webhooks/plural"))
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Reply(
          answer.statusCode(), answer.headers().firstValue("Location").orElse(""), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
