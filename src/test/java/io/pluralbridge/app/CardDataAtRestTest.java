package io.pluralbridge.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFault;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import io.pluralbridge.support.BridgeProcess;
import io.pluralbridge.support.Canaries;
import io.pluralbridge.support.LoudLogs;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Card data and secrets, sent through every door and into every kind of trouble, are nowhere
 * afterwards: in no file, no log however loud, no metric, no answer.
 */
class CardDataAtRestTest {

  private static final String CARD = "4539578763621486";
  private static final String CVV = "9173";
  private static final String TOKEN = "4716461583322103";
  private static final String SAVED = "token-v1-canary-aa-Qw9Zx7";
  private static final String CRYPTOGRAM = "Y2FuYXJ5Q3J5cHRvZ3JhbUtleQ==";
  private static final String PAN = "ZYXWV9876K";
  private static final String OTP = "837261";
  private static final String API_KEY = "canary-api-key-5Tg8-long";
  private static final String CLIENT_SECRET = "canary-client-secret-8Uj2";
  private static final String ACCESS_TOKEN = "canary-access-token-3Rf6";

  /** What came by a door, and has no business anywhere behind it. */
  private static final Canaries CARDS =
      new Canaries()
          .with("card number", CARD)
          .with("token", TOKEN)
          .with("saved token", SAVED)
          .with("cryptogram", CRYPTOGRAM)
          .with("tax number", PAN)
          .withPattern(
              "card number, parted",
              "4539(?:[^0-9a-zA-Z%&]+|(?:%(?:25)*[0-9A-F]{2})+|&nbsp;)5787"
                  + "(?:[^0-9a-zA-Z%&]+|(?:%(?:25)*[0-9A-F]{2})+|&nbsp;)6362")
          .withPattern("cvv", "(cvv|cvc)[^0-9a-z]{1,8}" + CVV + "|[\"'=]" + CVV + "[\"'&]")
          .withPattern("otp", "[\"'=]" + OTP + "[\"'&]");

  /** How people write it. */
  private static final List<String> ODDLY =
      List.of(
          "4539+5787+6362+1486",
          "4539,5787,6362,1486",
          "4539:5787:6362:1486",
          "4539|5787|6362|1486",
          "4539   5787   6362   1486",
          "4539%205787%206362%201486",
          "4539%252B5787%252B6362%252B1486",
          "4539&nbsp;5787&nbsp;6362&nbsp;1486",
          "0" + CARD,
          CARD + "1240",
          CARD + "1240917",
          CARD + "=40121011234567890");

  private static final Canaries SECRETS =
      new Canaries()
          .with("API key", API_KEY)
          .with("client secret", CLIENT_SECRET)
          .with("access token", ACCESS_TOKEN);

  @TempDir Path folder;
  private LoudLogs logs;
  private final List<String> told = new ArrayList<>();
  private String http = "";
  private int number;

  @BeforeEach
  void listen() {
    logs = LoudLogs.listen(line -> !CARDS.in(line).isEmpty() || !SECRETS.in(line).isEmpty());
  }

  @AfterEach
  void turnDown() {
    logs.close();
  }

  private static Map<String, String> settings() {
    return Map.of(
        "bridge.http.api-keys", "shop=" + API_KEY,
        "bridge.http.max-body-bytes", "20000",
        "bridge.http.patience", "300ms",
        "plural.api.response-timeout-ms", "500",
        "plural.api.client-secret", CLIENT_SECRET);
  }

  private Answer send(String line, String headers, String body) throws IOException {
    Answer answer =
        BareSocket.call(
            http,
            line
                + " HTTP/1.1\nHost: x\nAuthorization: Bearer "
                + API_KEY
                + "\nContent-Type: application/json"
                + headers,
            new String(body.getBytes(UTF_8), ISO_8859_1));
    told.add(line.replaceAll("[0-9]{5,}", "…") + " was told " + answer);
    return answer;
  }

