package io.pluralbridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.OnAuthorized.Rule;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnAuthorizedTest {

  private static final Set<Rule> BOTH = Set.of(Rule.CAPTURE, Rule.CANCEL_IF_AMOUNT_DIFFERS);
  private static final String ORDER = "v1-4405071524-aa-qlAtAf";

  private static Optional<Command> follows(Set<Rule> rules, String order) {
    Authorisation now = new OrderWords().held(new Said(200, order)).orElseThrow();
    return new OnAuthorized(rules).follows("default", ORDER, now);
  }

  private static String order(String status, String preAuth, String payments) {
    return """
        {"data":{"order_id":"%s","status":"%s",%s"order_amount":{"value":1100,"currency":"INR"},
        "payments":[%s]}}
        """
        .formatted(ORDER, status, preAuth, payments);
  }

  private static String payment(String status, long amount, String currency) {
    return "{\"status\":\"%s\",\"payment_amount\":{\"value\":%d,\"currency\":\"%s\"}}"
        .formatted(status, amount, currency);
  }

  @Test
  void what_is_held_for_the_whole_order_is_captured_under_a_reference_that_is_the_same_each_time() {
    String order =
        order(
            "AUTHORIZED",
            "\"pre_auth\":true,",
            payment("FAILED", 1100, "INR")
                + ","
                + payment("AUTHORIZED", 600, "INR")
                + ","
                + payment("AUTHORIZED", 500, "INR"));

    Command command = follows(BOTH, order).orElseThrow();

    assertThat(command.action()).isEqualTo(Action.CAPTURE);
    assertThat(command.key()).isEqualTo("auto-" + ORDER);
    assertThat(command.amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(command.body())
        .isEqualTo(
            "{\"merchant_capture_reference\":\"auto-"
                + ORDER
                + "\",\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}");
    assertThat(follows(Set.of(Rule.CAPTURE), order)).contains(command);
    assertThat(follows(Set.of(Rule.CANCEL_IF_AMOUNT_DIFFERS), order)).isEmpty();
    assertThat(follows(Set.of(), order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1000, INR", "1200, INR", "1100, USD"})
  void what_differs_from_the_order_is_never_captured_and_released_where_that_is_wanted(
      long amount, String currency) {
    String order =
        order("AUTHORIZED", "\"pre_auth\":true,", payment("AUTHORIZED", amount, currency));

    Command command = follows(BOTH, order).orElseThrow();

    assertThat(command.action()).isEqualTo(Action.CANCEL);
    assertThat(command.key()).isEqualTo(ORDER);
    assertThat(follows(Set.of(Rule.CAPTURE), order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PROCESSED, ''",
    "PENDING, ''",
    "CANCELLED, ''",
    "AUTHORIZED, '\"pre_auth\":false,'",
    "AUTHORIZED, ''"
  })
  void nothing_follows_unless_money_is_held_and_waits_for_us(String status, String preAuth) {
    assertThat(follows(BOTH, order(status, preAuth, payment("AUTHORIZED", 1100, "INR")))).isEmpty();
  }

  @Test
  void nothing_follows_from_what_does_not_say_what_is_held() {
    assertThat(follows(BOTH, order("AUTHORIZED", "\"pre_auth\":true,", ""))).isEmpty();
    String fraction =
        order("AUTHORIZED", "\"pre_auth\":true,", payment("AUTHORIZED", 1100, "INR"))
            .replace("1100", "1100.2");
    assertThat(follows(BOTH, fraction)).isEmpty();
    assertThat(new OrderWords().held(new Said(503, order("AUTHORIZED", "", "")))).isEmpty();
    assertThat(new OrderWords().held(new Said(200, "<html>"))).isEmpty();
  }

  @Test
  void a_reference_has_50_characters_at_the_most() {
    String id = "v1-" + "x".repeat(47);
    Authorisation now =
        new OrderWords()
            .held(
                new Said(
                    200,
                    order("AUTHORIZED", "\"pre_auth\":true,", payment("AUTHORIZED", 1100, "INR"))))
            .orElseThrow();
    Command command = new OnAuthorized(BOTH).follows("default", id, now).orElseThrow();

    assertThat(command.key()).hasSizeLessThanOrEqualTo(50).matches("auto-[0-9a-f-]+");
  }
}
