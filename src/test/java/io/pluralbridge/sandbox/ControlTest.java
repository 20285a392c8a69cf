package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.sandbox.Merchant.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The side of the sandbox that Plural does not have. */
class ControlTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";

  private Sandbox sandbox;
  private Merchant merchant;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxSettings.onFreePort());
    merchant = new Merchant(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void the_ledger_counts_calls_orders_and_money() {
    merchant.capture(EXAMPLE, "cap-1", 40_000);
    merchant.cancel("v1-sandbox-aa-000002");
    merchant.inquire(EXAMPLE);

    JsonNode ledger = merchant.control("GET", "/sandbox/ledger", "").body();

    assertThat(ledger.at("/calls/CAPTURE").asLong()).isEqualTo(1);
    assertThat(ledger.at("/calls/GET_ORDER").asLong()).isEqualTo(1);
    assertThat(ledger.at("/calls/CREATE_ORDER").asLong()).isZero();
    assertThat(ledger.path("tokens_issued").asLong()).isEqualTo(1);
    assertThat(ledger.at("/orders/AUTHORIZED").asLong()).isEqualTo(8);
    assertThat(ledger.at("/captured/INR").asLong()).isEqualTo(40_000);
    assertThat(ledger.at("/released/INR").asLong()).isEqualTo(180_000);
    assertThat(ledger.path("captures").asLong()).isEqualTo(1);
    assertThat(ledger.path("cancels").asLong()).isEqualTo(1);
    assertThat(ledger.path("orders_captured_more_than_once").isEmpty()).isTrue();
    assertThat(ledger.path("orders_captured_and_cancelled").isEmpty()).isTrue();
  }

  @Test
  void an_order_tells_every_effect_with_the_request_that_caused_it() {
    String requestId = requestId(merchant.capture(EXAMPLE, "cap-1", 40_000));

    JsonNode effects =
        merchant.control("GET", "/sandbox/orders/" + EXAMPLE, "").body().path("effects");

    assertThat(effects.findValuesAsText("what")).containsExactly("MADE", "CAPTURED");
    assertThat(effects.at("/1/request_id").asText()).isEqualTo(requestId);
    assertThat(effects.at("/1/reference").asText()).isEqualTo("cap-1");
    assertThat(effects.at("/1/amount").asLong()).isEqualTo(40_000);
    assertThat(effects.at("/1/at").asText()).matches("20[0-9]{2}-.*Z");
  }

  @Test
  void made_orders_come_with_a_capture_file_that_can_be_carried_out() {
    Reply reply = merchant.control("POST", "/sandbox/orders?count=1234&amount=5000", "");

    List<String> lines = reply.raw().body().lines().toList();
    assertThat(reply.raw().headers().firstValue("Content-Type")).contains("text/csv");
    assertThat(lines.get(0)).isEqualTo("order_id,merchant_capture_reference,amount,currency");
    assertThat(new HashSet<>(lines)).hasSize(1235);

    String[] row = lines.get(1234).split(",");
    assertThat(row[0]).matches("v1-[0-9]{12}-aa-[A-Za-z0-9]{6}");
    assertThat(merchant.capture(row[0], row[1], Long.parseLong(row[2])).status()).isEqualTo(200);
    assertThat(row[3]).isEqualTo("INR");
  }

  @Test
  void captures_are_told_as_csv() {
    merchant.capture(EXAMPLE, "cap-1", 40_000);

    List<String> lines =
        merchant.control("GET", "/sandbox/captures", "").raw().body().lines().toList();

    assertThat(lines.get(0)).isEqualTo("order_id,merchant_capture_reference,amount,currency,at");
    assertThat(lines.get(1)).startsWith(EXAMPLE + ",cap-1,40000,INR,20").endsWith("Z");
    assertThat(lines).hasSize(2);
  }

  @Test
  void effects_are_told_as_csv_cancels_too_and_what_took_none_is_not() {
    String first = requestId(merchant.capture(EXAMPLE, "cap-1", 40_000));
    merchant.cancel(EXAMPLE);
    String second = requestId(merchant.cancel("v1-sandbox-aa-000002"));

    List<String> lines =
        merchant.control("GET", "/sandbox/effects", "").raw().body().lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo("at,operation,order_id,reference,amount,currency,request_id");
    assertThat(lines.get(1)).matches("20.*Z,CAPTURE," + EXAMPLE + ",cap-1,40000,INR," + first);
    assertThat(lines.get(2)).matches("20.*Z,CANCEL,v1-sandbox-aa-000002,,,," + second);
  }

  @Test
  void more_effects_than_fit_into_one_portion_are_all_told_once() {
    for (String id : sandbox.ledger().authoriseOrders(1_100, 500)) {
      sandbox.ledger().cancel(id, "a \"request\", quoted");
    }

    List<String> lines =
        merchant.control("GET", "/sandbox/effects", "").raw().body().lines().toList();

    assertThat(new HashSet<>(lines)).hasSize(1_101);
    assertThat(lines.get(1_100)).endsWith(",,,,\"a \"\"request\"\", quoted\"");
    assertThat(sandbox.ledger().effects()).hasSize(1_100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"count=0", "count=x", "amount=-1"})
  void orders_are_not_made_of_nonsense(String query) {
    Reply reply = merchant.control("POST", "/sandbox/orders?" + query, "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void requests_are_shown_as_they_arrived_without_credentials_or_bodies() {
    merchant.capture(EXAMPLE, "cap-1", 40_000);

    JsonNode seen = merchant.control("GET", "/sandbox/requests?last=1", "").body();

    assertThat(seen).hasSize(1);
    assertThat(seen.at("/0/method").asText()).isEqualTo("PUT");
    assertThat(seen.at("/0/path").asText()).endsWith("/capture");
    assertThat(seen.toString())
        .contains("{\"name\":\"Authorization\",\"value\":\"***\"}", "Request-Timestamp")
        .doesNotContain("Bearer", "cap-1");
  }

  @Test
  void only_the_last_200_requests_are_remembered() {
    for (int i = 0; i < 205; i++) {
      merchant.inquire("order-" + i);
    }

    assertThat(sandbox.requests(1_000)).hasSize(200);
    assertThat(sandbox.requests(1_000).get(0).path()).endsWith("order-5");
  }

  @Test
  void the_challenge_is_passed_only_while_a_payment_waits() {
    Reply reply = merchant.control("POST", "/sandbox/orders/" + EXAMPLE + "/authorise", "");

    assertThat(reply.status()).isEqualTo(422);
    assertThatThrownBy(() -> sandbox.ledger().fail("nobody's")).isInstanceOf(ApiError.class);
  }

  @Test
  void java_makes_authorised_orders_too() {
    List<String> ids = sandbox.ledger().authoriseOrders(2_500, 700);

    assertThat(new HashSet<>(ids)).hasSize(2_500);
    SandboxOrderReport last = sandbox.ledger().order(ids.get(2_499)).orElseThrow();
    assertThat(last.status()).isEqualTo(Status.AUTHORIZED);
    assertThat(last.amount()).isEqualTo(700);
  }

  @Test
  void an_unknown_path_and_a_wrong_method_are_told_in_json() {
    assertThat(merchant.get("/api/pay/v2/orders").status()).isEqualTo(404);
    assertThat(merchant.put("/api/pay/v1/orders", "{}").status()).isEqualTo(405);
    assertThat(merchant.put("/api/pay/v1/orders", "{}").code()).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void what_is_far_too_large_is_refused() {
    Reply reply = merchant.post("/api/pay/v1/orders", " ".repeat(1_100_000));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void a_path_that_cannot_be_decoded_is_a_bad_request() throws IOException {
    try (Socket socket = new Socket("localhost", sandbox.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET /sandbox/orders/%zz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));

      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .startsWith("HTTP/1.0 400")
          .contains("INVALID_REQUEST");
    }
  }

  @Test
  void a_busy_port_is_named() {
    assertThatThrownBy(() -> Sandbox.start(SandboxSettings.onPort(sandbox.port())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on port " + sandbox.port());
  }

  private static String requestId(Reply reply) {
    return reply.raw().request().headers().firstValue("Request-ID").orElseThrow();
  }
}