  // ---- what is sent ----------------------------------------------------------------------------

  private static String card(String more) {
    return "{\"card_details\":{\"name\":\"K\",\"card_number\":\""
        + CARD
        + "\",\"cvv\":\""
        + CVV
        + "\",\"expiry_month\":\"12\",\"expiry_year\":\"2040\""
        + more
        + "}}";
  }

  private String item(String method, String option) {
    number++;
    return "{\"merchant_payment_reference\":\"p-"
        + number
        + "\",\"payment_method\":\""
        + method
        + "\",\"payment_amount\":{\"value\":1100,\"currency\":\"INR\"},\"payment_option\":"
        + option
        + ",\"offer_data\":{\"offer_details\":{\"id\":\"1\"}}}";
  }

  private static String payments(String... items) {
    return "{\"payments\":[" + String.join(",", items) + "]}";
  }

  private List<String> everyKindOfPayment() {
    String saved =
        "{\"card_token_details\":{\"token_id\":\""
            + SAVED
            + "\",\"cvv\":\""
            + CVV
            + "\",\"token_txn_type\":\"NETWORK_TOKEN\"}}";
    String external =
        "{\"card_token_details\":{\"name\":\"N\",\"last4_digit\":\"2103\",\"cvv\":\""
            + CVV
            + "\",\"expiry_month\":\"03\",\"expiry_year\":\"2040\",\"token\":\""
            + TOKEN
            + "\",\"cryptogram\":\""
            + CRYPTOGRAM
            + "\",\"token_txn_type\":\"ALT_TOKEN\"}}";
    String points =
        "{\"points_card_details\":{\"card_last4\":\"1486\",\"card_number\":\""
            + CARD
            + "\",\"registered_mobile_number\":\"9876543210\"}}";
    String cardless =
        "{\"cardless_details\":{\"pan_number\":\""
            + PAN
            + "\",\"registered_mobile_number\":\"9876543210\"}}";
    String upi =
        "{\"upi_details\":{\"txn_mode\":\"COLLECT\",\"payer\":{\"vpa\":\""
            + CARD
            + "@bank.com\"}}}";
    List<String> bodies = new ArrayList<>();
    for (String option :
        List.of(card(""), card(",\"save\":true,\"otp\":\"" + OTP + "\""), saved, external)) {
      bodies.add(payments(item("CARD", option)));
      bodies.add(payments(item("CREDIT_EMI", option)));
      bodies.add(payments(item("DEBIT_EMI", option)));
    }
    bodies.add(payments(item("POINTS", points)));
    bodies.add(payments(item("CARDLESS_EMI", cardless)));
    bodies.add(payments(item("UPI", upi)));
    bodies.add(payments(item("POINTS", points), item("CARD", saved)));
    // None of these is taken.
    bodies.add(payments(item("CRYPTO", card(""))));
    bodies.add(payments(item("CARD", card("").replace(CARD, CARD.substring(1) + "0"))));
    bodies.add(payments(item("CARD", card("").replace(CVV, CVV + "1"))));
    bodies.add(payments(item("CARD", card("").replace("2040", "2020"))));
    bodies.add(payments(item("CARD", card("").replace("\"" + CARD + "\"", CARD))));
    bodies.add(payments(item("CARD", "{\"" + CARD + "\":\"" + CVV + "\"}")));
    bodies.add(payments(item("CARD", "\"" + CARD + "\"")));
    bodies.add(payments(item(CARD, card(""))));
    bodies.add(payments(item("CARD", card("")).replace("\"p-" + number, "\"" + CARD)));
    bodies.add(payments(item("CARD", card("")).replace("\"INR\"", "\"" + CARD + "\"")));
    bodies.add(payments(item("CARD", card("")).replace("1100", CARD)));
    bodies.add(payments(item("CARD", card(""))) + "}");
    bodies.add(payments(item("CARD", card(""))).replace("\"cvv\"", "\"card_number\""));
    bodies.add("[" + payments(item("CARD", card(""))) + "]");
    bodies.add("{\"" + CARD + "\":" + payments(item("CARD", card(""))) + "\"");
    bodies.add("\"" + CARD + "\"");
    bodies.add(CARD);
    bodies.add(card("").substring(0, 60));
    return bodies;
  }

