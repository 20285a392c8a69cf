package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.sandbox.Merchant.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault as a client meets it, and what took effect behind it. */
class TroubleTest {

  private static final String EXAMPLE = "v1-sandbox-aa-000001";

  /** Of a fault with probability 0.5: the first call meets it, and the next 24 do not. */
  private static final String FIRST_DRAW_ONLY = "seed=241719";

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
    sandbox.setFaults(SandboxFaults.parse(fault + "=1"));

    try (BareCall call = capture("cap-1")) {
      assertThat(call.everyByteOfTheAnswer()).isEmpty();
    }
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(captures);
    assertThat(sandbox.ledger().summary().calls()).containsEntry(Operation.CAPTURE, 1L);
  }

  @ParameterizedTest
  @CsvSource({"error-after-effect, 1", "error-before-effect, 0"})
  void an_error_is_http_500(String fault, long captures) {
    sandbox.setFaults(SandboxFaults.parse(fault + "=1"));

    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("INTERNAL_ERROR");
    assertThat(sandbox.ledger().summary().captures()).isEqualTo(captures);
  }

  @Test
  void a_rate_limit_asks_for_patience_and_takes_no_effect() {
    sandbox.setFaults(SandboxFaults.parse("rate-limited=1"));

    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.code()).isEqualTo("API_RATE_LIMIT");
    assertThat(reply.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(sandbox.ledger().summary().captures()).isZero();
  }

  @Test
  void a_forgotten_token_stays_forgotten_and_a_new_one_is_good() {
    sandbox.setFaults(SandboxFaults.parse("token-forgotten=1"));
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(401);

    sandbox.setFaults(SandboxFaults.NONE);
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(401);
    assertThat(sandbox.ledger().summary().captures()).isZero();

    merchant.withToken(merchant.newToken());
    assertThat(merchant.capture(EXAMPLE, "cap-1", 110_000).status()).isEqualTo(200);
  }

  @Test
  void a_slow_answer_is_a_good_one_that_comes_late() {
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=300"));

    long begun = System.nanoTime();
    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void a_late_call_takes_effect_late_and_is_answered_then() {
    sandbox.setFaults(SandboxFaults.parse("late=1,late-ms=300"));

    Instant asked = Instant.now();
    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(sandbox.ledger().effects().get(0).at()).isAfter(asked.plusMillis(290));
    assertThat(sandbox.ledger().summary().faults()).containsEntry(SandboxFault.LATE, 1L);
  }

  @Test
  void a_late_call_takes_effect_although_its_client_has_hung_up() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("late=1,late-ms=1000"));
    try (BareCall givenUp = capture("cap-1")) {
      awaitCaptureCall();
    }
    sandbox.setFaults(SandboxFaults.NONE);

    assertThat(merchant.inquire(EXAMPLE).data().path("status").asText()).isEqualTo("AUTHORIZED");
    await().atMost(Duration.ofSeconds(10)).until(() -> sandbox.ledger().summary().captures() == 1);
    assertThat(merchant.inquire(EXAMPLE).data().path("status").asText()).isEqualTo("PROCESSED");
  }

  @Test
  void a_late_call_finds_the_order_as_it_is_by_then() throws IOException {
    sandbox.setFaults(SandboxFaults.parse("late=1,late-ms=1000"));
    try (BareCall late = capture("cap-1")) {
      awaitCaptureCall();
      sandbox.setFaults(SandboxFaults.NONE);

      assertThat(merchant.cancel(EXAMPLE).status()).isEqualTo(200);
      assertThat(late.everyByteOfTheAnswer())
          .startsWith("HTTP/1.1 422")
          .contains("OPERATION_NOT_ALLOWED");
    }
    assertThat(sandbox.ledger().effects())
        .extracting(Effect::operation)
        .containsExactly(Operation.CANCEL);
  }

  @Test
  void a_burst_turns_every_call_away_but_those_for_tokens_until_it_is_over() {
    sandbox.setFaults(SandboxFaults.parse("burst=0.5,burst-ms=1500," + FIRST_DRAW_ONLY));

    Reply first = merchant.capture(EXAMPLE, "cap-1", 110_000);
    Reply second = merchant.inquire(EXAMPLE);
    Reply wrong = new Merchant(sandbox).withToken("wrong").inquire(EXAMPLE);

    assertThat(first.raw().headers().firstValue("Retry-After")).contains("1");
    for (Reply reply : List.of(first, second, wrong)) {
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.code()).isEqualTo("API_RATE_LIMIT");
    }
    assertThat(merchant.newToken()).isNotEmpty();
    assertThat(sandbox.ledger().effects()).isEmpty();
    assertThat(sandbox.ledger().summary().faults()).containsEntry(SandboxFault.BURST, 3L);

    await().atMost(Duration.ofSeconds(10)).until(() -> merchant.inquire(EXAMPLE).status() == 200);
  }

  @Test
  void an_outage_drops_and_refuses_connections_and_then_all_is_as_before() throws IOException {
    int port = sandbox.port();
    sandbox.setFaults(SandboxFaults.parse("slow=1,slow-ms=20000"));
    try (BareCall waiting = capture("cap-1")) {
      awaitCaptureCall();
      sandbox.setFaults(SandboxFaults.parse("outage=0.5,outage-ms=1500," + FIRST_DRAW_ONLY));

      assertThatThrownBy(() -> merchant.cancel("v1-sandbox-aa-000002"))
          .isInstanceOf(Merchant.NoAnswer.class);
      assertThat(waiting.everyByteOfTheAnswer()).isEmpty();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new Socket("localhost", port).close())
                    .isInstanceOf(ConnectException.class));

    await().atMost(Duration.ofSeconds(10)).until(this::isAnswered);
    assertThat(sandbox.port()).isEqualTo(port);
    assertThat(sandbox.ledger().effects()).extracting(Effect::reference).containsExactly("cap-1");
    assertThat(sandbox.ledger().summary().faults()).containsEntry(SandboxFault.OUTAGE, 1L);
    assertThat(merchant.cancel("v1-sandbox-aa-000002").status()).isEqualTo(200);
  }

  @Test
  void a_sandbox_can_be_stopped_in_the_middle_of_an_outage() {
    sandbox.setFaults(SandboxFaults.parse("outage=1,outage-ms=200"));
    assertThatThrownBy(() -> merchant.capture(EXAMPLE, "cap-1", 1))
        .isInstanceOf(Merchant.NoAnswer.class);
    int port = sandbox.port();

    sandbox.close();

    try (Sandbox next = Sandbox.start(SandboxSettings.onPort(port))) {
      assertThat(next.port()).isEqualTo(port);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, 3_600_000})
  void a_wrong_clock_shows_in_answers_and_neither_in_the_books_nor_in_the_life_of_tokens(
      long skewMs) {
    sandbox.setFaults(SandboxFaults.parse("clock-skew-ms=" + skewMs));

    Instant asked = Instant.now();
    Reply reply = merchant.capture(EXAMPLE, "cap-1", 110_000);

    Instant shown = asked.plusMillis(skewMs);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(shown(reply, "created_at")).isCloseTo(shown, within(1, ChronoUnit.MINUTES));
    assertThat(shown(reply, "updated_at")).isCloseTo(shown, within(1, ChronoUnit.MINUTES));
    assertThat(reply.data().at("/payments/0/capture_data/0/created_at").asText())
        .isEqualTo(reply.data().path("updated_at").asText());
    assertThat(sandbox.ledger().effects().get(0).at())
        .isCloseTo(asked, within(1, ChronoUnit.MINUTES));
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
    sandbox.setFaults(SandboxFaults.parse(fault + "=1"));

    assertThatThrownBy(() -> merchant.inquire(EXAMPLE)).isInstanceOf(Merchant.NoAnswer.class);
  }

  @Test
  void a_call_for_a_token_meets_no_fault() {
    sandbox.setFaults(SandboxFaults.parse("lost-before-effect=1"));

    assertThat(merchant.newToken()).isNotEmpty();
  }

  @Test
  void an_unauthorised_call_meets_no_fault_and_the_books_count_those_met() {
    sandbox.setFaults(SandboxFaults.parse("error-before-effect=1"));
    merchant.capture(EXAMPLE, "cap-1", 1);

    assertThat(merchant.withToken("wrong").capture(EXAMPLE, "cap-1", 1).status()).isEqualTo(401);
    assertThat(sandbox.ledger().summary().faults())
        .containsEntry(SandboxFault.ERROR_BEFORE_EFFECT, 1L);
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

  private BareCall capture(String reference) throws IOException {
    return BareCall.capture(sandbox, merchant.newToken(), EXAMPLE, reference);
  }

  private void awaitCaptureCall() {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sandbox.ledger().summary().calls().get(Operation.CAPTURE) == 1);
  }

  private boolean isAnswered() {
    try {
      return merchant.inquire(EXAMPLE).status() == 200;
    } catch (Merchant.NoAnswer notYet) {
      return false;
    }
  }

  private static Instant shown(Reply reply, String field) {
    return Instant.parse(reply.data().path(field).asText());
  }
}
