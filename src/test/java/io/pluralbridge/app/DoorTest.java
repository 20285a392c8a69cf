package io.pluralbridge.app;

import static io.pluralbridge.support.BareSocket.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.BareSocket;
import io.pluralbridge.support.BareSocket.Answer;
import io.pluralbridge.support.Warnings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outside of the HTTP door, byte by byte: what is answered to what nobody should send. */
class DoorTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "\nAuthorization: Bearer " + RunningBridge.API_KEY;
  private static final String HOST = " HTTP/1.1\nHost: x";
  private static final String JSON_TYPE = "\nContent-Type: application/json";
  private static final String CARD = "4012001037141112";
  private static final String PAID_WITH = "{\"card_number\":\"" + CARD + "\",\"cvv\":\"737\"}";
  private static final String ORDER =
      "{\"merchant_order_reference\":\"%s\",\"order_amount\":{\"value\":100,\"currency\":\"INR\"},"
          + "\"pre_auth\":true}";
  private static final String PUBLIC_KEY = "keys/commands.public.jwks";
  private static final int MOST = 4096;

  @TempDir static Path data;
  private static Sandbox sandbox;
  private static RunningBridge bridge;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    bridge =
        RunningBridge.start(
            data, sandbox, Map.of("bridge.http.max-body-bytes", Integer.toString(MOST)));
  }

  @AfterAll
  static void stop() {
    bridge.close();
    sandbox.close();
  }

  private static Answer ask(String head, String body) throws IOException {
    return call(bridge.http(), head, body);
  }

  private static JsonNode json(Answer answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  /** Our error shape, with nothing of the request in it. */
  private static void assertRefused(Answer answer, int status, String code) throws IOException {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    JsonNode error = json(answer);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.at("/additional_error_details/source").asText()).isEqualTo("BRIDGE");
    assertThat(answer.one("Content-Type")).isEqualTo("application/json");
    assertSaysNothingBack(answer);
  }

  private static void assertSaysNothingBack(Answer answer) {
    assertThat(answer.toString()).doesNotContain(CARD, "\"737\"", "canary", RunningBridge.API_KEY);
    assertThat(answer.names())
        .isSubsetOf(
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection",
            "allow",
            "cache-control",
            "content-security-policy",
            "idempotent-replayed",
            "location",
            "retry-after",
            "www-authenticate",
            "x-content-type-options");
    assertThat(answer.one("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.one("Cache-Control")).isEqualTo("no-store");
  }

  // ---- paths and methods -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/API/pay/v1/orders",
        "/api/pay/v1/orders/",
        "//api/pay/v1/orders",
        "/api/pay/v1//orders",
        "/api/pay/v1/orders/x/payments/y",
        "/api/pay/v1/orders/../orders",
        "/api/pay/v1/orders/%2e%2e",
        "/api/pay/v1/orders/.%2E/capture",
        "/api/pay/v1/orders/./capture",
        "/api/pay/v1/orders//capture",
        "/api/pay/v1/orders;canary=1",
        "/bridge/commands/CAPTURE",
        "/bridge/commands/CAPTURE/",
        "/openapi.json/",
        "/openapi.yaml",
        "/observe/health",
        "/q/health",
        "*",
      })
  void an_unknown_path_is_told_in_our_words_and_nothing_is_said_back(String path) throws Exception {
    String headers = HOST + KEY + "\nX-Canary: canary" + JSON_TYPE;

    assertRefused(ask("POST " + path + headers, PAID_WITH), 404, "NO_SUCH_PATH");
    assertRefused(ask("GET " + path + headers, ""), 404, "NO_SUCH_PATH");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/customer, POST",
    "POST, /api/pay/v1/orders/v1-1, GET",
    "DELETE, /api/pay/v1/orders/v1-1, GET",
    "POST, /api/pay/v1/orders/v1-1/capture, PUT",
    "PATCH, /api/pay/v1/orders/v1-1/cancel, PUT",
    "OPTIONS, /api/pay/v1/orders, POST",
    "TRACE, /api/pay/v1/orders, POST",
    "BREW, /docs, GET",
    "get, /docs, GET",
    "HEAD, /docs, GET",
    "POST, /openapi.json, GET",
    "'PUT', '/api/pay/v1/orders/reference/payments', 'GET, POST'",
  })
  void another_method_is_told_which_are_right_and_nothing_is_said_back(
      String method, String path, String allowed) throws Exception {
    Answer answer =
        ask(method + " " + path + HOST + KEY + "\nX-Canary: canary" + JSON_TYPE, PAID_WITH);

    assertThat(answer.one("Allow")).isEqualTo(allowed);
    if (method.equals("HEAD")) {
      assertThat(answer.status()).isEqualTo(405);
      assertSaysNothingBack(answer);
    } else {
      assertRefused(answer, 405, "METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void nobody_is_connected_on_and_no_other_protocol_is_spoken() throws Exception {
    assertRefused(ask("CONNECT plural.example:443" + HOST + KEY, ""), 404, "NO_SUCH_PATH");
    Answer socket =
        ask(
            "GET /docs HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: websocket"
                + "\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");
    Answer http2 =
        ask(
            "GET /docs HTTP/1.1\nHost: x\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c"
                + "\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
            "");

    assertThat(socket.status()).isEqualTo(200);
    assertThat(http2.status()).isEqualTo(200);
  }

  @Test
  void an_address_with_a_host_in_it_is_the_same_address() throws Exception {
    assertThat(ask("GET http://elsewhere.example/docs" + HOST, "").status()).isEqualTo(200);
  }

  // ---- bodies ----------------------------------------------------------------------------------

  @Test
  void a_body_that_is_too_large_is_told_in_our_words() throws Exception {
    String head = "POST /api/pay/v1/orders" + HOST + KEY + JSON_TYPE;
    String large = PAID_WITH + " ".repeat(MOST);

    try (Warnings warnings = Warnings.listen()) {
      assertRefused(ask(head, large), 413, "BODY_TOO_LARGE");
      try (BareSocket chunked = new BareSocket(bridge.http())) {
        chunked.send(BareSocket.request(head + "\nTransfer-Encoding: chunked", ""));
        chunked.send(Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
        assertRefused(chunked.answer(), 413, "BODY_TOO_LARGE");
      }
      assertThat(warnings.messages()).isEmpty();
    }
  }

  @Test
  void a_length_that_is_only_announced_is_refused_at_once() throws Exception {
    try (BareSocket socket = new BareSocket(bridge.http())) {
      socket.send(
          BareSocket.request(
              "POST /api/pay/v1/orders" + HOST + KEY + JSON_TYPE + "\nContent-Length: 99999999",
              ""));

      assertRefused(socket.answer(), 413, "BODY_TOO_LARGE");
    }
  }

  @Test
  void without_a_key_a_body_is_not_waited_for() throws Exception {
    try (BareSocket socket = new BareSocket(bridge.http())) {
      socket.send(
          BareSocket.request(
              "POST /api/pay/v1/orders" + HOST + JSON_TYPE + "\nContent-Length: 200", ""));

      Answer answer = socket.answer();
      assertRefused(answer, 401, "UNAUTHORIZED");
      assertThat(answer.one("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  static Stream<Arguments> operations() throws IOException {
    JsonNode paths =
        JSON.readTree(Path.of("src/main/resources/openapi/plural-bridge.json").toFile());
    List<Arguments> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : paths.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        operations.add(
            Arguments.of(
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey().replaceAll("\\{[^}]*}", "x"),
                operation.getValue().path("operationId").asText()));
      }
    }
    return operations.stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void nobody_comes_in_without_a_key(String method, String path, String operation)
      throws Exception {
    for (String headers :
        List.of(
            "",
            "\nAuthorization: ",
            "\nAuthorization: Bearer",
            "\nAuthorization: Bearer canary",
            "\nAuthorization: Bearer " + "canary".repeat(1000),
            "\nAuthorization: " + RunningBridge.API_KEY,
            "\nAuthorization: Bearer shop",
            "\nX-API-Key: shop=" + RunningBridge.API_KEY,
            "\nX-API-Key:" + RunningBridge.API_KEY.toUpperCase(Locale.ROOT))) {
      Answer answer = ask(method + " " + path + HOST + headers, "");

      if (Set.of("getCommandKeys", "getContract", "getContractPage").contains(operation)) {
        assertThat(answer.status()).isEqualTo(200);
      } else if (operation.equals("generateToken")) {
        assertRefused(answer, 400, "MALFORMED_JSON");
      } else if (operation.startsWith("receive")) {
        assertRefused(answer, 401, "NOT_GENUINE");
      } else if (answer.status() == 429) {
        // After many wrong keys, those of the operations before this one included.
        assertThat(headers).contains(":");
        assertRefused(answer, 429, "TOO_MANY_WRONG_KEYS");
      } else {
        assertRefused(answer, 401, "UNAUTHORIZED");
      }
    }
  }

  @Test
  void a_client_that_asks_before_it_sends_its_body_is_told_to() throws Exception {
    String order = ORDER.formatted("expect-1");
    try (BareSocket socket = new BareSocket(bridge.http())) {
      socket.send(
          BareSocket.request(
              "POST /api/pay/v1/orders"
                  + HOST
                  + KEY
                  + JSON_TYPE
                  + "\nExpect: 100-continue\nContent-Length: "
                  + order.length(),
              ""));
      assertThat(socket.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(socket.line()).isEmpty();

      socket.send(order);
      assertThat(socket.answer().status()).isEqualTo(200);
    }
    assertRefused(
        ask("POST /api/pay/v1/orders" + HOST + "\nExpect: 100-continue\nContent-Length: 10", ""),
        401,
        "UNAUTHORIZED");
  }

  static Stream<String> malformed() {
    return Stream.of(
        "NONSENSE\r\n\r\n",
        "GET /docs?" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /docs HTTP/1.1\r\nHost: x\r\nX-Canary: " + "canary".repeat(2000) + "\r\n\r\n",
        "GET /docs HTTP/1.1\r\nHost: x\r\n" + "X: canary\r\n".repeat(2000) + "\r\n",
        "GET /docs HTTP/1.1\r\nHost: x\r\nbad header: canary\r\n\r\n",
        "GET /docs HTTP/1.1\r\nHost: x\r\nX-A: can\0ary\r\n\r\n",
        "POST /api/pay/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: canary\r\n\r\n",
        "POST /api/pay/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void what_is_no_http_is_told_so_and_hung_up_on(String bytes) throws Exception {
    try (Warnings warnings = Warnings.listen();
        BareSocket socket = new BareSocket(bridge.http())) {
      socket.send(bytes);

      assertRefused(socket.answer(), 400, "INVALID_REQUEST");
      assertThat(socket.isCutWithin(5_000)).isTrue();
      assertThat(warnings.messages()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "MULTIPART/Form-Data; boundary=x",
        "text/plain",
        "text/json",
        "application/json, application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; application/json",
        "canary",
      })
  void a_body_of_another_type_is_not_taken_apart(String type) throws Exception {
    String form =
        "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n\r\n"
            + PAID_WITH
            + "\r\n--x--\r\n";
    for (String path : List.of("/api/pay/v1/orders", "/api/v1/customer", "/api/auth/v1/token")) {
      assertRefused(
          ask("POST " + path + HOST + KEY + "\nContent-Type: " + type, form), 415, "CONTENT_TYPE");
    }
    assertThat(Path.of("file-uploads")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "identity, gzip", "br", "x"})
  void a_body_that_is_packed_is_not_taken(String encoding) throws Exception {
    assertRefused(
        ask(
            "POST /api/pay/v1/orders" + HOST + KEY + JSON_TYPE + "\nContent-Encoding: " + encoding,
            PAID_WITH),
        415,
        "CONTENT_TYPE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"x\"", "{\"a\":1,\"a\":2}", PAID_WITH + "x"})
  void a_body_that_is_no_object_of_json_is_told_so(String body) throws Exception {
    for (String path : List.of("/api/pay/v1/orders", "/api/v1/customer", "/api/auth/v1/token")) {
      assertRefused(ask("POST " + path + HOST + KEY + JSON_TYPE, body), 400, "MALFORMED_JSON");
    }
  }

  // ---- what is in a path -----------------------------------------------------------------------

  static Stream<Arguments> notInAPath() {
    return Stream.of(
            "a%2Fb",
            "%25", "a%20b", "a.b", "x".repeat(51), "%C3%A4", "'x'", "${body}", "$%7Bbody%7D")
        .flatMap(
            id ->
                Stream.of(
                    Arguments.of("GET /api/pay/v1/orders/" + id),
                    Arguments.of("GET /api/pay/v1/orders/reference/" + id),
                    Arguments.of("PUT /api/pay/v1/orders/" + id + "/cancel")));
  }

  @ParameterizedTest
  @MethodSource("notInAPath")
  void what_cannot_be_an_order_is_told_so_and_plural_is_not_asked(String line) throws Exception {
    int asked = sandbox.requests(1000).size();

    assertRefused(ask(line + HOST + KEY, ""), 400, "INVALID_REQUEST");
    assertThat(sandbox.requests(1000)).hasSize(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "%C3", "%C0%AF", "%ED%A0%80", "\u00e4", "a%"})
  void what_is_encoded_wrongly_is_told_so(String part) throws Exception {
    assertRefused(
        ask("GET /bridge/commands/CAPTURE/" + part + HOST + KEY, ""), 400, "INVALID_REQUEST");
    assertRefused(ask("GET /api/pay/v1/orders/" + part + HOST + KEY, ""), 400, "INVALID_REQUEST");
  }

  @Test
  void a_command_is_found_by_whatever_key_it_has() throws Exception {
    List<String> keys =
        List.of(
            "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
            "a/b", "...", ".a", "%2F", "%", "'x'", "\"", "null", "${body}", "#{1}", "a,b", "*",
            "k?x=1");
    for (String key : keys) {
      String order = sandbox.ledger().authoriseOrders(1, 500).get(0);
      Answer taken =
          ask(
              "PUT /api/pay/v1/orders/"
                  + order
                  + "/cancel"
                  + HOST
                  + KEY
                  + "\nIdempotency-Key: "
                  + key,
              "");
      assertThat(taken.status()).as(key + taken).isEqualTo(200);

      Answer found = ask("GET /bridge/commands/cancel/" + encoded(key) + HOST + KEY, "");

      assertThat(found.status()).as(key + found).isEqualTo(200);
      assertThat(json(found).path("key").asText()).isEqualTo(key);
      assertThat(json(found).path("order_id").asText()).isEqualTo(order);
      assertSaysNothingBack(found);
    }
    assertRefused(ask("GET /bridge/commands/CANCEL/none" + HOST + KEY, ""), 404, "NO_SUCH_COMMAND");
    assertRefused(ask("GET /bridge/commands/none/a%2Fb" + HOST + KEY, ""), 404, "NO_SUCH_COMMAND");
  }

  private static String encoded(String key) {
    StringBuilder encoded = new StringBuilder();
    key.chars().forEach(c -> encoded.append(String.format("%%%02X", c)));
    return encoded.toString();
  }

  // ---- answers ---------------------------------------------------------------------------------

  @Test
  void every_answer_says_how_long_it_is() throws Exception {
    String order = ORDER.formatted("length-1");
    for (String version : List.of("1.0", "1.1")) {
      Answer answer =
          ask("POST /api/pay/v1/orders HTTP/" + version + "\nHost: x" + KEY + JSON_TYPE, order);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.one("Content-Length")).isEqualTo(String.valueOf(answer.body().length()));
      assertThat(answer.names()).doesNotContain("transfer-encoding");
      assertSaysNothingBack(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.json", "/docs"})
  void the_contract_and_its_page_carry_nothing_over(String path) throws Exception {
    for (String version : List.of("1.0", "1.1")) {
      Answer answer =
          ask(
              "GET " + path + " HTTP/" + version + "\nHost: x\nX-Canary: canary\nCookie: canary",
              PAID_WITH);

      assertThat(answer.status()).isEqualTo(200);
      assertSaysNothingBack(answer);
    }
  }

  @Test
  void the_key_to_seal_to_is_for_everybody_and_may_be_kept_for_a_while() throws Exception {
    for (int again = 0; again < 2; again++) {
      Answer answer =
          ask("GET /bridge/keys/commands?canary=1" + HOST + "\nX-Canary: canary", PAID_WITH);

      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(answer.one("Content-Type")).isEqualTo("application/json");
      assertThat(answer.one("Cache-Control")).isEqualTo("public, max-age=300");
      assertThat(answer.one("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.toString()).doesNotContain("canary", CARD);
      assertThat(json(answer)).isEqualTo(JSON.readTree(data.resolve(PUBLIC_KEY).toFile()));
      assertThat(json(answer).path("keys")).hasSize(1);
      assertThat(json(answer).at("/keys/0").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }
  }

  @Test
  void the_page_may_not_load_anything_nor_be_framed() throws Exception {
    Answer page = ask("GET /docs" + HOST, "");

    assertThat(page.one("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.one("Content-Security-Policy"))
        .startsWith("default-src 'none';")
        .contains("frame-ancestors 'none'");
  }

  @Test
  void many_requests_on_one_connection_are_answered_in_their_order() throws Exception {
    try (BareSocket socket = new BareSocket(bridge.http())) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        all.append(
            BareSocket.request(
                "POST /api/pay/v1/orders" + HOST + KEY + JSON_TYPE, ORDER.formatted("piped-" + i)));
        all.append(BareSocket.request("GET /nothing" + HOST, ""));
      }
      socket.send(all.toString());

      for (int i = 0; i < 20; i++) {
        assertThat(json(socket.answer()).at("/data/merchant_order_reference").asText())
            .isEqualTo("piped-" + i);
        assertThat(socket.answer().status()).isEqualTo(404);
      }
    }
  }
}