  private void pay(Sandbox sandbox, List<String> bodies) throws IOException {
    for (String body : bodies) {
      send("POST /api/pay/v1/orders/" + sandbox.ledger().unpaidOrder(1100) + "/payments", "", body);
    }
  }

  private void putCardsWhereTheyDoNotBelong(Sandbox sandbox) throws IOException {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    String amount = "{\"value\":1100,\"currency\":\"INR\"}";
    for (String reference : List.of("o-" + ++number, CARD)) {
      for (String text : List.of(CARD, "4539 5787 6362 1486", "4539-5787-6362-1486", "x" + CARD)) {
        send(
            "POST /api/pay/v1/orders",
            "",
            ("{\"merchant_order_reference\":\"%s\",\"order_amount\":%s,\"notes\":\"%s\","
                    + "\"purchase_details\":{\"merchant_metadata\":{\"%s\":\"%s\"}}}")
                .formatted(reference, amount, text, text, text));
        send(
            "POST /api/v1/customer",
            "",
            "{\"merchant_customer_reference\":\"%s\",\"first_name\":\"%s\",\"mobile_number\":\"1\"}"
                .formatted(reference, text));
      }
    }
    for (String text : ODDLY) {
      send(
          "POST /api/pay/v1/orders",
          "",
          ("{\"merchant_order_reference\":\"o-%d\",\"order_amount\":%s,\"notes\":\"%s\","
                  + "\"callback_url\":\"https://shop.example/?c=%s\",\"purchase_details\":"
                  + "{\"merchant_metadata\":{\"%s\":\"%s cvv %s\"}}}")
              .formatted(++number, amount, text, text, text, text, CVV));
      send(
          "POST /api/v1/customer",
          "\nIdempotency-Key: " + text.replace(" ", ""),
          "{\"merchant_customer_reference\":\"%s\",\"first_name\":\"%s\",\"mobile_number\":\"1\"}"
              .formatted(text, text));
    }
    for (String path :
        List.of(
            "/api/pay/v1/orders/" + CARD + "/capture",
            "/api/pay/v1/orders/" + CARD + "/cancel",
            "/api/pay/v1/orders/" + order + "/capture?card=" + CARD)) {
      send(
          "PUT " + path,
          "\nX-Card: " + CARD + "\nUser-Agent: " + CARD + "\nPrefer: " + CARD + "\nCookie: " + CARD,
          "{\"merchant_capture_reference\":\"" + CARD + "\",\"capture_amount\":" + amount + "}");
    }
    send("POST /api/pay/v1/refunds/" + CARD, "", "{\"merchant_order_reference\":\"" + CARD + "\"}");
    for (String path :
        List.of(
            "/api/pay/v1/orders/" + CARD,
            "/api/pay/v1/orders/reference/" + CARD,
            "/bridge/commands/CAPTURE/" + CARD,
            "/bridge/commands/" + CARD + "/" + CARD,
            "/docs?" + CARD,
            "/" + CARD)) {
      send("GET " + path, "\nIdempotency-Key: " + CARD, "");
      send("DELETE " + path, "\nIdempotency-Key: " + CARD, card(""));
    }
    send("PUT /api/pay/v1/orders/" + order + "/cancel", "\nIdempotency-Key: " + CARD, "");
    for (String type : List.of("application/x-www-form-urlencoded", "text/plain", "x/" + CARD)) {
      send("POST /api/pay/v1/orders", "\nContent-Type: " + type, card(""));
    }
    send("POST /api/pay/v1/orders", "", card("") + " ".repeat(20_000));
    send("POST /api/pay/v1/orders", "\nX-Long: " + (CARD + " ").repeat(600), card(""));
    send("POST /api/auth/v1/token", "", "{\"client_secret\":\"" + CARD + "\"}");
    send("POST /api/auth/v1/token", "", "{\"client_secret\":\"" + API_KEY + "\"" + CARD);
    told.add(
        BareSocket.call(
                http,
                "GET /api/pay/v1/orders/x HTTP/1.1\nHost: x\nAuthorization: Bearer " + CARD,
                "")
            .toString());
    // Its own answer is the only one that has a key in it.
    BareSocket.call(
        http,
        "POST /api/auth/v1/token HTTP/1.1\nHost: x\nContent-Type: application/json",
        "{\"client_secret\":\"" + API_KEY + "\",\"client_id\":\"x\"}");
  }

