package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type of payment is added as docs/payment-types.md says, without Java. */
class NewPaymentTypeTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir Path home;
  @TempDir Path data;

  @Test
  void the_route_and_the_line_of_the_page_make_a_type_known() throws Exception {
    addTheTypeOfThePage();
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onPort(0));
        RunningBridge bridge = RunningBridge.start(home, data, sandbox, Map.of())) {
      String order = sandbox.ledger().unpaidOrder(1100);

      HttpResponse<String> incomplete = pay(bridge, order, "GIFT_CARD", "{\"code\":\"AAAA\"}");
      HttpResponse<String> whole =
          pay(bridge, order, "GIFT_CARD", "{\"code\":\"AAAA\",\"pin\":\"1\"}");
      HttpResponse<String> unknown =
          pay(bridge, order, "BARTER", "{\"code\":\"AAAA\",\"pin\":\"1\"}");

      assertThat(incomplete.statusCode()).isEqualTo(400);
      assertThat(incomplete.body())
          .contains("payments[0].payment_option.gift_card_details.pin", "FIELD_MISSING");
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.body()).contains("\"payment_method\":\"GIFT_CARD\"");
      assertThat(unknown.statusCode()).isEqualTo(400);
      assertThat(unknown.body()).contains("PAYMENT_TYPE_UNKNOWN");
    }
  }

  private void addTheTypeOfThePage() throws IOException {
    List<String> blocks =
        YAML.matcher(Files.readString(Path.of("docs/payment-types.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    Path routes = Files.createDirectory(home.resolve("routes"));
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    Files.writeString(routes.resolve("pay-by-gift-card.camel.yaml"), blocks.get(0));
    Path router = routes.resolve("carry-out.camel.yaml");
    String before = Files.readString(router);
    int end = before.lastIndexOf("            otherwise:");
    Files.writeString(router, before.substring(0, end) + blocks.get(1) + before.substring(end));
  }

  private static HttpResponse<String> pay(
      RunningBridge bridge, String order, String method, String details) throws Exception {
    String body =
        """
        {"payments":[{"payment_method":"%s","payment_amount":{"value":1100,"currency":"INR"},\
        "payment_option":{"gift_card_details":%s}}]}"""
            .formatted(method, details);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(bridge.http() + "/api/pay/v1/orders/" + order + "/payments"))
                .header("X-API-Key", RunningBridge.API_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}
