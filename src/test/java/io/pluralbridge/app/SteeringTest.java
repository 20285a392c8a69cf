package io.pluralbridge.app;

import static io.pluralbridge.support.ScriptedServer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import io.pluralbridge.support.ScriptedServer;
import io.pluralbridge.support.ScriptedServer.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a caller calls its headers and parameters, it is the same call that goes out, and the
 * same answer that comes back.
 */
class SteeringTest {

  private static final String KEY = "\nAuthorization: Bearer " + RunningBridge.API_KEY;
  private static final String OTHER_KEY = "key-of-the-erp";
  private static final String NO = "{\"code\":\"SOME_REASON\",\"message\":\"no\"}";
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** What Camel and its components take from headers, and what our routes call things. */
  private static final Map<String, String> HOSTILE =
      Stream.of(
              "CamelHttpUri=ELSEWHERE",
              "CamelHttpPath=/canary",
              "CamelHttpQuery=canary=1",
              "CamelHttpRawQuery=canary=1",
              "CamelHttpMethod=DELETE",
              "CamelHttpBaseUri=ELSEWHERE",
              "CamelHttpHost=canary",
              "CamelHttpPort=1",
              "CamelHttpResponseCode=299",
              "CamelHttpResponseText=canary",
              "CamelHttpCharacterEncoding=utf-16",
              "CamelCharsetName=utf-16",
              "CamelContentType=text/canary",
              "CamelRestHttpUri=ELSEWHERE",
              "CamelRestHttpMethod=DELETE",
              "CamelDestinationOverrideUrl=ELSEWHERE",
              "CamelCryptoKey=canary",
              "CamelSplitIndex=1",
              "CamelFileName=canary",
              "CamelBeanMethodName=getClass",
              "CamelBeanMultiParameterArray=true",
              "CamelBeanParameters=canary",
              "CamelRoutingSlipEndpoints=direct:canary",
              "CamelDuplicateMessage=true",
              "CamelExceptionCaught=canary",
              "CamelAuthentication=canary",
              "CamelToEndpoint=ELSEWHERE",
              "key=canary",
              "action=REFUND",
              "order_id=v1-canary",
              "merchant_order_reference=canary",
              "sender=canary",
              "call=canary",
              "payload=canary",
              "variable.sender=canary",
              "respondAsync=true",
              "breadcrumbId=canary",
              "operationName=canary",
              "Cookie=canary=1",
              "X-Forwarded-Host=canary",
              "X-HTTP-Method-Override=DELETE",
              "Forwarded=host=canary",
              "Accept=text/canary",
              "Accept-Encoding=gzip",
              "Accept-Charset=utf-16",
              "Range=bytes=0-1",
              "If-None-Match=*",
              "Origin=https://canary.example",
              "Request-ID=canary",
              "User-Agent=canary",
              "traceparent=canary",
              "Keep-Alive=canary",
              "TE=trailers")
          .map(pair -> pair.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

  private static final List<String> GOES_OUT =
      List.of(
          "Authorization",
          "Request-ID",
          "Request-Timestamp",
          "Content-Type",
          "accept",
          "Host",
          "User-Agent",
          "Connection",
          "Content-Length");

  @TempDir static Path data;
  private static ScriptedServer plural;
  private static ScriptedServer elsewhere;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    plural = new ScriptedServer();
    elsewhere = new ScriptedServer();
    bridge =
        RunningBridge.start(
            data,
            plural.url(),
            Map.of("bridge.http.api-keys", "shop=" + RunningBridge.API_KEY + ",erp=" + OTHER_KEY));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    plural.close();
    elsewhere.close();
  }

  /** A call at our door; {@code #} in it stands for a number of its own. */
  private record Call(String line, String body, String type) {

    @Override
    public String toString() {
      return line;
    }
  }

