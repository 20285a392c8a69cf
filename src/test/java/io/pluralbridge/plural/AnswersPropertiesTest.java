package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.PluralOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every answer, whoever gave it and however broken it is. */
class AnswersPropertiesTest {

  private static final int TRIES = 2000;

  private final Answers answers = new Answers(Namesakes.NONE);

  @Property(tries = TRIES)
  void every_answer_means_something(
      @ForAll("claims") Claim claim, @ForAll("answers") Answer answer) {
    assertThat(answers.read(claim, answer)).isNotNull();
    assertThat(answers.order(claim, answer)).isNotNull();
  }

  @Property(tries = TRIES)
  void a_command_succeeded_only_where_the_body_says_so_of_our_order(
      @ForAll("claims") Claim claim, @ForAll("answers") Answer answer) {
    if (answers.read(claim, answer) instanceof Outcome.Succeeded succeeded) {
      assertThat(answer.status()).isBetween(200, 299);
      assertThat(answer.body()).contains(Claims.ORDER);
      OrderStatus status = succeeded.evidence().orderStatus();
      assertThat(answer.body()).contains(status.name());
      assertThat(claim.command().action() == Action.CAPTURE)
          .isEqualTo(status != OrderStatus.CANCELLED)
          .isEqualTo(status.isCaptured());
    }
  }

  @Property(tries = TRIES)
  void after_a_5xx_nobody_can_say(@ForAll("claims") Claim claim, @ForAll("answers") Answer answer) {
    if (answer.status() >= 500) {
      assertThat(answers.read(claim, answer)).isInstanceOf(Outcome.Unknown.class);
      assertThat(answers.order(claim, answer)).isNotInstanceOf(OrderReport.Found.class);
    }
  }

  @Property(tries = TRIES)
  void only_a_4xx_in_plurals_words_declines_and_never_a_repeat(
      @ForAll("claims") Claim claim, @ForAll("answers") Answer answer) {
    if (answers.read(claim, answer) instanceof Outcome.Declined) {
      assertThat(answer.status()).isBetween(400, 499);
      assertThat(answer.body()).containsAnyOf("code", "error", "message");
      assertThat(claim.isRepeat()).isFalse();
    }
  }

  @Property(tries = TRIES)
  void it_is_sent_again_unasked_only_where_plural_turned_it_away(
      @ForAll("claims") Claim claim, @ForAll("answers") Answer answer) {
    if (answers.read(claim, answer) instanceof Outcome.NotSent) {
      boolean turnedAway =
          answer.status() == 401
              || answer.status() == 403
              || answer.status() == 429
              || answer.body().contains("API_RATE_LIMIT");
      assertThat(turnedAway).isTrue();
    }
  }

  @Provide
  Arbitrary<Claim> claims() {
    return Arbitraries.of(
        Claims.capture().sent(),
        Claims.capture().repeated().sent(),
        Claims.cancel().sent(),
        Claims.cancel().repeated().sent());
  }

  @Provide
  Arbitrary<Answer> answers() {
    Arbitrary<Integer> statuses =
        Arbitraries.oneOf(
            Arbitraries.of(200, 201, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504),
            Arbitraries.integers().between(0, 999));
    Arbitrary<Duration> waits = Arbitraries.integers().between(0, 3600).map(Duration::ofSeconds);
    Arbitrary<String> ids = Arbitraries.strings().ascii().ofMaxLength(50).injectNull(0.2);
    return Combinators.combine(statuses, bodies(), waits.injectNull(0.5), ids).as(Answer::new);
  }

  private static Arbitrary<String> bodies() {
    return Arbitraries.oneOf(noise(), json(), orders(), errors(), orders().flatMap(b -> cutOff(b)));
  }

  private static Arbitrary<String> noise() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(200)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static Arbitrary<String> cutOff(String body) {
    return Arbitraries.integers().between(0, body.length()).map(end -> body.substring(0, end));
  }

  private static Arbitrary<String> values() {
    return Arbitraries.of(
        "null",
        "true",
        "[]",
        "{}",
        "1",
        "-1e999",
        "\"\"",
        "\"PROCESSED\"",
        "\"CANCELLED\"",
        "\"" + Claims.ORDER + "\"",
        "[[[]]]",
        "99999999999999999999");
  }

  /** Our fields, with whatever in them. */
  private static Arbitrary<String> json() {
    return Combinators.combine(values(), values(), values(), values())
        .as(
            (id, status, payments, code) ->
                "{\"order_id\":%s,\"status\":%s,\"payments\":%s,\"code\":%s,\"data\":%s}"
                    .formatted(id, status, payments, code, payments));
  }

  private static Arbitrary<String> orders() {
    Arbitrary<PluralOrder> order =
        Combinators.combine(
                Arbitraries.of(Claims.ORDER, "v1-of-another"),
                Arbitraries.oneOf(
                    Arbitraries.of(OrderStatus.class).map(OrderStatus::name),
                    Arbitraries.just("NOT_HEARD_OF")),
                Arbitraries.of(Claims.KEY, "cap-of-another"),
                Arbitraries.of(1100L, 4000L, -1L))
            .as(
                (id, status, key, amount) ->
                    PluralOrder.captured().withId(id).withStatus(status).withCapture(key, amount));
    return Arbitraries.oneOf(order, order.map(PluralOrder::withoutCaptures)).map(PluralOrder::json);
  }

  private static Arbitrary<String> errors() {
    return Combinators.combine(
            Arbitraries.of("code", "error", "error_code", "other"),
            Arbitraries.of(
                "DUPLICATE_REQUEST",
                "OPERATION_NOT_ALLOWED",
                "API_RATE_LIMIT",
                "INVALID_REQUEST",
                "PAYMENT_RATE_LIMIT",
                "ORDER_NOT_FOUND",
                "NEVER_HEARD_OF"))
        .as("{\"%s\":\"%s\",\"message\":\"no\"}"::formatted);
  }
}