  private void dropFiles(RunningBridge bridge, Sandbox sandbox) throws IOException {
    String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
    String header = "order_id,merchant_capture_reference,amount,currency,note";
    bridge.drop(
        "cards.csv",
        List.of(
            header,
            order + ",cap-1,1100,INR," + CARD,
            CARD + ",cap-2,1100,INR,x",
            order + "," + CARD + ",1100,INR,x",
            order + ",cap-3," + CARD + ",INR,x",
            order + ",cap-4,1100," + CARD + ",\"4539 5787 6362 1486\"",
            CARD));
    bridge.drop("header.csv", List.of(header + "," + CARD, order + ",cap-5,1100,INR,x,x"));
    List<String> oddly = new ArrayList<>(List.of(header));
    ODDLY.forEach(text -> oddly.add(order + ",cap-6,1100,INR,\"" + text + "\""));
    bridge.drop("oddly.csv", oddly);
    assertThat(bridge.acknowledgement("oddly")).contains("\"refused\" : " + ODDLY.size());
    bridge.acknowledgement("cards");
    bridge.acknowledgement("header");
  }

  // ---- where it must not be --------------------------------------------------------------------

  /** What Plural itself keeps, here the callback URLs, is its own affair. */
  private void assertNowhere(RunningBridge bridge) throws IOException {
    assertThat(told).filteredOn(answer -> !CARDS.in(answer).isEmpty()).isEmpty();
    assertThat(told).filteredOn(answer -> !SECRETS.in(answer).isEmpty()).isEmpty();
    assertThat(logs.count()).as("the logs really are turned up").isGreaterThan(1_000);
    assertThat(logs.lines()).isEmpty();
    for (String page : List.of("health", "metrics")) {
      String seen = bridge.observe(page).body();
      assertThat(CARDS.in(seen)).isEmpty();
      assertThat(SECRETS.in(seen)).isEmpty();
    }
    assertThat(CARDS.under(folder.resolve("data"))).isEmpty();
    assertThat(SECRETS.under(folder)).isEmpty();
  }

