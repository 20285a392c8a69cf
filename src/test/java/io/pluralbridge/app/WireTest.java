package io.pluralbridge.app;

import static io.pluralbridge.support.ScriptedServer.hangUpWithoutAnswer;
import static io.pluralbridge.support.ScriptedServer.json;
import static io.pluralbridge.support.ScriptedServer.raw;
import static io.pluralbridge.support.ScriptedServer.rawThenClose;
import static io.pluralbridge.support.ScriptedServer.reset;
import static io.pluralbridge.support.ScriptedServer.silence;
import static io.pluralbridge.support.ScriptedServer.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.payment.Outcome;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Gate;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.PluralOrder;
import io.pluralbridge.support.ScriptedServer;
import io.pluralbridge.support.ScriptedServer.Reply;
import io.pluralbridge.support.ScriptedServer.Request;
import io.pluralbridge.support.UntrustedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What really goes over the wire: once, as it should, and nowhere else. */
class WireTest {

  private static final String CAPTURED = PluralOrder.captured().json();
  private static final String PATH = "/api/pay/v1/orders/" + Claims.ORDER;
  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";

  @TempDir static Path data;
  private static ScriptedServer plural;
  private static ScriptedServer elsewhere;
  private static CallingRoutes routes;

  @BeforeAll
  static void start() throws Exception {
    plural = new ScriptedServer();
    elsewhere = new ScriptedServer();
    routes = new CallingRoutes(data, plural.url());
  }

  @AfterAll
  static void stop() {
    routes.close();
    plural.close();
    elsewhere.close();
  }

  /** With a token in hand and a fresh connection, so that the call itself is what is spoilt. */
  @BeforeEach
  void warmUp() {
    plural.startOver();
    elsewhere.startOver();
    soon(
        () -> {
          plural.script(json(200, CAPTURED, "Connection: close"));
          return routes.carryOut(Claims.capture()) instanceof Outcome.Succeeded;
        });
    plural.startOver();
    soon(() -> plural.openConnections() == 0);
  }

