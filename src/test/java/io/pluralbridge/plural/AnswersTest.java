package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.AcquirerIds;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.PluralOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  private static final String HTML = "<html><body>Forbidden</body></html>";

  private final Answers answers = new Answers(Namesakes.NONE);

  private Outcome read(Claims claim, int status, String body) {
    return answers.read(claim.sent(), answer(status, body));
  }

  private static Answer answer(int status, String body) {
    return new Answer(status, body, null, "request-1");
  }

  private static String error(String code) {
    return "{\"code\":\"%s\",\"message\":\"Plural said so\"}".formatted(code);
  }

  // ---- 2xx --------------------------------------------------------------------------------------

  static Stream<PluralOrder> orders_that_show_our_capture() {
    return Stream.of(
        PluralOrder.captured(),
        PluralOrder.captured().withStatus("PARTIALLY_CAPTURED"),
        PluralOrder.captured().withStatus("PARTIALLY_REFUNDED"),
        PluralOrder.captured().withStatus("FULLY_REFUNDED"),
        PluralOrder.captured().withCaptureOfUntoldAmount());
  }

  @Test
  void a_permission_that_we_lack_says_nothing_about_the_order() {
    assertThat(read(Claims.capture(), 403, error("FORBIDDEN"))).isInstanceOf(Outcome.NotSent.class);
  }

  @ParameterizedTest
  @MethodSource("orders_that_show_our_capture")
  void a_capture_succeeded_when_the_answer_shows_it(PluralOrder order) {
    Outcome outcome = read(Claims.capture(), 200, order.json());

    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    assertThat(outcome.evidence().httpStatus()).isEqualTo(200);
    assertThat(outcome.evidence().orderStatus()).isEqualTo(OrderStatus.valueOf(order.status()));
    assertThat(outcome.evidence().requestId()).isEqualTo("request-1");
    assertThat(outcome.evidence().acquirer())
        .isEqualTo(new AcquirerIds("420145000226", "000000", "202456643801053"));
  }

  static Stream<String> answers_that_leave_it_open() {
    PluralOrder captured = PluralOrder.captured();
    return Stream.of(
        captured.withoutCaptures().json(),
        "{\"order_id\":\"" + Claims.ORDER + "\",\"status\":\"PROCESSED\"}",
        captured.withCapture("cap-of-another", 1100).json(),
        captured.withCapture(Claims.KEY.toUpperCase(Locale.ROOT), 4000).json(),
        captured.withCapture(Claims.KEY, 4000).json(),
        captured.withStatus("PENDING").json(),
        captured.withStatus("AUTHORIZED").json(),
        captured.withStatus("CREATED").json(),
        captured.withStatus("ATTEMPTED").json(),
        captured.withStatus("FAILED").json(),
        captured.withStatus("CANCELLED").json(),
        captured.withStatus("A_STATUS_OF_TOMORROW").json(),
        captured.withStatus("processed").json(),
        captured.withId("v1-of-somebody-else").json(),
        captured.withId("").json(),
        "",
        "null",
        "[]",
        "{}",
        "{\"data\":null}",
        "{\"data\":[]}",
        "{\"code\":\"INTERNAL_ERROR\",\"message\":\"on a 200\"}",
        "PROCESSED",
        HTML,
        captured.json().substring(0, 60));
  }

  @ParameterizedTest
  @MethodSource("answers_that_leave_it_open")
  void a_capture_that_is_accepted_but_not_shown_is_asked_about_at_once(String body) {
    Outcome.Unknown unknown = (Outcome.Unknown) read(Claims.capture(), 200, body);

    assertThat(unknown.askAt()).isEqualTo(Instant.EPOCH);
    assertThat(unknown.ended()).as("Plural may still be at it").isFalse();
    assertThat(unknown.otherwise()).isNull();
  }

  @Test
  void a_capture_of_all_is_not_done_where_another_amount_is_told() {
    Claims ofAll = Claims.capture().withBody(Claims.OF_ALL);
    PluralOrder whole = PluralOrder.captured();

    assertThat(read(ofAll, 200, whole.json(1100, 1100))).isInstanceOf(Outcome.Succeeded.class);
    assertThat(read(ofAll, 200, whole.json(1000, 1100)))
        .as("with a fee on top")
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(read(ofAll, 200, whole.json())).isInstanceOf(Outcome.Succeeded.class);
    assertThat(read(ofAll, 200, whole.withCapture(Claims.KEY, 500).json(1100, 1100)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void any_2xx_without_an_order_is_unknown(int status) {
    assertThat(read(Claims.capture(), status, "")).isInstanceOf(Outcome.Unknown.class);
    assertThat(read(Claims.cancel(), status, "")).isInstanceOf(Outcome.Unknown.class);
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void a_cancel_succeeded_only_when_the_order_is_cancelled(OrderStatus status) {
    PluralOrder order = PluralOrder.captured().withoutCaptures().withStatus(status.name());

    assertThat(read(Claims.cancel(), 200, order.json()))
        .isInstanceOf(
            status == OrderStatus.CANCELLED ? Outcome.Succeeded.class : Outcome.Unknown.class);
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void a_capture_never_succeeds_on_an_order_of_which_nothing_was_taken(OrderStatus status) {
    Outcome outcome =
        read(Claims.capture(), 200, PluralOrder.captured().withStatus(status.name()).json());

    assertThat(outcome)
        .isInstanceOf(status.isCaptured() ? Outcome.Succeeded.class : Outcome.Unknown.class);
  }

  @Test
  void an_order_without_its_envelope_is_read_as_well() {
    String whole = PluralOrder.captured().json();
    String bare = whole.substring("{\"data\":".length(), whole.length() - 1);

    assertThat(read(Claims.capture(), 200, bare)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void a_reference_that_comes_back_in_capitals_is_ours_unless_another_is_called_so() {
    String json =
        PluralOrder.captured().withCapture(Claims.KEY.toUpperCase(Locale.ROOT), 1100).json();
    Answers shared = new Answers(new OneNamesake("another"));

    assertThat(read(Claims.capture(), 200, json)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(shared.read(Claims.capture().sent(), answer(200, json)))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(shared.read(Claims.capture().sent(), answer(200, PluralOrder.captured().json())))
        .as("as it is spelt, it can be no other")
        .isInstanceOf(Outcome.Succeeded.class);
  }

  private record OneNamesake(String key) implements Namesakes {

    @Override
    public boolean has(Command command) {
      return true;
    }

    @Override
    public Optional<String> succeeded(Command command) {
      return Optional.of(key);
    }
  }

  @Test
  void what_a_namesake_did_is_not_ours_though_it_comes_back_as_we_spell_it() {
    Answer shown = answer(200, PluralOrder.captured().json());
    String other = Claims.KEY.toUpperCase(Locale.ROOT);

    OrderReport.Found found =
        (OrderReport.Found)
            new Answers(new OneNamesake(other)).order(Claims.capture().unknown(), shown);

    assertThat(found.order().captures())
        .extracting(Order.Capture::reference)
        .containsExactly(other);
  }

  // ---- 4xx in Plural's words --------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "422, INVALID_REQUEST",
    "422, INVALID_USER_ACCOUNT",
    "422, PAYMENT_RATE_LIMIT",
    "429, PAYMENT_RATE_LIMIT",
    "422, PAYMENT_METHOD_NOT_ENABLED",
    "404, ORDER_NOT_FOUND",
    "422, ORDER_NOT_FOUND",
    "422, PAYMENT_NOT_AUTHORIZED",
    "422, PAYMENT_PENDING",
    "422, PAYMENT_EXPIRED",
    "422, PAYMENT_DECLINED",
    "422, USER_AUTHENTICATION_FAILED",
    "422, USER_AUTHENTICATION_REQUIRED",
    "422, RISK_CHECK_FAILED",
    "422, ISSUER_NOT_SUPPORTED",
    "422, INSUFFICIENT_FUNDS",
    "422, AMOUNT_LIMIT_EXCEEDED",
    "422, INVALID_INSTRUMENT",
    "422, INVALID_CARDHOLDER",
    "422, CARD_VERIFICATION_FAILED",
    "422, CARD_NOT_ALLOWED",
    "422, CARD_STOLEN",
    "422, CARD_LOST",
    "422, CARD_EXPIRED",
    "422, CARD_NOT_ENROLLED",
    "422, HOTLISTED_USER",
    "405, METHOD_NOT_ALLOWED",
    "422, A_CODE_OF_TOMORROW",
  })
  void a_no_to_a_first_call_is_declined_and_to_a_repeat_it_is_asked_about(int status, String code) {
    Outcome first = read(Claims.capture(), status, error(code));
    Outcome repeat = read(Claims.capture().repeated(), status, error(code));

    Outcome.Declined no = new Outcome.Declined(code, "Plural said so", first.evidence());
    assertThat(first).isEqualTo(no);
    assertThat(repeat)
        .isEqualTo(
            new Outcome.Unknown(
                "Plural said " + code + ", and an earlier call may be why",
                no,
                false,
                Instant.EPOCH,
                first.evidence()));
  }

  @ParameterizedTest
  @CsvSource({"422, DUPLICATE_REQUEST", "409, DUPLICATE_REQUEST", "409, A_CODE_OF_TOMORROW"})
  void a_duplicate_may_be_ours_and_still_under_way(int status, String code) {
    for (Claims claim : Set.of(Claims.capture(), Claims.capture().repeated(), Claims.cancel())) {
      Outcome.Unknown unknown = (Outcome.Unknown) read(claim, status, error(code));

      assertThat(unknown.ended()).isFalse();
      assertThat(unknown.askAt()).isEqualTo(Instant.EPOCH);
      assertThat(unknown.otherwise().code()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPERATION_NOT_ALLOWED", "ORDER_CANCELLED"})
  void an_order_in_the_wrong_state_is_looked_at_before_the_sender_is_told_no(String code) {
    for (Claims claim : Set.of(Claims.capture(), Claims.cancel())) {
      Outcome.Unknown unknown = (Outcome.Unknown) read(claim, 422, error(code));

      assertThat(unknown.otherwise().code()).isEqualTo(code);
      assertThat(unknown.ended()).as("Plural looked at it and said no").isTrue();
      assertThat(unknown.askAt()).isEqualTo(Instant.EPOCH);
    }
    Outcome.Unknown repeat = (Outcome.Unknown) read(Claims.capture().repeated(), 422, error(code));
    assertThat(repeat.ended()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"429, API_RATE_LIMIT", "422, API_RATE_LIMIT", "429, A_CODE_OF_TOMORROW"})
  void a_call_that_was_turned_away_may_be_repeated_after_the_wait_asked_for(
      int status, String code) {
    Answer answer = new Answer(status, error(code), Duration.ofSeconds(7), "request-1");

    for (Claims claim : Set.of(Claims.capture(), Claims.capture().repeated(), Claims.cancel())) {
      Outcome outcome = answers.read(claim.sent(), answer);

      assertThat(outcome)
          .isEqualTo(
              new Outcome.NotSent(
                  "Plural takes no more calls for now", Duration.ofSeconds(7), outcome.evidence()));
    }
  }

  @Test
  void too_many_requests_from_a_gateway_may_be_repeated_too() {
    assertThat(read(Claims.capture(), 429, HTML)).isInstanceOf(Outcome.NotSent.class);
    assertThat(read(Claims.capture(), 429, "")).isInstanceOf(Outcome.NotSent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"message\":\"Unauthorized\"}", "", HTML})
  void two_refused_tokens_in_a_row_mean_that_nothing_was_looked_at(String body) {
    assertThat(read(Claims.capture(), 401, body)).isInstanceOf(Outcome.NotSent.class);
  }

  @Test
  void a_card_number_in_plurals_message_is_masked() {
    String body = "{\"code\":\"INVALID_REQUEST\",\"message\":\"4895489548954895 is not allowed\"}";

    assertThat(((Outcome.Declined) read(Claims.capture(), 400, body)).message())
        .doesNotContain("4895489548954895");
  }

  @Test
  void plurals_words_are_kept_short_and_on_one_line() {
    String body =
        "{\"code\":\"%s\",\"message\":\"a\\r\\nb%s\"}".formatted("C".repeat(999), "x".repeat(9999));

    Outcome.Declined declined = (Outcome.Declined) read(Claims.capture(), 422, body);

    assertThat(declined.code()).hasSizeLessThan(70);
    assertThat(declined.message()).hasSizeLessThan(310).startsWith("a b");
  }

  // ---- everything else --------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 409, 413, 422, 431, 451})
  void a_no_that_is_not_in_plurals_words_is_asked_about(int status) {
    for (String body : Set.of(HTML, "", "{}", "[1]", "\"no\"")) {
      Outcome.Unknown unknown = (Outcome.Unknown) read(Claims.capture(), status, body);

      assertThat(unknown.otherwise().code()).isEqualTo("HTTP_" + status);
      assertThat(unknown.ended()).as("it may not have come from Plural").isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, INTERNAL_ERROR",
    "500, UNKNOWN_ERROR",
    "501, NOT_IMPLEMENTED",
    "504, TIMED_OUT",
    "504, INVALID_USER_ACCOUNT",
    "502, INTERNAL_ERROR",
    "503, INTERNAL_ERROR",
    "408, TIMED_OUT",
    "400, INTERNAL_ERROR",
    "422, UNKNOWN_ERROR",
    "423, TIMED_OUT",
  })
  void an_error_of_plural_is_unknown_and_the_call_may_be_under_way_yet(int status, String code) {
    for (Claims claim : Set.of(Claims.capture(), Claims.capture().repeated(), Claims.cancel())) {
      Outcome.Unknown unknown = (Outcome.Unknown) read(claim, status, error(code));

      assertThat(unknown.ended()).isFalse();
      assertThat(unknown.otherwise()).isNull();
      assertThat(unknown.askAt()).as("by the usual schedule").isNull();
      assertThat(unknown.evidence().httpStatus()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 100, 300, 301, 302, 303, 307, 308, 408, 500, 502, 503, 504, 520, 599, 999})
  void whatever_else_comes_without_plurals_words_is_unknown_and_perhaps_under_way(int status) {
    for (String body : Set.of(HTML, "", PluralOrder.captured().json())) {
      Outcome.Unknown unknown = (Outcome.Unknown) read(Claims.capture(), status, body);

      assertThat(unknown.ended()).isFalse();
      assertThat(unknown.otherwise()).isNull();
    }
  }

  // ---- inquiries --------------------------------------------------------------------------------

  private OrderReport report(int status, String body) {
    return answers.order(Claims.capture().unknown(), answer(status, body));
  }

  @Test
  void an_inquiry_finds_the_order_that_it_asked_for() {
    OrderReport.Found found = (OrderReport.Found) report(200, PluralOrder.captured().json());

    assertThat(found.order().status()).isEqualTo(OrderStatus.PROCESSED);
    assertThat(found.order().captures()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {'code':'ORDER_NOT_FOUND','message':'Order not found'}",
        "422 | {'code':'ORDER_NOT_FOUND','message':'Order not found'}",
        "400 | {'code':'INVALID_REQUEST','message':'No matching records found for the inquiry'}",
        "404 | {'message':'Order not found'}",
      })
  void an_order_is_missing_when_plural_says_so(int status, String body) {
    assertThat(report(status, body.replace('\'', '"'))).isInstanceOf(OrderReport.Missing.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | ",
        "200 | {'code':'ORDER_NOT_FOUND','message':'on a 200'}",
        "404 | ",
        "404 | <html>not here</html>",
        "400 | {'code':'INVALID_REQUEST','message':'something else'}",
        "401 | {'message':'Unauthorized'}",
        "403 | {'message':'Forbidden'}",
        "429 | {'code':'API_RATE_LIMIT','message':'Too many requests'}",
        "500 | {'code':'INTERNAL_ERROR','message':'Payment processor is unavailable'}",
        "504 | {'code':'TIMED_OUT','message':'x'}",
        "302 | ",
      })
  void any_other_answer_says_nothing_about_the_order(int status, String body) {
    assertThat(report(status, body == null ? "" : body.replace('\'', '"')))
        .isInstanceOf(OrderReport.Silent.class);
  }

  @Test
  void an_order_of_somebody_else_says_nothing_about_ours() {
    assertThat(report(200, PluralOrder.captured().withId("v1-another").json()))
        .isInstanceOf(OrderReport.Silent.class);
  }
}
