package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.sandbox.Merchant.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault as a client meets it, and what took effect behind it. */
class TroubleTest {

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

  @ParameterizedTest
  @CsvSource({"lost-after-effect, 1", "lost-before-effect, 0"})
  void a_lost_answer_is_a_closed_connection_without_a_byte(String fault, long captures)
      throws IOException {
    sandbox.setFaults(Faults.parse(fault + "=1"));

    assertThat(everyByteOfTheAnswer()).isEmpty();
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(captures);
    assertThat(sandbox.ledger().summary().calls()).containsEntry(Operation.CAPTURE, 1L);
  }

  @ParameterizedTest
  @CsvSource({"error-after-effect, 1", "error-before-effect, 0"})
  void an_error_is_http_500(String fault, long captures) {
    sandbox.setFaults(Faults.parse(fault + "=1"));

    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("INTERNAL_ERROR");
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(captures);
  }

  @Test
  void a_rate_limit_asks_for_patience_and_takes_no_effect() {
    sandbox.setFaults(Faults.parse("rate-limited=1"));

    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.code()).isEqualTo("API_RATE_LIMIT");
    assertThat(reply.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(sandbox.ledger().summary().captures()).isZero();
  }

  @Test
  void a_forgotten_token_stays_forgotten_and_a_new_one_is_good() {
    sandbox.setFaults(Faults.parse("token-forgotten=1"));
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(401);

    sandbox.setFaults(Faults.NONE);
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(401);
    assertThat(sandbox.ledger().summary().captures()).isZero();

    merchant.withToken(merchant.newToken());
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(200);
  }

  @Test
  void a_slow_answer_is_a_good_one_that_comes_late() {
    sandbox.setFaults(Faults.parse("slow=1,slow-ms=300"));

    long begun = System.nanoTime();
    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void latency_delays_every_answer_and_no_effect() {
    try (Sandbox far = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(200))) {
      Merchant customer = new Merchant(far);

      long begun = System.nanoTime();
      customer.inquire(EXAMPLE);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(190));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lost-after-effect", "lost-before-effect"})
  void an_inquiry_can_be_lost_too(String fault) {
    sandbox.setFaults(Faults.parse(fault + "=1"));

    assertThatThrownBy(() -> merchant.inquire(EXAMPLE)).isInstanceOf(Merchant.NoAnswer.class);
  }

  @Test
  void a_call_for_a_token_meets_no_fault() {
    sandbox.setFaults(Faults.parse("lost-before-effect=1"));

    assertThat(merchant.newToken()).isNotEmpty();
  }

  @Test
  void an_unauthorised_call_meets_no_fault_and_the_books_count_those_met() {
    sandbox.setFaults(Faults.parse("error-before-effect=1"));
    merchant.capture(EXAMPLE, "cap-1", 1);

    assertThat(merchant.withToken("wrong").capture(EXAMPLE, "cap-1", 1).status()).isEqualTo(401);
    assertThat(sandbox.ledger().summary().faults()).containsEntry(Fault.ERROR_BEFORE_EFFECT, 1L);
  }

  @Test
  void faults_are_switched_over_http_as_text_or_as_json() {
    Reply text = merchant.control("PUT", "/sandbox/faults", "slow=0.5,slow-ms=20,seed=3");
    assertThat(text.body().path("slow").asDouble()).isEqualTo(0.5);

    merchant.control("PUT", "/sandbox/faults", "{\"rate-limited\":1,\"seed\":3}");
    Reply now = merchant.control("GET", "/sandbox/faults", "");
    assertThat(now.body().path("rate-limited").asInt()).isEqualTo(1);
    assertThat(now.body().path("slow").asInt()).isZero();
    assertThat(merchant.inquire(EXAMPLE).status()).isEqualTo(429);

    Reply wrong = merchant.control("PUT", "/sandbox/faults", "{\"lost\":1}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("message").asText()).contains("\"lost\" is not a fault");
    assertThat(merchant.inquire(EXAMPLE).status()).isEqualTo(429);
  }

  /** What a client without any cleverness reads until the connection ends. */
  private String everyByteOfTheAnswer() throws IOException {
    String body = "{\"merchant_capture_reference\":\"cap-1\"}";
    try (Socket socket = new Socket("localhost", sandbox.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("PUT /api/pay/v1/orders/"
                      + EXAMPLE
                      + "/capture HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Authorization: Bearer "
                      + merchant.newToken()
                      + "\r\n"
                      + "Content-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
