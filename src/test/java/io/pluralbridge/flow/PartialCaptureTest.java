package io.pluralbridge.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.SeenRequest;
import io.pluralbridge.support.Caller;
import io.pluralbridge.support.PluralVoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be undone must be wanted: captures of a part, of more, and of an order twice. */
class PartialCaptureTest {

  private static final String HEADER =
      "order_id,merchant_capture_reference,amount,currency,action,partial";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static PluralVoice plural;
  private static int numbers;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put("bridge.captures.partial", "hold");
    settings.put("intake.csv.look-first", "sample");
    bridge = RunningBridge.start(data, sandbox, settings);
    plural = new PluralVoice(bridge.http());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @AfterEach
  void behave() {
    sandbox.setFaults(SandboxFaults.NONE);
  }

  private static String name() {
    return "file-" + ++numbers;
  }

  private static String key() {
    return "key-" + ++numbers;
  }

  private static String order(long amount) {
    return sandbox.ledger().authoriseOrders(1, amount).get(0);
  }

  /** One of which Plural has told the bridge. */
  private static String knownOrder(long amount) {
    String order = order(amount);
    plural.webhook(
        "msg-" + ++numbers,
        """
        {"event_type":"ORDER_AUTHORIZED","data":{"order_id":"%s","status":"AUTHORIZED","pre_auth":true,
         "order_amount":{"value":%d,"currency":"INR"}}}"""
            .formatted(order, amount));
    await()
        .until(() -> bridge.caller().get("/bridge/orders/" + order).text().contains("AUTHORIZED"));
    return order;
  }

  private static List<String> carriedOut(String name, List<String> lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(lines);
    bridge.drop(name + ".csv", all);
    return bridge.results(name);
  }

  private static String status(String order) {
    return sandbox.ledger().order(order).orElseThrow().status().name();
  }

  private static long calls(String method, String order) {
    return sandbox.requests(200).stream()
        .filter(seen -> seen.method().equals(method) && seen.path().contains(order))
        .map(SeenRequest::path)
        .count();
  }

  @Test
  void a_part_of_what_is_held_is_not_captured_unless_the_line_says_so() throws Exception {
    String name = name();
    String order = knownOrder(110_000);
    String whole = knownOrder(110_000);
    String key = key();

    List<String> results =
        carriedOut(
            name,
            List.of(order + "," + key + ",1100,INR,,", whole + "," + key() + ",110000,INR,,"));

    assertThat(results.get(1))
        .contains(
            ",2,REFUSED,,CAPTURE_IS_PARTIAL,\"INR 11.00 of INR 1,100.00: the rest would be released"
                + " for good\"");
    assertThat(results.get(2)).contains(",3,SUCCEEDED,PROCESSED,").contains("Z,110000,0,v1-");
    assertThat(bridge.acknowledgement(name))
        .contains("CAPTURE_IS_PARTIAL", "\"refused\" : 1", "\"accepted\" : 1");
    assertThat(bridge.summary(name)).contains("BALANCED", "\"INR\" : \"INR 1,100.00\"");
    assertThat(status(order)).isEqualTo("AUTHORIZED");
    assertThat(calls("PUT", order)).isZero();

    String meant = name();
    assertThat(carriedOut(meant, List.of(order + "," + key + ",1100,INR,,yes")).get(1))
        .contains(",2,SUCCEEDED,PROCESSED,")
        .contains("Z,110000,108900,v1-");
    assertThat(bridge.summary(meant))
        .contains("\"released\" : {\n    \"INR\" : 108900")
        .contains("\"released_text\" : {\n    \"INR\" : \"INR 1,089.00\"");
  }

  @Test
  void where_nobody_knows_plural_is_asked_before_anything_is_sent_and_about_all_once_one_differs()
      throws Exception {
    String name = name();
    List<String> orders = sandbox.ledger().authoriseOrders(40, 110_000);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(
          orders.get(i) + "," + key() + "," + (i < 10 || i >= 35 ? 1100 : 110_000) + ",INR,,");
    }

    List<String> results = carriedOut(name, lines);

