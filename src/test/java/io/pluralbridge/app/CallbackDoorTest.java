package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.PluralVoice;
import io.pluralbridge.support.PluralVoice.Reply;
import io.pluralbridge.support.Warnings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Plural tells us, over real HTTP: genuine and forged, in every shape. */
class CallbackDoorTest {

  /** How many forgeries are tried; {@code -Dforgeries.http=100000} for a long look. */
  private static final int FORGERIES = Integer.getInteger("forgeries.http", 2_000);

  private static final String SUCCESS = "https://shop.example/thanks?lang=en";
  private static final String FAILURE = "https://shop.example/sorry";

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;
  private static PluralVoice plural;
  private static int orders;

  private String order;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    Map<String, String> settings = new HashMap<>(PluralVoice.BELIEVED);
    settings.put("plural.callback.own-fields", "shop, txnid");
    settings.put("plural.callback.success-url", SUCCESS);
    settings.put("plural.callback.failure-url", FAILURE);
    bridge = RunningBridge.start(data, sandbox, settings);
    plural = new PluralVoice(bridge.http());
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  @BeforeEach
  void another_order() {
    order = "v1-260115-aa-" + ++orders;
  }

  private static List<String> query(String sql, String... parameters) {
    try (Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
        var statement = journal.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> callbacksOf(String order) {
    return query("SELECT way FROM receipt WHERE kind = 'CALLBACK' AND order_id = ?", order);
  }

  private static long receipts() {
    return Long.parseLong(query("SELECT COUNT(*) FROM receipt").get(0));
  }

  /** All that was refused so far, whatever the reason. */
  private static double refused(String what) {
    return bridge
        .observe("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("bridge_refused_" + what + "_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  // ---- genuine callbacks -----------------------------------------------------------------------

  @Test
  void a_return_in_the_address_is_kept_and_the_customer_goes_on() {
    Reply reply = plural.get(PluralVoice.back(order, "AUTHORIZED"));

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.location()).isEqualTo(SUCCESS + "&order_id=" + order);
    assertThat(callbacksOf(order)).containsExactly("GET");
  }

  @Test
  void a_return_that_is_posted_as_a_form_is_kept_and_the_customer_goes_on() {
    Map<String, String> failed =
        PluralVoice.signed(
            Map.of(
                "order_id",
                order,
                "status",
                "FAILED",
                "error_code",
                "USER_AUTHENTICATION_FAILED",
                "error_message",
                "Consumer Authentication 100% required + é & more = no"));

    Reply reply = plural.form(failed);

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.location()).isEqualTo(FAILURE + "?order_id=" + order);
    assertThat(callbacksOf(order)).containsExactly("FORM");
    assertThat(query("SELECT error_message FROM receipt WHERE order_id = ?", order))
        .containsExactly("Consumer Authentication 100% required + é & more = no");
  }

  @Test
  void a_return_that_is_json_is_kept_and_answered_in_json() {
    Reply reply = plural.json(PluralVoice.back(order, "PENDING"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"order_id\":\"" + order + "\"}");
    assertThat(callbacksOf(order)).containsExactly("JSON");
  }

  @Test
  void whichever_way_the_same_words_come_they_are_kept_once() {
    Map<String, String> fields = PluralVoice.back(order, "AUTHORIZED");

    assertThat(plural.get(fields).status()).isEqualTo(303);
    assertThat(plural.form(fields).status()).isEqualTo(303);
    assertThat(plural.json(fields).status()).isEqualTo(200);
    assertThat(callbacksOf(order)).hasSize(1);
  }

  @Test
  void what_the_merchants_own_address_brings_along_is_no_part_of_what_is_signed() {
    Map<String, String> fields = PluralVoice.back(order, "AUTHORIZED");

    assertThat(plural.get("shop=7&" + PluralVoice.encoded(fields) + "&txnid=a%20b").status())
        .isEqualTo(303);
    assertThat(
            plural
                .post("?shop=7", "application/x-www-form-urlencoded", PluralVoice.encoded(fields))
                .status())
        .isEqualTo(303);
    assertThat(plural.get("other=7&" + PluralVoice.encoded(fields)).status()).isEqualTo(401);
  }

  @Test
  void a_charset_beside_the_type_changes_nothing() {
    String form = PluralVoice.encoded(PluralVoice.back(order, "AUTHORIZED"));

    assertThat(plural.post("", "application/x-www-form-urlencoded; charset=utf-16", form).status())
        .isEqualTo(303);
  }

  @Test
  void fields_that_are_called_like_headers_of_ours_steer_nothing() {
    Map<String, String> fields =
        PluralVoice.signed(
            Map.of(
                "order_id", order, "status", "AUTHORIZED", "CamelHttpUri", "http://evil.example"));

    assertThat(plural.form(fields).location()).isEqualTo(SUCCESS + "&order_id=" + order);
    assertThat(plural.get(fields).location()).isEqualTo(SUCCESS + "&order_id=" + order);
  }

  @Test
  void a_card_number_among_the_fields_is_not_kept() {
    Map<String, String> fields =
        PluralVoice.signed(
            Map.of("order_id", order, "status", "FAILED", "error_message", "4012001037141112"));

    assertThat(plural.form(fields).status()).isEqualTo(303);
    assertThat(query("SELECT body || error_message FROM receipt WHERE order_id = ?", order))
        .singleElement()
        .asString()
        .contains("****************")
        .doesNotContain("4012001037141112");
  }

  // ---- callbacks that are not ------------------------------------------------------------------

  static Stream<Arguments> spoilt() {
    String order = "v1-spoilt";
    String good = PluralVoice.encoded(PluralVoice.back(order, "AUTHORIZED"));
    String signature = PluralVoice.back(order, "AUTHORIZED").get("signature");
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("no signature", "order_id=v1-spoilt&status=AUTHORIZED"),
        Arguments.of("an empty one", "order_id=v1-spoilt&status=AUTHORIZED&signature="),
        Arguments.of("a blank one", "order_id=v1-spoilt&status=AUTHORIZED&signature=+"),
        Arguments.of("no value at all", "order_id=v1-spoilt&status=AUTHORIZED&signature"),
        Arguments.of("another status", good.replace("AUTHORIZED", "PROCESSED")),
        Arguments.of("another order", good.replace("v1-spoilt", "v1-spoilu")),
        Arguments.of("a field more", good + "&error_code=NONE"),
        Arguments.of("an empty field more", good + "&error_code="),
        Arguments.of("no order", good.replace("order_id=v1-spoilt", "x=y")),
        Arguments.of("an empty order", good.replace("v1-spoilt", "")),
        Arguments.of("the order twice", good + "&order_id=v1-spoilt"),
        Arguments.of("the signature twice", good + "&signature=" + signature),
        Arguments.of("a name encoded", good + "&order%5Fid=v1-spoilt"),
        Arguments.of("half a signature", good.replace(signature, signature.substring(32))),
        Arguments.of("more than a signature", good + "00"),
        Arguments.of("no UTF-8", good + "&a=%ff"),
        Arguments.of("a long field", good + "&a=" + "x".repeat(3000)),
        Arguments.of("many fields", good + "&a".repeat(1).concat(manyFields())));
  }

  private static String manyFields() {
    StringBuilder many = new StringBuilder("=1");
    for (int i = 0; i < 40; i++) {
      many.append("&f").append(i).append("=1");
    }
    return many.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoilt")
  void what_is_spoilt_is_not_believed_in_any_shape(String what, String form) throws Exception {
    long before = receipts();
    double counted = refused("callbacks");

    String address = "GET /callbacks/plural?" + form + " HTTP/1.1\nHost: x";
    assertThat(BareSocket.call(bridge.http(), address, "").status()).isEqualTo(401);
    Reply posted = plural.post("", "application/x-www-form-urlencoded", form);

    assertThat(posted.status()).isEqualTo(401);
    assertThat(posted.body()).contains("NOT_GENUINE").doesNotContain("spoilt");
    assertThat(posted.location()).isEmpty();
    assertThat(receipts()).isEqualTo(before);
    assertThat(refused("callbacks")).isEqualTo(counted + 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{",
        "[]",
        "{\"order_id\":\"v1-a\",\"order_id\":\"v1-a\",\"status\":\"FAILED\",\"signature\":\"00\"}",
        "{\"order_id\":{\"a\":\"b\"},\"status\":\"FAILED\",\"signature\":\"00\"}",
        "{\"order_id\":\"v1-a\",\"status\":7,\"signature\":\"00\"}",
        "{\"order_id\":\"v1-a\",\"status\":\"FAILED\",\"signature\":null}",
        "{\"order_id\":\"v1-a\",\"status\":\"FAILED\",\"signature\":[\"00\"]}"
      })
  void json_that_says_something_else_is_not_believed(String json) {
    assertThat(plural.post("", "application/json", json).status()).isEqualTo(401);
  }

  @Test
  void what_is_signed_means_the_same_however_the_text_is_cut() {
    Map<String, String> failed =
        PluralVoice.signed(
            Map.of("order_id", order, "status", "FAILED", "error_code", "X", "error_message", "m"));
    String signature = failed.get("signature");

    for (Map<String, String> cut :
        List.of(
            Map.of("error_code", "X&error_message=m&order_id=" + order, "status", "FAILED"),
            Map.of("error_code", "X&error_message=m", "order_id", order + "&status=FAILED"),
            Map.of("error_code", "X&error_message=m", "order_id", order, "status", "FAILED"),
            Map.of("error_code=X&error_message", "m", "order_id", order, "status", "FAILED"))) {
      Map<String, String> forged = new HashMap<>(cut);
      forged.put("signature", signature);
      assertThat(plural.form(forged).status()).as("%s", cut).isEqualTo(401);
    }
    assertThat(plural.form(failed).status()).isEqualTo(303);
  }

  @Test
  void a_percent_sign_alone_is_not_believed() throws Exception {
    String form = PluralVoice.encoded(PluralVoice.back(order, "AUTHORIZED")) + "&a=%";
    String address = "GET /callbacks/plural?" + form + " HTTP/1.1\nHost: x";

    assertThat(plural.post("", "application/x-www-form-urlencoded", form).status()).isEqualTo(401);
    assertThat(BareSocket.call(bridge.http(), address, "").status())
        .as("no address")
        .isEqualTo(400);
    assertThat(callbacksOf(order)).isEmpty();
  }

  @Test
  void a_body_of_another_type_is_not_taken() {
    assertThat(plural.post("", "multipart/form-data; boundary=x", "--x--").status()).isEqualTo(415);
  }

  // ---- webhooks --------------------------------------------------------------------------------

  private static List<String> webhooks(String id) {
    return query("SELECT body FROM receipt WHERE kind = 'WEBHOOK' AND uid = ?", id);
  }

  @Test
  void a_webhook_is_kept_once_however_often_it_comes() {
    String body = "{ \"event_type\" : \"TOKEN_ACTIVATED\",\n\"data\":{\"x\":\"é\"} }";

    assertThat(plural.webhook("msg-1", body).status()).isEqualTo(200);
    assertThat(plural.webhook("msg-1", body).status()).isEqualTo(200);
    assertThat(plural.webhook("msg-1", Instant.now().minusSeconds(200), body).status())
        .isEqualTo(200);
    assertThat(webhooks("msg-1")).containsExactly(body);
  }

  @Test
  void a_webhook_without_sense_is_kept_as_it_is() {
    assertThat(plural.webhook("msg-nonsense", "no json at all").status()).isEqualTo(200);
    assertThat(webhooks("msg-nonsense")).hasSize(1);
  }

  @Test
  void a_card_number_in_a_webhook_is_not_kept() {
    plural.webhook("msg-card", "{\"data\":{\"note\":\"4012001037141112\"}}");

    assertThat(webhooks("msg-card")).containsExactly("{\"data\":{\"note\":\"****************\"}}");
  }

  @ParameterizedTest
  @CsvSource({"-310", "310", "-100000", "31536000"})
  void a_webhook_of_another_time_is_not_believed(long seconds) {
    double counted = refused("webhooks");

    assertThat(plural.webhook("msg-late", Instant.now().plusSeconds(seconds), "{}").status())
        .isEqualTo(401);
    assertThat(webhooks("msg-late")).isEmpty();
    assertThat(refused("webhooks")).isEqualTo(counted + 1);
  }

  @Test
  void a_header_twice_or_not_at_all_is_not_believed() throws Exception {
    String head =
        "POST /webhooks/plural HTTP/1.1\nHost: x\nContent-Type: application/json\n"
            + "webhook-timestamp: 1\nwebhook-signature: v1,x";

    assertThat(BareSocket.call(bridge.http(), head, "{}").status()).isEqualTo(401);
    assertThat(
            BareSocket.call(bridge.http(), head + "\nwebhook-id: a\nwebhook-id: a", "{}").status())
        .isEqualTo(401);
    assertThat(BareSocket.call(bridge.http(), head + "\nwebhook-id:", "{}").status())
        .isEqualTo(401);
  }

  // ---- many ------------------------------------------------------------------------------------

  @Test
  void of_many_forgeries_none_is_believed_and_the_log_stays_quiet() {
    Random random = new Random(13);
    long before = receipts();
    double counted = refused("callbacks") + refused("webhooks");
    Map<String, String> genuine = PluralVoice.back(order, "AUTHORIZED");
    String now = Long.toString(Instant.now().getEpochSecond());
    byte[] wrong = new byte[32];
    long[] millis = new long[FORGERIES];
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < FORGERIES; i++) {
        random.nextBytes(wrong);
        Map<String, String> forged = new HashMap<>(genuine);
        long start = System.nanoTime();
        Reply reply =
            switch (i % 4) {
              case 0 -> {
                forged.put("signature", HexFormat.of().formatHex(wrong));
                yield plural.get(forged);
              }
              case 1 -> {
                forged.put("order_id", order + i);
                yield plural.form(forged);
              }
              case 2 -> {
                String signature = "v1," + Base64.getEncoder().encodeToString(wrong);
                yield plural.webhook("msg-" + i, now, signature, "{}");
              }
              default -> {
                forged.put("status", "PROCESSED");
                yield plural.json(forged);
              }
            };
        millis[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertThat(reply.status()).isEqualTo(401);
      }
      assertThat(warnings.messages().stream().filter(m -> m.contains("not believed")))
          .hasSizeLessThanOrEqualTo(2 + 2 * FORGERIES / 10_000);
      assertThat(warnings.messages()).allMatch(m -> m.contains("not believed"));
    }
    assertThat(receipts()).isEqualTo(before);
    assertThat(refused("callbacks") + refused("webhooks")).isEqualTo(counted + FORGERIES);
    assertThat(plural.get(genuine).status()).as("and what is genuine gets through").isEqualTo(303);
    Arrays.sort(millis);
    System.out.printf(
        "%d forgeries: p50 %d ms, p99 %d ms%n",
        FORGERIES, millis[FORGERIES / 2], millis[FORGERIES * 99 / 100]);
  }
}
