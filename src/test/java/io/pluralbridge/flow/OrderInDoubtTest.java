package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.PluralVoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of one order in one file of which one is refused: none of them is carried out. */
class OrderInDoubtTest {

  private static final String HEADER =
      "order_id,merchant_capture_reference,amount,currency,action,partial,note";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static PluralVoice plural;
  private static int numbers;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put("intake.csv.look-first", "sample");
    bridge = RunningBridge.start(data, sandbox, settings);
    plural = new PluralVoice(bridge.http());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static String name() {
    return "doubt-" + ++numbers;
  }

  private static String order() {
    return sandbox.ledger().authoriseOrders(1, 110_000).get(0);
  }

  private static void makeKnown(String order) {
    plural.webhook(
        "doubt-msg-" + ++numbers,
        """
        {"event_type":"ORDER_AUTHORIZED","data":{"order_id":"%s","status":"AUTHORIZED","pre_auth":true,
         "order_amount":{"value":110000,"currency":"INR"}}}"""
            .formatted(order));
    await()
        .until(() -> bridge.caller().get("/bridge/orders/" + order).text().contains("AUTHORIZED"));
  }

  private static List<String> carriedOut(List<String> lines) throws Exception {
    String name = name();
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    bridge.drop(name + ".csv", all);
    return bridge.results(name);
  }

  private static long changes(String order) {
    return sandbox.requests(500).stream()
        .filter(seen -> seen.method().equals("PUT") && seen.path().contains(order))
        .count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s,slip-%d,60000,INR,CAPTURE,Yes,",
        "%s,slip-%d,-110000,INR,CAPTURE,,",
        "%s,slip-%d,110000x,INR,CAPTURE,,",
        "%s,slip-%d,110000,inr,CANCEL,,",
        "%s,slip-%d,abc,INR,CANCEL,,",
        "%s,,,,CANCEL,,",
        "%s,slip-%d,,,CANCEL,,one,too many",
        "%s,slip-%d,,,CANCEL",
        "%s ,slip-%d,,,CANCEL,,",
        "\u200b%s\u00a0,slip-%d,,,CANCEL,,",
        "%s,slip-%d,,,Cancel,,",
        "%s,slip-%d,110000,INR,,,VOID",
        "%s,slip-%d,,,CANCEL,,\"open",
        "\"%s\"x,slip-%d,,,CANCEL,,",
        "note,%s,slip-%d,,,CANCEL,,"
      })
  void a_good_line_beside_a_refused_one_of_its_order_is_refused_too(String slip) throws Exception {
    String order = order();
    String other = order();
    int number = ++numbers;
    List<String> results =
        carriedOut(
            List.of(
                order + ",good-" + number + ",50000,INR,CAPTURE,yes,",
                other + ",other-" + number + ",110000,INR,,,",
                slip.replace("%s", order).replace("%d", "" + number)));

    assertThat(results.get(1))
        .contains(",REFUSED,,ORDER_IN_DOUBT,\"line 4 is of order " + order + ", too");
    assertThat(results.get(2)).contains(",SUCCEEDED,");
    assertThat(results.get(3)).contains(",REFUSED,,").doesNotContain("ORDER_IN_DOUBT");
    assertThat(changes(order)).isZero();
    assertThat(sandbox.ledger().order(order).orElseThrow().status().name()).isEqualTo("AUTHORIZED");
  }

  /** Where the order is known its line is refused at once, and else after Plural was asked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_cancellation_beside_a_capture_of_too_little_is_not_sent(boolean known) throws Exception {
    String order = order();
    if (known) {
      makeKnown(order);
    }
    int number = ++numbers;
    List<String> results =
        carriedOut(
            List.of(
                order + ",part-" + number + ",60000,INR,CAPTURE,,",
                order + ",rest-" + number + ",,,CANCEL,,"));

    assertThat(results.get(1)).contains(",REFUSED,,CAPTURE_IS_PARTIAL,");
    assertThat(results.get(2)).contains(",REFUSED,,ORDER_IN_DOUBT,\"line 2 is of order");
    assertThat(changes(order)).isZero();
  }

  @Test
  void a_reference_of_another_order_leaves_its_order_in_doubt() throws Exception {
    String first = order();
    String order = order();
    int number = ++numbers;
    carriedOut(List.of(first + ",known-" + number + ",110000,INR,,,"));
    List<String> results =
        carriedOut(
            List.of(
                order + ",known-" + number + ",110000,INR,,,",
                order + ",part-" + number + ",50000,INR,,yes,"));

    assertThat(results.get(1)).contains(",REFUSED,,KEY_REUSED,");
    assertThat(results.get(2)).contains(",REFUSED,,ORDER_IN_DOUBT,");
    assertThat(changes(order)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"60000,INR,,yes,", "110000,INR,,,", "50000,INR,,no,"})
  void one_reference_with_two_amounts_is_none(String other) throws Exception {
    String order = order();
    int number = ++numbers;
    List<String> results =
        carriedOut(
            List.of(
                order + ",two-" + number + ",50000,INR,,yes,",
                order + ",two-" + number + "," + other));

    assertThat(results.get(1)).contains(",REFUSED,,ORDER_IN_DOUBT,\"line 3 is of order");
    assertThat(results.get(2)).contains(",REFUSED,,KEY_REUSED,");
    assertThat(changes(order)).isZero();
  }

  @Test
  void the_idempotency_key_of_a_shop_stands_for_its_command_in_a_file_too() throws Exception {
    String order = order();
    String other = order();
    int number = ++numbers;
    String[] header = {"Idempotency-Key", "SHOP-" + number};
    String path = "/api/pay/v1/orders/" + order + "/capture";
    String body =
        "{\"merchant_capture_reference\":\"shop-%d\",\"capture_amount\":{\"value\":110000,\"currency\":\"INR\"}}"
            .formatted(number);
    assertThat(bridge.caller().send("PUT", path, body, header).status()).isEqualTo(200);

    assertThat(carriedOut(List.of(other + ",SHOP-" + number + ",110000,INR,,,")).get(1))
        .contains(",REFUSED,,KEY_REUSED,")
        .contains("order " + order);
    assertThat(changes(other)).isZero();
    assertThat(bridge.caller().send("PUT", path, body, header).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"50000,INR,true", "50000,INR,false", "110000,USD,true", "999999,INR,false"})
  void a_cancellation_with_another_amount_is_refused(String amount, String currency, boolean known)
      throws Exception {
    String order = order();
    if (known) {
      makeKnown(order);
    }
    int number = ++numbers;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(order() + ",many-" + number + "-" + i + ",110000,INR,,,");
    }
    lines.add(order + ",can-" + number + "," + amount + "," + currency + ",CANCEL,,");
    List<String> results = carriedOut(lines);

    assertThat(results.get(31))
        .contains(",REFUSED,,CANCEL_IS_PARTIAL,")
        .contains(": a cancellation releases the whole order");
    assertThat(results.get(30)).contains(",SUCCEEDED,");
    assertThat(changes(order)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_cancellation_with_the_whole_amount_goes(boolean known) throws Exception {
    String order = order();
    if (known) {
      makeKnown(order);
    }
    assertThat(carriedOut(List.of(order + ",all-" + ++numbers + ",110000,INR,CANCEL,,")).get(1))
        .contains(",SUCCEEDED,CANCELLED,");
  }
}