    for (int i = 0; i < 40; i++) {
      boolean part = i < 10 || i >= 35;
      assertThat(results.get(i + 1))
          .contains(part ? ",REFUSED,,CAPTURE_IS_PARTIAL," : ",SUCCEEDED,PROCESSED,");
      assertThat(status(orders.get(i))).isEqualTo(part ? "AUTHORIZED" : "PROCESSED");
    }
    assertThat(bridge.summary(name)).contains("\"balance\" : \"BALANCED\"");
  }

  @Test
  void a_file_whose_first_lines_are_right_is_asked_about_no_further() throws Exception {
    List<String> orders = sandbox.ledger().authoriseOrders(30, 110_000);
    List<String> lines =
        orders.stream().map(order -> order + "," + key() + ",110000,INR,,").toList();

    List<String> results = carriedOut(name(), lines);

    assertThat(results.subList(1, 31)).allMatch(row -> row.contains(",SUCCEEDED,PROCESSED,"));
    assertThat(orders.stream().filter(order -> calls("GET", order) > 0)).hasSize(20);
  }

  @Test
  void a_file_waits_while_plural_does_not_say() throws Exception {
    String name = name();
    String order = order(110_000);
    sandbox.setFaults(SandboxFaults.parse("error-before-effect=1"));
    bridge.drop(name + ".csv", List.of(HEADER, order + "," + key() + ",1100,INR,,"));
    bridge.acknowledgement(name);
    await().until(() -> calls("GET", order) > 1);
    assertThat(calls("PUT", order)).isZero();

    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(bridge.results(name).get(1)).contains(",REFUSED,,CAPTURE_IS_PARTIAL,");
    assertThat(calls("PUT", order)).isZero();
  }

  @Test
  void more_than_is_held_is_refused_also_where_a_part_is_meant() throws Exception {
    String known = knownOrder(1100);
    String unknown = order(1100);

    List<String> results =
        carriedOut(
            name(),
            List.of(
                known + "," + key() + ",110000,INR,,yes", unknown + "," + key() + ",110000,INR,,"));

    assertThat(results.get(1)).contains(",REFUSED,,CAPTURE_TOO_LARGE,\"INR 1,100.00 of INR 11.00");
    assertThat(results.get(2)).contains(",REFUSED,,CAPTURE_TOO_LARGE,");
    assertThat(calls("PUT", known) + calls("PUT", unknown)).isZero();
  }

  @Test
  void another_currency_than_that_of_the_order_is_refused_whichever_way_it_comes()
      throws Exception {
    String name = name();
    String known = knownOrder(1100);
    String unknown = order(1100);

    List<String> results =
        carriedOut(
            name,
            List.of(known + "," + key() + ",1100,USD,,yes", unknown + "," + key() + ",1100,USD,,"));

    assertThat(results.get(1))
        .contains(",REFUSED,,CAPTURE_IN_OTHER_CURRENCY,USD 11.00 of INR 11.00: ");
    assertThat(results.get(2)).contains(",REFUSED,,CAPTURE_IN_OTHER_CURRENCY,");
    Caller.Reply reply =
        bridge
            .caller()
            .send(
                "PUT",
                "/api/pay/v1/orders/" + known + "/capture",
                "{\"merchant_capture_reference\":\""
                    + key()
                    + "\",\"capture_amount\":{\"value\":1100,\"currency\":\"USD\"}}");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("CAPTURE_IN_OTHER_CURRENCY");
    assertThat(calls("PUT", known) + calls("PUT", unknown)).isZero();
  }

  @Test
  void two_captures_of_an_order_in_one_file_are_refused_both_and_its_neighbours_go()
      throws Exception {
    String order = order(110_000);
    String other = order(110_000);
    String key = key();

    List<String> results =
        carriedOut(
            name(),
            List.of(
                order + "," + key + ",50000,INR,,yes",
                other + "," + key() + ",110000,INR,,",
                order + "," + key() + ",60000,INR,CAPTURE,yes",
                order + "," + key + ",50000,INR,,yes"));

    assertThat(results.get(1)).contains(",REFUSED,,ORDER_CAPTURED_TWICE,\"lines 2, 4 all capture");
    assertThat(results.get(2)).contains(",SUCCEEDED,");
    assertThat(results.get(3)).contains(",REFUSED,,ORDER_CAPTURED_TWICE,");
    assertThat(results.get(4)).contains(",REFUSED,,ORDER_CAPTURED_TWICE,");
    assertThat(status(order)).isEqualTo("AUTHORIZED");
    assertThat(calls("PUT", order)).isZero();
  }

  @Test
  void after_a_capture_that_succeeded_no_other_is_sent_whichever_way_it_comes() throws Exception {
    String order = order(110_000);
    String key = key();
    assertThat(carriedOut(name(), List.of(order + "," + key + ",110000,INR,,")).get(1))
        .contains(",SUCCEEDED,");
    long before = calls("PUT", order);

    assertThat(carriedOut(name(), List.of(order + "," + key() + ",110000,INR,,")).get(1))
        .contains(",REFUSED,,ORDER_CAPTURED_BEFORE,\"order " + order + " was captured as " + key);
    Caller.Reply reply = capture(order, key(), 110_000);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.at("/code")).isEqualTo("ORDER_CAPTURED_BEFORE");
    assertThat(calls("PUT", order)).isEqualTo(before);
  }

  private static Caller.Reply capture(String order, String key, long amount) {
    return bridge
        .caller()
        .send(
            "PUT",
            "/api/pay/v1/orders/" + order + "/capture",
            """
            {"merchant_capture_reference":"%s","capture_amount":{"value":%d,"currency":"INR"}}"""
                .formatted(key, amount));
  }

  @Test
  void over_http_a_part_is_not_captured_where_the_settings_say_so_and_its_key_stays_free()
      throws Exception {
    String known = knownOrder(110_000);
    String unknown = order(110_000);
    String key = key();

    for (String order : List.of(known, unknown)) {
      Caller.Reply reply = capture(order, order.equals(known) ? key : key(), 1100);
      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.at("/code")).isEqualTo("CAPTURE_IS_PARTIAL");
      assertThat(reply.at("/message")).contains("INR 11.00 of INR 1,100.00");
      assertThat(calls("PUT", order)).isZero();
    }
    assertThat(bridge.caller().get("/bridge/commands/CAPTURE/" + key).at("/status"))
        .isEqualTo("WITHDRAWN");
    Caller.Reply whole = capture(known, key, 110_000);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.isReplayed()).isFalse();
  }

  @Test
  void what_stands_under_partial_is_yes_or_nothing() throws Exception {
    String order = order(110_000);

    List<String> results =
        carriedOut(
            name(),
            List.of(
                order(110_000) + "," + key() + ",110000,INR,,YES",
                order(110_000) + "," + key() + ",,,CANCEL,yes",
                order + "," + key() + ",110000,INR,,no"));

    assertThat(results.get(1)).contains(",REFUSED,,PARTIAL_UNKNOWN,");
    assertThat(results.get(2)).contains(",REFUSED,,PARTIAL_UNKNOWN,");
    assertThat(results.get(3)).contains(",SUCCEEDED,");
  }
}
