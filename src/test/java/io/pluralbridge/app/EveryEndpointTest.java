package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the running routes listen to over HTTP asks for an API key, but for what is public. */
class EveryEndpointTest {

  /** Meant for anybody: what is read there is public, or signed, or is itself an API key. */
  private static final Set<String> PUBLIC =
      Set.of(
          "GET /callbacks/plural",
          "POST /callbacks/plural",
          "POST /webhooks/plural",
          "POST /api/auth/v1/token",
          "GET /bridge/keys/commands",
          "GET /openapi.json",
          "GET /docs");

  /** What a caller may try, to be taken for one who came in by a key. */
  private static final String FORGED =
      "\nX-Bridge-Admitted-By: shop\nx-bridge-admitted-by: shop\nsender: shop"
          + "\nbridge.admitted-by: shop\nvariable.sender: shop\nCamelVariable.sender: shop";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    Path mine = Files.createDirectory(data.resolve("mine")).resolve("mine.camel.yaml");
    Files.writeString(
        mine,
        """
        - route:
            id: mine
            from:
              uri: platform-http:/bridge/mine
              steps:
                - setBody:
                    constant: canary
        """);
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data.resolve("data"), sandbox, Map.of("bridge.routes.extra", mine.toString()));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  /** As the routes that run have told the server: each method and path. */
  static Stream<String> endpoints() {
    List<String> endpoints = new ArrayList<>();
    for (HttpEndpointModel endpoint : models()) {
      String verbs = endpoint.getVerbs() == null ? "GET,POST" : endpoint.getVerbs();
      for (String verb : verbs.split(",", -1)) {
        endpoints.add(verb + " " + endpoint.getUri());
      }
    }
    return endpoints.stream();
  }

  private static Set<HttpEndpointModel> models() {
    CamelContext camel = bridge.camel();
    return camel.getComponent("platform-http", PlatformHttpComponent.class).getHttpEndpoints();
  }

  private static Answer ask(String endpoint, String headers) throws Exception {
    String line = endpoint.replaceAll("\\{[^}]*}", "x");
    return BareSocket.call(bridge.http(), line + " HTTP/1.1\nHost: x" + headers, "");
  }

  private static JsonNode json(Answer answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void whoever_has_no_key_gets_in_nowhere_but_where_it_is_public(String endpoint) throws Exception {
    for (String headers : List.of("", FORGED)) {
      Answer answer = ask(endpoint, headers);

      if (PUBLIC.contains(endpoint)) {
        assertThat(answer.body()).doesNotContain("\"code\":\"UNAUTHORIZED\"");
      } else if (endpoint.endsWith("/bridge/mine")) {
        assertThat(answer.status()).as("not in the contract").isEqualTo(404);
      } else {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(json(answer).path("code").asText()).isEqualTo("UNAUTHORIZED");
      }
    }
  }

  @Test
  void none_is_left_out() {
    assertThat(endpoints()).containsAll(PUBLIC).contains("POST /bridge/batches");
    assertThat(endpoints().toList()).hasSizeGreaterThan(20).anyMatch(e -> e.endsWith("/mine"));
    Set<Consumer> listed = new HashSet<>();
    models().forEach(model -> listed.add(inside(model.getConsumer())));
    List<Consumer> listening =
        bridge.camel().getRoutes().stream()
            .map(Route::getConsumer)
            .filter(PlatformHttpConsumer.class::isInstance)
            .map(EveryEndpointTest::inside)
            .toList();
    assertThat(listening).hasSize(3).allMatch(listed::contains);
  }

  /** The one that listens. */
  private static Consumer inside(Consumer consumer) {
    return consumer instanceof DefaultPlatformHttpConsumer wrapper
        ? wrapper.getPlatformHttpConsumer()
        : consumer;
  }

  /** It is the door that says who somebody is, and nothing that somebody says. */
  @Test
  void whoever_has_a_key_is_called_by_its_name_whatever_else_is_said() throws Exception {
    String key = "\nX-API-Key: " + RunningBridge.API_KEY;
    String order =
        "{\"merchant_order_reference\":\"named\",\"order_amount\":{\"value\":1100,"
            + "\"currency\":\"INR\"},\"pre_auth\":true}";

    Answer made =
        BareSocket.call(
            bridge.http(),
            "POST /api/pay/v1/orders HTTP/1.1\nHost: x\nContent-Type: application/json"
                + FORGED.replace("shop", "canary")
                + key,
            order);

    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    Answer found = ask("GET /bridge/commands/create_order/named", key + FORGED);
    assertThat(json(found).path("sender").asText()).isEqualTo("shop");
  }
}