  private static List<Call> calls() {
    return List.of(
        change(
            "POST /api/v1/customer",
            "{\"merchant_customer_reference\":\"c#\",\"first_name\":\"Zo\u00eb\"}"),
        change(
            "POST /api/pay/v1/orders",
            "{\"merchant_order_reference\":\"o#\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"},"
                + "\"pre_auth\":true,\"notes\":\"Zo\u00eb\"}"),
        change(
            "POST /api/pay/v1/orders/v1-#/payments",
            "{\"payments\":[{\"merchant_payment_reference\":\"p#\",\"payment_method\":\"CARD\","
                + "\"payment_amount\":{\"value\":100,\"currency\":\"INR\"},\"payment_option\":"
                + "{\"card_details\":{\"name\":\"Zo\u00eb\",\"card_number\":\"4895489548954895\","
                + "\"cvv\":\"065\",\"expiry_month\":\"12\",\"expiry_year\":\"2030\"}}}]}"),
        change(
            "PUT /api/pay/v1/orders/v1-#/capture",
            "{\"merchant_capture_reference\":\"k#\",\"capture_amount\":{\"value\":100,\"currency\":\"INR\"}}"),
        change("PUT /api/pay/v1/orders/v1-#/cancel", ""),
        change(
            "POST /api/pay/v1/refunds/v1-#",
            "{\"merchant_order_reference\":\"r#\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"}}"),
        new Call("GET /api/pay/v1/orders/v1-#", "", ""),
        new Call("GET /api/pay/v1/orders/reference/o#", "", ""));
  }

  private static Call change(String line, String body) {
    return new Call(line, body, body.isEmpty() ? "" : "\nContent-Type: application/json");
  }

  private static String headers(UnaryOperator<String> spelling) {
    return HOSTILE.entrySet().stream()
        .map(one -> "\n" + spelling.apply(one.getKey()) + ": " + one.getValue())
        .collect(Collectors.joining())
        .replace("ELSEWHERE", elsewhere.url());
  }

  private static String query(UnaryOperator<String> spelling) {
    return HOSTILE.entrySet().stream()
        .map(one -> spelling.apply(one.getKey()) + "=" + one.getValue().replaceAll("[/:=*]", "%2F"))
        .collect(Collectors.joining("&", "?", ""));
  }

  static Stream<Arguments> attacks() {
    List<Arguments> attacks = new ArrayList<>();
    attack(attacks, "plainly", call -> call);
    Map<String, UnaryOperator<String>> spellings =
        Map.of(
            "as it is", name -> name,
            "small", name -> name.toLowerCase(Locale.ROOT),
            "large", name -> name.toUpperCase(Locale.ROOT),
            "mixed", SteeringTest::mixed);
    spellings.forEach(
        (name, spelling) -> {
          attack(attacks, "with headers, " + name, call -> with(call, "", headers(spelling)));
          attack(attacks, "with a query, " + name, call -> with(call, query(spelling), ""));
        });
    for (String type :
        List.of(
            "",
            "application/json; charset=utf-16",
            "application/json;charset=UTF-7",
            "application/json; charset=iso-8859-1",
            "application/json; charset=nonsense",
            "application/json; charset=\"\"",
            "application/json; charset",
            "APPLICATION/JSON",
            "application/vnd.canary+json; charset=utf-16be")) {
      attack(
          attacks,
          "as '" + type + "'",
          call -> new Call(call.line(), call.body(), "\nContent-Type: " + type));
    }
    return attacks.stream();
  }

  private static void attack(List<Arguments> attacks, String name, Function<Call, Call> spoil) {
    calls().forEach(call -> attacks.add(Arguments.of(call, name, spoil.apply(call))));
  }

  private static Call with(Call call, String query, String headers) {
    return new Call(call.line() + query, call.body(), call.type() + headers);
  }

  private static String mixed(String name) {
    StringBuilder mixed = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      mixed.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
    }
    return mixed.toString();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("attacks")
  void the_call_that_goes_out_and_the_answer_are_the_same(Call plain, String name, Call attack)
      throws IOException {
    String number = Integer.toString(COUNT.incrementAndGet());
    plural.calls().clear();
    plural.script(json(422, NO, "X-Canary: canary", "CamelHttpResponseCode: 299"));

    Answer answer =
        BareSocket.call(
            bridge.http(),
            attack.line().replace("#", number) + " HTTP/1.1\nHost: x" + KEY + attack.type(),
            new String(attack.body().replace("#", number).getBytes(UTF_8), ISO_8859_1));

    assertThat(elsewhere.connections()).isZero();
    if (attack.line().contains("?") && !attack.line().startsWith("GET")) {
      // Of an instruction nothing is passed over that stands behind the question mark.
      assertThat(answer.status()).isEqualTo(400);
      assertThat(plural.calls()).isEmpty();
      return;
    }
    assertThat(plural.calls()).as(answer.toString()).hasSize(1);
    Request call = plural.calls().get(0);
    assertThat(call.requestLine()).isEqualTo(plain.line().replace("#", number) + " HTTP/1.1");
    assertThat(call.body()).isEqualTo(plain.body().replace("#", number));
    assertThat(call.headers().keySet())
        .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
        .isSubsetOf(GOES_OUT);
    assertThat(call.headers().getOrDefault("Content-Type", ""))
        .isEqualTo(call.body().isEmpty() ? "" : "application/json");
    assertThat(call.headers())
        .containsEntry("accept", "application/json")
        .containsEntry("User-Agent", "plural-bridge");
    assertThat(call.head()).doesNotContainIgnoringCase("canary", RunningBridge.API_KEY);
    assertThat(elsewhere.connections()).isZero();

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).isEqualTo(NO);
    assertThat(answer.names())
        .containsExactlyInAnyOrder(
            "cache-control", "x-content-type-options", "content-type", "content-length");
    assertThat(answer.one("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void a_command_is_found_by_its_path_alone() throws Exception {
    plural.calls().clear();
    for (String name : List.of("one", "other")) {
      plural.script(json(422, NO));
      BareSocket.call(
          bridge.http(),
          "PUT /api/pay/v1/orders/v1-" + name + "/cancel HTTP/1.1\nHost: x" + KEY,
          "");
    }

    Answer found =
        BareSocket.call(
            bridge.http(),
            "GET /bridge/commands/CANCEL/v1-one?key=v1-other&action=CAPTURE HTTP/1.1\nHost: x"
                + "\nkey: v1-other\naction: CAPTURE"
                + KEY,
            "");

    assertThat(found.status()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(found.body()).path("key").asText()).isEqualTo("v1-one");
    assertThat(new ObjectMapper().readTree(found.body()).path("sender").asText()).isEqualTo("shop");
  }

  static Stream<Arguments> doubled() {
    return Stream.of(
        Arguments.of(KEY + KEY, 401),
        Arguments.of(KEY + "\nauthorization: Bearer canary", 401),
        Arguments.of("\nAuthorization: Bearer canary" + KEY, 401),
        Arguments.of("\nAuthorization: Basic canary\nX-API-Key: " + RunningBridge.API_KEY, 401),
        Arguments.of("\nX-API-Key: canary\nX-API-Key: " + RunningBridge.API_KEY, 401),
        Arguments.of(KEY + "\nX-API-Key: canary", 401),
        Arguments.of("\nAuthorization: Bearer canary\nX-API-Key: " + RunningBridge.API_KEY, 401),
        Arguments.of(KEY + "\nX-API-Key: " + OTHER_KEY, 401),
        Arguments.of(KEY + ("\nX-API-Key: " + RunningBridge.API_KEY).repeat(2), 401),
        Arguments.of(KEY + "\nIdempotency-Key: a\nIdempotency-Key: b", 400),
        Arguments.of(KEY + "\nIdempotency-Key: a\nidempotency-key: a", 400),
        Arguments.of(
            KEY
                + "\nContent-Type: application/json\nContent-Type: application/x-www-form-urlencoded",
            415));
  }

  @ParameterizedTest
  @MethodSource("doubled")
  void of_two_that_must_be_one_neither_is_taken(String headers, int status) throws Exception {
    plural.calls().clear();

    Answer answer =
        BareSocket.call(
            bridge.http(), "PUT /api/pay/v1/orders/v1-x/cancel HTTP/1.1\nHost: x" + headers, "{}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(plural.calls()).isEmpty();
  }

  @Test
  void an_api_key_in_the_address_is_none() throws Exception {
    Answer answer =
        BareSocket.call(
            bridge.http(),
            "GET /api/pay/v1/orders/v1-x?Authorization=Bearer%20"
                + RunningBridge.API_KEY
                + "&X-API-Key="
                + RunningBridge.API_KEY
                + " HTTP/1.1\nHost: x",
            "");

    assertThat(answer.status()).isEqualTo(401);
  }
}
