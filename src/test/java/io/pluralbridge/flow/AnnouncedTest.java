package io.pluralbridge.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import io.pluralbridge.signature.WebhookSignature.Verdict;
import io.pluralbridge.support.PluralVoice;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merchant's endpoint is told, as it would be by any sender of Standard Webhooks. */
class AnnouncedTest {

  private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @TempDir Path data;

  /** What came in at the merchant's. */
  private record Told(String id, Verdict verdict, JsonNode body, List<String> headers) {}

  @Test
  void each_step_is_told_signed_and_told_again_when_it_is_not_taken() throws Exception {
    WebhookSignature ours =
        new WebhookSignature(
            List.of(SecretEncoding.BASE64.decode(SECRET)),
            Duration.ofMinutes(5),
            Clock.systemUTC());
    List<Told> told = new CopyOnWriteArrayList<>();
    HttpServer merchant = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    merchant.createContext(
        "/hooks",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          var headers = exchange.getRequestHeaders();
          String id = headers.getFirst("webhook-id");
          told.add(
              new Told(
                  id,
                  ours.verify(
                      id,
                      headers.getFirst("webhook-timestamp"),
                      body,
                      headers.getFirst("webhook-signature")),
                  new ObjectMapper().readTree(new String(body, UTF_8)),
                  List.copyOf(headers.keySet())));
          exchange.sendResponseHeaders(told.size() == 1 ? 503 : 204, -1);
          exchange.close();
        });
    merchant.start();
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put(
        "bridge.events.url", "http://localhost:" + merchant.getAddress().getPort() + "/hooks");
    settings.put("bridge.events.secret", SECRET);
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge = RunningBridge.start(data, sandbox, settings)) {
      new PluralVoice(bridge.http())
          .webhook(
              "w-1",
              "{\"event_type\":\"ORDER_AUTHORIZED\",\"data\":{\"order_id\":\"v1-a\",\"status\":"
                  + "\"AUTHORIZED\",\"order_amount\":{\"value\":1100,\"currency\":\"INR\"}}}");

      await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 2);
    } finally {
      merchant.stop(0);
    }
    assertThat(told).allMatch(one -> one.verdict() == Verdict.GENUINE);
    assertThat(told).extracting(Told::id).containsOnly(told.get(0).id());
    assertThat(told.get(0).body()).isEqualTo(told.get(1).body());
    assertThat(told.get(0).body().at("/type").asText()).isEqualTo("order.authorized");
    assertThat(told.get(0).body().at("/data/order_amount/value").asInt()).isEqualTo(1100);
    assertThat(told.get(0).headers())
        .map(String::toLowerCase)
        .containsExactlyInAnyOrder(
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "content-type",
            "content-length",
            "connection",
            "host",
            "user-agent");
  }
}