  private static void soon(Callable<Boolean> condition) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(condition);
  }

  private static String error(String code) {
    return "{\"code\":\"" + code + "\",\"message\":\"Plural said so\"}";
  }

  // ---- once ------------------------------------------------------------------------------------

  static Stream<Arguments> trouble() {
    String huge = "x".repeat(5 * 1024 * 1024);
    return Stream.of(
        spoilt("429", json(429, error("API_RATE_LIMIT")), Outcome.NotSent.class),
        spoilt(
            "429, wait",
            json(429, error("API_RATE_LIMIT"), "Retry-After: 0"),
            Outcome.NotSent.class),
        spoilt("503", json(503, ""), Outcome.Unknown.class),
        spoilt("503, wait", json(503, "", "Retry-After: 0"), Outcome.Unknown.class),
        spoilt("500", json(500, error("INTERNAL_ERROR")), Outcome.Unknown.class),
        spoilt("502", json(502, "<html>"), Outcome.Unknown.class),
        spoilt("504", json(504, error("TIMED_OUT")), Outcome.Unknown.class),
        spoilt("408", json(408, "", "Connection: close"), Outcome.Unknown.class),
        spoilt("425", json(425, ""), Outcome.Unknown.class),
        spoilt("407", json(407, "", "Proxy-Authenticate: Basic"), Outcome.Unknown.class),
        spoilt("422", json(422, error("PAYMENT_EXPIRED")), Outcome.Declined.class),
        spoilt("closed without an answer", hangUpWithoutAnswer(), Outcome.Unknown.class),
        spoilt("reset without an answer", reset(), Outcome.Unknown.class),
        spoilt("silence", silence(), Outcome.Unknown.class),
        spoilt("half a status line", rawThenClose("HTTP/1."), Outcome.Unknown.class),
        spoilt("garbage", rawThenClose("\0\1\2 no HTTP at all\r\n\r\n"), Outcome.Unknown.class),
        spoilt(
            "truncated body",
            rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + CAPTURED),
            Outcome.Unknown.class),
        spoilt(
            "truncated chunk",
            rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{\"data\":"),
            Outcome.Unknown.class),
        spoilt(
            "body that never ends",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + CAPTURED),
            Outcome.Unknown.class),
        spoilt("huge body", json(200, huge), Outcome.Unknown.class),
        spoilt("huge error", json(422, huge), Outcome.Unknown.class),
        spoilt(
            "interim answers only",
            rawThenClose("HTTP/1.1 100 Continue\r\n\r\n"),
            Outcome.Unknown.class),
        spoilt("no content", raw("HTTP/1.1 204 No Content\r\n\r\n"), Outcome.Unknown.class),
        spoilt("asks again", json(200, CAPTURED, "Retry-After: 0"), Outcome.Succeeded.class));
  }

  private static Arguments spoilt(String name, Reply reply, Class<? extends Outcome> outcome) {
    return Arguments.of(name, reply, outcome);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trouble")
  void one_command_is_one_request_whatever_the_answer(
      String name, Reply reply, Class<? extends Outcome> outcome) {
    plural.script(reply, json(200, CAPTURED), json(200, CAPTURED));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(outcome);
    assertThat(plural.calls()).hasSize(1);
    assertThat(plural.tokenCalls()).isEmpty();
  }

  @Test
  void a_connection_that_breaks_before_anything_is_read_is_tried_once() {
    plural.turnAwayConnections();

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Unknown.class);
    assertThat(plural.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 305, 307, 308})
  void a_redirect_is_not_followed(int status) {
    plural.script(
        json(status, "", "Location: " + elsewhere.url() + PATH + "/capture"), json(200, CAPTURED));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Unknown.class);
    assertThat(plural.calls()).hasSize(1);
    assertThat(elsewhere.connections()).isZero();
  }

  @Test
  void a_token_call_is_not_redirected_either() {
    plural.script(json(401, ""), json(200, CAPTURED));
    plural.scriptTokens(json(307, "", "Location: " + elsewhere.url() + "/api/auth/v1/token"));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.NotSent.class);
    assertThat(plural.calls()).hasSize(1);
    assertThat(plural.tokenCalls()).hasSize(1);
    assertThat(elsewhere.connections()).isZero();
  }

  /** It may have been claimed ahead, and have waited for its place. */
  @Test
  void nothing_is_sent_any_more_once_plural_turns_calls_away() {
    Gate gate = routes.context().getRegistry().lookupByNameAndType("gate", Gate.class);
    plural.script(json(200, CAPTURED));

    for (int i = 0; i < 5; i++) {
      gate.heard(new Answer(429, "", Duration.ofSeconds(1), null));
    }

    Outcome outcome = routes.carryOut(Claims.capture());
    assertThat(outcome).isInstanceOf(Outcome.NotSent.class);
    assertThat(plural.calls()).isEmpty();
    assertThat(plural.connections()).isZero();
  }

  // ---- tokens ----------------------------------------------------------------------------------

  @Test
  void a_refused_token_is_renewed_once_and_the_call_repeated_once() {
    plural.script(json(401, "{\"message\":\"Unauthorized\"}"), json(200, CAPTURED));
    plural.scriptTokens(token("renewed"));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.calls()).hasSize(2);
    assertThat(plural.calls().get(0).headers().get("Authorization")).isNotEqualTo("Bearer renewed");
    assertThat(plural.calls().get(1).headers()).containsEntry("Authorization", "Bearer renewed");
    assertThat(plural.calls()).extracting(Request::body).containsOnly(Claims.BODY);
    assertThat(plural.calls())
        .extracting(c -> c.headers().get("Request-ID"))
        .doesNotHaveDuplicates();
    assertThat(plural.tokenCalls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Accept: x", "WWW-Authenticate: Basic realm=\"x\"", "WWW-Authenticate: Bearer"})
  void two_refused_tokens_are_the_end_of_it(String header) {
    plural.script(json(401, "", header), json(401, "", header), json(200, CAPTURED));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.NotSent.class);
    assertThat(plural.calls()).hasSize(2);
    assertThat(plural.tokenCalls()).hasSize(1);
  }

  @Test
  void an_answer_lost_after_a_renewed_token_is_unknown() {
    plural.script(json(401, ""), hangUpWithoutAnswer(), json(200, CAPTURED));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Unknown.class);
    assertThat(plural.calls()).hasSize(2);
  }

  @Test
  void without_a_token_nothing_is_sent() {
    plural.script(json(401, ""));
    plural.scriptTokens(json(500, ""), json(500, ""));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.NotSent.class);
    assertThat(plural.calls()).hasSize(1);
    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.NotSent.class);
    assertThat(plural.calls()).hasSize(1);
  }

  @Test
  void the_token_call_is_as_in_the_guide() {
    plural.script(json(401, ""), json(200, CAPTURED));
    routes.carryOut(Claims.capture(), Map.of("X-Secret", "x", "Authorization", "Basic x"));

    Request call = plural.tokenCalls().get(0);
    assertThat(call.requestLine()).isEqualTo("POST /api/auth/v1/token HTTP/1.1");
    assertThat(call.body())
        .isEqualTo(
            "{\"client_id\":\"the-client-id\",\"client_secret\":\"the-client-secret\","
                + "\"grant_type\":\"client_credentials\"}");
    assertThat(call.headers().keySet())
        .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
        .containsExactlyInAnyOrder(
            "Request-ID",
            "Request-Timestamp",
            "Content-Type",
            "accept",
            "Host",
            "User-Agent",
            "Connection",
            "Content-Length");
    assertThat(call.headers().get("Request-ID")).matches(UUID);
    assertThat(call.headers().get("Request-Timestamp"))
        .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  // ---- what goes out ---------------------------------------------------------------------------

  private static final List<String> ALLOWED =
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

  private void assertAsItShouldBe(Request call) {
    Map<String, String> headers = call.headers();
    assertThat(call.requestLine()).isEqualTo("PUT " + PATH + "/capture HTTP/1.1");
    assertThat(call.body()).isEqualTo(Claims.BODY);
    assertThat(headers.keySet())
        .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
        .containsExactlyInAnyOrderElementsOf(ALLOWED);
    assertThat(headers.get("Authorization")).matches("Bearer token-\\d+");
    assertThat(headers.get("Request-ID")).matches(UUID);
    assertThat(headers.get("Request-Timestamp"))
        .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(headers)
        .containsEntry("Content-Type", "application/json")
        .containsEntry("accept", "application/json")
        .containsEntry("Host", plural.url().substring("http://".length()))
        .containsEntry("User-Agent", "plural-bridge")
        .containsEntry("Content-Length", Integer.toString(Claims.BODY.length()));
  }

  @Test
  void a_capture_goes_out_as_in_the_guide_with_an_id_of_its_own() {
    for (int i = 0; i < 3; i++) {
      plural.script(json(200, CAPTURED));
      routes.carryOut(Claims.capture());
    }

    assertThat(plural.calls()).hasSize(3).allSatisfy(this::assertAsItShouldBe);
    assertThat(plural.calls())
        .extracting(c -> c.headers().get("Request-ID"))
        .doesNotHaveDuplicates();
    assertThat(plural.connections()).as("the connection is kept").isEqualTo(1);
  }

  @Test
  void the_outcome_names_the_request_id_that_went_out() {
    plural.script(json(200, CAPTURED));

    Outcome outcome = routes.carryOut(Claims.capture());

    assertThat(outcome.evidence().requestId())
        .isEqualTo(plural.calls().get(0).headers().get("Request-ID"));
  }

  @Test
  void a_cancel_goes_out_without_a_body() {
    plural.script(
        json(200, PluralOrder.captured().withoutCaptures().withStatus("CANCELLED").json()));

    assertThat(routes.carryOut(Claims.cancel())).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.calls().get(0).requestLine()).isEqualTo("PUT " + PATH + "/cancel HTTP/1.1");
    assertThat(plural.calls().get(0).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"note\":\"${header.x} {{plural.api.client-secret}} ${variable.accessToken}\"}",
        "{\"note\":\"रुपये €\\u20b9 \\\\ 'a' \\\"b\\\"\"}",
        "  {\"spaces\" : \"around\"}  ",
      })
  void a_body_goes_out_as_it_is(String body) {
    plural.script(json(200, CAPTURED));

    routes.carryOut(Claims.capture().withBody(body));

    assertThat(plural.calls()).extracting(Request::body).containsExactly(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CamelHttpUri",
        "CAMELHTTPURI",
        "camelhttpuri",
        "CamelHttpPath",
        "camelHttpPath",
        "CamelHttpQuery",
        "CamelHttpRawQuery",
        "CamelHttpMethod",
        "CAMELHttpMethod",
        "CamelHttpHost",
        "CamelHttpPort",
        "CamelHttpBaseUri",
        "CamelHttpProtocolVersion",
        "CamelHttpCharacterEncoding",
        "CamelRestHttpUri",
        "CamelFileName",
        "CamelBeanMethodName",
        "CamelBeanClassName",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Transfer-Encoding",
        "Host",
        "Cookie",
        "Authorization",
        "authorization",
        "Proxy-Authorization",
        "Request-ID",
        "request-id",
        "Idempotency-Key",
        "X-Secret",
        "X-Forwarded-For",
        "Expect",
        "Connection",
        "Upgrade",
        "breadcrumbId",
      })
  void a_header_of_the_way_in_neither_goes_out_nor_steers_the_call(String header) {
    plural.script(json(200, CAPTURED));

    Outcome outcome =
        routes.carryOut(Claims.capture(), Map.of(header, elsewhere.url() + "/evil", "x", "y"));

    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.calls()).hasSize(1).allSatisfy(this::assertAsItShouldBe);
    assertThat(plural.calls().get(0).head()).doesNotContain("evil");
    assertThat(elsewhere.connections()).isZero();
  }

  // ---- what comes in ---------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 422, 500})
  void headers_of_an_answer_do_not_steer_the_next_call(int status) {
    List<String> hostile = new ArrayList<>();
    for (String name :
        List.of(
            "CamelHttpUri",
            "CAMELHttpUri",
            "camelhttpuri",
            "CamelHttpPath",
            "CAMELHTTPPATH",
            "CamelHttpQuery",
            "CamelHttpMethod",
            "CAMELHttpMethod",
            "camelfilename",
            "CamelBeanMethodName",
            "Host",
            "Authorization",
            "X-Secret",
            "Request-ID")) {
      hostile.add(name + ": " + elsewhere.url() + "/evil");
    }
    hostile.add("Set-Cookie: evil=1; Path=/");
    plural.script(json(status, CAPTURED, hostile.toArray(String[]::new)));
    plural.scriptTokens(token("token-1", hostile.toArray(String[]::new)));
    plural.script(json(200, CAPTURED), json(200, CAPTURED));

    routes.carryOut(Claims.capture());
    Outcome next = routes.carryOut(Claims.capture());

    assertThat(next).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.calls()).hasSize(status == 401 ? 3 : 2).allSatisfy(this::assertAsItShouldBe);
    assertThat(plural.calls()).noneMatch(call -> call.head().contains("evil"));
    assertThat(elsewhere.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CamelHttpResponseCode", "CAMELHttpResponseCode", "camelhttpresponsecode"})
  void no_header_of_an_answer_changes_its_status(String header) {
    plural.script(json(500, CAPTURED, header + ": 200"));

    Outcome outcome = routes.carryOut(Claims.capture());

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(outcome.evidence().httpStatus()).isEqualTo(500);
  }

  @Test
  void the_charset_of_an_answer_is_not_that_of_the_next_call() {
    plural.script(
        raw(
            "HTTP/1.1 401 No\r\nContent-Type: text/plain; charset=UTF-16\r\n"
                + "Content-Length: 0\r\n\r\n"),
        json(200, CAPTURED));

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.calls()).hasSize(2).allSatisfy(this::assertAsItShouldBe);
  }

  // ---- connections -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void both_clients_neither_repeat_nor_follow_nor_remember(String scheme) {
    HttpComponent http = routes.context().getComponent(scheme, HttpComponent.class);

    assertThat(http.isAutomaticRetriesDisabled()).isTrue();
    assertThat(http.isRedirectHandlingDisabled()).isTrue();
    assertThat(http.isFollowRedirects()).isFalse();
    assertThat(http.isCookieManagementDisabled()).isTrue();
    assertThat(http.isAuthCachingDisabled()).isTrue();
    assertThat(http.getConnectTimeout()).isEqualTo(1000);
    assertThat(http.getResponseTimeout()).isEqualTo(700);
  }

  @Test
  void an_answer_that_trickles_is_cut_off_in_time() throws Exception {
    AtomicBoolean trickledToItsEnd = new AtomicBoolean();
    try (ServerSocket server = new ServerSocket(0)) {
      Thread trickling = new Thread(() -> trickle(server, trickledToItsEnd));
      trickling.start();
      String url = "http://localhost:" + server.getLocalPort();
      try (CallingRoutes other = new CallingRoutes(data.resolve("trickle"), url)) {
        assertThat(other.carryOut(Claims.capture())).isInstanceOf(Outcome.Unknown.class);
      }
      trickling.join();
    }
    assertThat(trickledToItsEnd).isFalse();
  }

  /** A token at once; then, for the capture, a header of which one byte comes every 100 ms. */
  private static void trickle(ServerSocket server, AtomicBoolean toItsEnd) {
    String token = "{\"access_token\":\"a\",\"expires_in\":3600}";
    try {
      try (Socket first = server.accept()) {
        first.getInputStream().read(new byte[8192]);
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
        first.getOutputStream().write((head + token.length() + "\r\n\r\n" + token).getBytes(UTF_8));
      }
      try (Socket second = server.accept()) {
        second.getInputStream().read(new byte[8192]);
        OutputStream out = second.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(UTF_8));
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 300; i++) {
          out.write('x');
          never.await(100, TimeUnit.MILLISECONDS);
        }
        toItsEnd.set(true);
      }
    } catch (IOException | InterruptedException cutOff) {
      assertThat(cutOff).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_port_where_nobody_listens_means_not_sent() throws Exception {
    String gone;
    try (ScriptedServer closed = new ScriptedServer()) {
      gone = closed.url();
    }
    Path folder = data.resolve("gone");

    try (CallingRoutes other = new CallingRoutes(folder, gone)) {
      assertThat(((Outcome.NotSent) other.carryOut(Claims.capture())).reason())
          .isEqualTo("no access token: could not connect to Plural");
    }
  }

  /** The client checks a connection that lay idle for two seconds or more before it uses it. */
  @Test
  void a_connection_that_plural_closed_while_it_lay_idle_is_not_used() {
    plural.script(json(200, CAPTURED), json(200, CAPTURED));
    routes.carryOut(Claims.capture());
    plural.hangUp();
    await()
        .pollDelay(Duration.ofMillis(2_100))
        .atMost(Duration.ofSeconds(5))
        .until(() -> plural.openConnections() == 0);

    assertThat(routes.carryOut(Claims.capture())).isInstanceOf(Outcome.Succeeded.class);
    assertThat(plural.connections()).isEqualTo(2);
  }

  @Test
  void a_command_that_was_claimed_too_long_ago_does_not_leave_any_more() {
    Outcome outcome =
        routes.carryOut(Claims.capture().sentAt(Instant.now().minusSeconds(3600)).sent(), Map.of());

    assertThat(((Outcome.NotSent) outcome).reason()).contains("too late");
    assertThat(plural.calls()).isEmpty();
  }

  @Test
  void a_server_that_cannot_prove_who_it_is_hears_nothing() throws Exception {
    try (UntrustedServer impostor = new UntrustedServer(data);
        CallingRoutes other = new CallingRoutes(data.resolve("tls"), impostor.url())) {
      Outcome.NotSent outcome = (Outcome.NotSent) other.carryOut(Claims.capture());

      assertThat(outcome.reason()).contains("no TLS connection to Plural", "certification path");
      assertThat(impostor.heard()).isEqualTo(0);
    }
  }
}