  private long count(String condition) throws Exception {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
        ResultSet count =
            journal
                .createStatement()
                .executeQuery("SELECT COUNT(*) FROM entry WHERE " + condition)) {
      return count.getLong(1);
    }
  }

  @Test
  void a_card_number_in_the_name_of_a_file_goes_nowhere_with_it() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge = RunningBridge.start(folder.resolve("data"), sandbox, settings())) {
      http = bridge.http();
      String order = sandbox.ledger().authoriseOrders(1, 1100).get(0);
      List<String> rows =
          List.of("order_id,merchant_capture_reference,amount,currency", order + ",cap-7,1100,INR");
      Map<String, String> shown =
          Map.of(
              "4539:5787:6362:1486-x.csv",
              "_".repeat(19) + "-x",
              "4539%205787%206362%201486 y.csv",
              "_____20_____20_____20____ y",
              "card4539+5787+6362+14861240.csv",
              "card" + "____+".repeat(3) + "_".repeat(8),
              CARD + ".csv",
              "_".repeat(16));
      for (Map.Entry<String, String> name : shown.entrySet()) {
        bridge.drop(name.getKey(), rows);
        String acknowledgement = bridge.acknowledgementOfMadeSafe(name.getValue());
        assertThat(acknowledgement).contains("FILE_NAME", name.getValue() + "~");
        Matcher id = Pattern.compile("[0-9]{6}-[0-9]{6}-[a-z0-9]{6}").matcher(acknowledgement);
        assertThat(id.find()).isTrue();
        send("GET /bridge/batches/" + id.group(), "", "");
        send("GET /bridge/batches/" + id.group() + "/results", "", "");
        bridge.madeSafe("refused", name.getValue(), ".csv");
      }
      assertThat(told).hasSize(2 * shown.size()).allMatch(answer -> CARDS.in(answer).isEmpty());
    }
    assertThat(CARDS.under(folder)).isEmpty();
    assertThat(count("TRUE")).isZero();
  }

  @Test
  void what_comes_by_any_door_into_any_trouble_is_nowhere_afterwards() throws Exception {
    SandboxSettings pretended =
        SandboxSettings.onFreePort()
            .withCredentials("sandbox", CLIENT_SECRET)
            .withStateFile(folder.resolve("sandbox.jsonl"));
    try (Sandbox sandbox = Sandbox.start(pretended);
        RunningBridge bridge = RunningBridge.start(folder.resolve("data"), sandbox, settings())) {
      http = bridge.http();
      pay(sandbox, everyKindOfPayment());
      putCardsWhereTheyDoNotBelong(sandbox);
      dropFiles(bridge, sandbox);
      for (SandboxFault fault : SandboxFault.values()) {
        String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
        sandbox.setFaults(
            SandboxFaults.parse(name + "=1,slow-ms=700,late-ms=600,burst-ms=300,outage-ms=300"));
        pay(sandbox, List.of(payments(item("CARD", card("")))));
      }
      sandbox.setFaults(SandboxFaults.NONE);
      await().atMost(Duration.ofSeconds(60)).until(() -> count("concluded_at IS NULL") == 0);

      assertThat(count("action = 'CREATE_PAYMENT' AND state = 'SUCCEEDED'")).isGreaterThan(15);
      assertThat(count("sealed IS NOT NULL")).as("sealed data outlives its outcome").isZero();
      assertNowhere(bridge);
    }
    assertThat(CARDS.under(folder.resolve("data"))).isEmpty();
  }

  @Test
  void what_plural_says_back_is_nowhere_either() throws Exception {
    try (ScriptedServer plural = new ScriptedServer();
        RunningBridge bridge =
            RunningBridge.start(folder.resolve("data"), plural.url(), settings())) {
      http = bridge.http();
      plural.scriptTokens(ScriptedServer.token(ACCESS_TOKEN));
      String echoed = payments(item("CARD", card("")));
      String inWords = "card " + CARD + " with cvv " + CVV + " or " + echoed.replace("\"", "\\\"");
      List<ScriptedServer.Reply> replies =
          List.of(
              ScriptedServer.json(422, "{\"code\":\"X\",\"message\":\"" + inWords + "\"}"),
              ScriptedServer.json(422, echoed),
              ScriptedServer.json(400, "{\"code\":\"" + CARD + "\",\"message\":\"m\"}"),
              ScriptedServer.json(
                  200,
                  "{\"data\":{\"order_id\":\"v1-x\",\"status\":\"PENDING\",\"request\":"
                      + echoed
                      + ",\"payments\":[{\"status\":\"PENDING\",\"payment_option\":"
                      + card("")
                      + "}]}}"),
              ScriptedServer.json(500, echoed),
              ScriptedServer.json(404, inWords),
              ScriptedServer.json(422, "<html>" + inWords));
      for (ScriptedServer.Reply reply : replies) {
        plural.script(reply);
        send(
            "POST /api/pay/v1/orders/v1-x" + ++number + "/payments",
            "",
            payments(item("CARD", card(""))));
        plural.script(reply);
        send("GET /api/pay/v1/orders/v1-x" + number, "", "");
        send("GET /bridge/commands/CREATE_PAYMENT/p-" + (number - 1), "", "");
        send("GET /bridge/commands/CREATE_PAYMENT/p-" + number, "", "");
      }

      assertNowhere(bridge);
    }
  }

  @Test
  void what_waits_sealed_when_the_bridge_is_killed_is_carried_out_and_erased() throws Exception {
    SandboxSettings pretended =
        SandboxSettings.onFreePort()
            .withCredentials("sandbox", CLIENT_SECRET)
            .withFaults(SandboxFaults.parse("slow=1,slow-ms=600000"));
    try (Sandbox sandbox = Sandbox.start(pretended)) {
      Map<String, String> settings = processSettings(sandbox);
      List<String> sealed;
      try (BridgeProcess bridge = BridgeProcess.start(folder, settings, "run")) {
        awaitDoor(bridge);
        List<String> bodies = everyKindOfPayment().subList(0, 12);
        for (String body : bodies) {
          send(
              "POST /api/pay/v1/orders/" + sandbox.ledger().unpaidOrder(1100) + "/payments",
              "\nPrefer: respond-async",
              body);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> count("state = 'SENT'") == 4);
        bridge.kill();
      }
      sealed = sealed();
      assertThat(sealed).as(told.toString()).hasSize(12);
      assertThat(CARDS.under(folder)).isEmpty();

      sandbox.setFaults(SandboxFaults.NONE);
      try (BridgeProcess bridge = BridgeProcess.start(folder, settings, "run")) {
        awaitDoor(bridge);
        await().atMost(Duration.ofSeconds(60)).until(() -> count("concluded_at IS NULL") == 0);
        bridge.terminate();
        assertThat(bridge.exitCode()).isZero();
      }

      assertThat(count("state = 'SUCCEEDED'")).isEqualTo(12);
      assertThat(sealed()).isEmpty();
      assertThat(told).filteredOn(answer -> !CARDS.in(answer).isEmpty()).isEmpty();
      assertThat(CARDS.under(folder)).isEmpty();
      assertThat(SECRETS.under(folder)).isEmpty();
      Canaries erased = new Canaries();
      sealed.forEach(text -> erased.withPlain("sealed card data", text.substring(0, 100)));
      assertThat(erased.under(folder)).isEmpty();
    }
  }

  private Map<String, String> processSettings(Sandbox sandbox) throws IOException {
    Map<String, String> settings = new HashMap<>(RunningBridge.quick(folder.resolve("data")));
    settings.putAll(settings());
    settings.put("plural.environment", "uat");
    settings.put("plural.api.base-url", sandbox.baseUrl());
    settings.put("plural.api.client-id", "sandbox");
    settings.put("plural.api.response-timeout-ms", "30000");
    settings.put("plural.api.max-in-flight", "4");
    settings.put("bridge.management.port", Integer.toString(Ports.free()));
    http = "http://localhost:" + settings.get("bridge.http.port");
    return settings;
  }

  private void awaitDoor(BridgeProcess bridge) throws IOException {
    bridge.until(() -> BareSocket.call(http, "GET /docs HTTP/1.1\nHost: x", "").status() == 200);
  }

  private List<String> sealed() throws Exception {
    List<String> sealed = new ArrayList<>();
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
        ResultSet rows =
            journal
                .createStatement()
                .executeQuery("SELECT sealed FROM entry WHERE sealed IS NOT NULL")) {
      while (rows.next()) {
        sealed.add(rows.getString(1));
      }
    }
    return sealed;
  }
}
