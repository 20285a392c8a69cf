package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.Ports;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of route files of 0.1.0 still work, or stop the start. */
class FormerNamesTest {

  /** Today's package of each exception that routes name, and the one of 0.1.0. */
  private static final Map<String, String> FORMER =
      Map.of(
          "plural.TokenUnavailableException", "api.TokenUnavailableException",
          "instruction.RefusedException", "intake.json.RefusedException",
          "journal.store.JournalUnavailableException", "journal.JournalUnavailableException",
          "messaging.KeysUnavailableException", "queue.KeysUnavailableException",
          "messaging.MessageRefusedException", "queue.MessageRefusedException",
          "carddata.BrokenSealException", "seal.BrokenSealException");

  @TempDir Path home;
  @TempDir Path data;

  @Test
  void routes_that_name_exceptions_as_before_refuse_and_carry_out_as_before() throws Exception {
    assertThat(copyWithFormerNames()).as("names that were replaced").isGreaterThan(10);
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onPort(0));
        RunningBridge bridge = RunningBridge.start(home, data, sandbox, Map.of())) {
      String order = sandbox.ledger().unpaidOrder(1100);

      assertThat(pay(bridge, order, "4012").statusCode()).isEqualTo(400);
      assertThat(pay(bridge, order, "4012001037141112").statusCode()).isEqualTo(200);
    }
  }

  /** It would catch what fails, and end well: then nothing would be tried again. */
  @Test
  void a_copy_of_a_route_that_says_itself_what_is_delivered_stops_the_start() throws Exception {
    copyWithFormerNames();
    Files.writeString(
        home.resolve("routes/park-messages.camel.yaml"),
        """
        - route:
            id: park-messages
            from:
              uri: journal:parked-by-queue
              steps:
                - doTry:
                    steps:
                      - to:
                          uri: jms
                          parameters:
                            destinationType: queue
                            destinationName: "{{intake.queue.parked}}"
                      - bean:
                          ref: announcements
                          method: parked(${body})
                    doCatch:
                      - exception:
                          - java.lang.Exception
                        steps:
                          - bean:
                              ref: announcements
                              method: notParked(${body}, ${exception})
        """);
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onPort(0))) {
      assertThatThrownBy(
              () -> RunningBridge.start(home, data, sandbox, Erp.broker(Ports.free())).close())
          .hasStackTraceContaining("park-messages")
          .hasStackTraceContaining("announcements");
    }
  }

  /**
   * The door looks at the key now; a copy that asks for it once more is open to nobody for that.
   */
  @Test
  void a_copy_of_a_route_that_checks_the_key_itself_lets_in_who_has_one_and_nobody_else()
      throws Exception {
    copyWithFormerNames();
    Path routes = home.resolve("routes");
    String ours = Files.readString(routes.resolve("intake-http.camel.yaml"));
    String copy = ours;
    for (String operation : List.of("createOrder", "getCommand", "getCommandKeys")) {
      copy = checksTheKey(copy, operation);
    }
    Files.writeString(routes.resolve("intake-http.camel.yaml"), copy);
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onPort(0));
        RunningBridge bridge = RunningBridge.start(home, data, sandbox, Map.of())) {
      String order =
          "{\"merchant_order_reference\":\"copied\",\"order_amount\":{\"value\":1100,"
              + "\"currency\":\"INR\"},\"pre_auth\":true}";
      String create = "POST /api/pay/v1/orders HTTP/1.1\nHost: x\nContent-Type: application/json";
      String find = "GET /bridge/commands/create_order/copied HTTP/1.1\nHost: x";
      String open = "GET /bridge/keys/commands HTTP/1.1\nHost: x";
      String key = "\nAuthorization: Bearer " + RunningBridge.API_KEY;

      assertThat(BareSocket.call(bridge.http(), create, order).status()).isEqualTo(401);
      assertThat(BareSocket.call(bridge.http(), create + key, order).status()).isEqualTo(200);
      assertThat(BareSocket.call(bridge.http(), find, "").status()).isEqualTo(401);
      assertThat(BareSocket.call(bridge.http(), find + key, "").body())
          .contains("\"sender\":\"shop\"");
      for (String said : List.of("", key, "\nX-Bridge-Admitted-By: shop\nsender: shop")) {
        assertThat(BareSocket.call(bridge.http(), open + said, "").status())
            .as("open by the contract, and closed by the copy")
            .isEqualTo(401);
      }
    }
  }

  private static String checksTheKey(String routes, String operation) {
    String before = "        name: " + operation + "\n      steps:\n";
    assertThat(routes).contains(before);
    return routes.replace(
        before,
        before
            + "        - process:\n            id: key-for-"
            + operation
            + "\n            ref: checkApiKey\n");
  }

  private int copyWithFormerNames() throws IOException {
    int replaced = 0;
    Path routes = Files.createDirectory(home.resolve("routes"));
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        for (Map.Entry<String, String> name : FORMER.entrySet()) {
          String today = "io.pluralbridge." + name.getKey();
          replaced += text.split(today, -1).length - 1;
          text = text.replace(today, "io.pluralbridge." + name.getValue());
        }
        Files.writeString(routes.resolve(file.getFileName()), text);
      }
    }
    return replaced;
  }

  private static HttpResponse<String> pay(RunningBridge bridge, String order, String card)
      throws Exception {
    String body =
        """
        {"payments":[{"payment_method":"CARD","payment_amount":{"value":1100,"currency":"INR"},\
        "payment_option":{"card_details":{"name":"A","card_number":"%s","cvv":"123",\
        "expiry_month":"12","expiry_year":"2031"}}}]}"""
            .formatted(card);
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
