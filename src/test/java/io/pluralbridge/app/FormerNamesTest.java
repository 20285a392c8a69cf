package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
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
