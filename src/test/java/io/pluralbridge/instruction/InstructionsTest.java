package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionsTest {

  private static final String UUID_LIKE =
      "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  private static final String CARD_PAYMENT =
      """
      {"payment_method":"CARD","payment_amount":{"value":1100,"currency":"INR"},\
      "payment_option":{"card_details":{"card_number":"4895489548954895","cvv":"065"}}}""";

  private static Draft read(Action action, String body, @Nullable String idempotencyKey)
      throws RefusedException {
    boolean isNew = action == Action.CREATE_ORDER || action == Action.CREATE_CUSTOMER;
    return new Instructions()
        .read(action, isNew ? "" : Payments.ORDER, body.getBytes(UTF_8), idempotencyKey);
  }

  private static List<String> refused(Action action, String body) {
    return Refused.by(() -> read(action, body, null));
  }

  private static String order(String amount) {
    return "{\"merchant_order_reference\":\"a1\",\"order_amount\":" + amount + "}";
  }

  private static String payments(String... items) {
    return "{\"payments\":[" + String.join(",", items) + "]}";
  }

  private static String named(String item, String reference) {
    return item.substring(0, item.length() - 1)
        + ",\"merchant_payment_reference\":\""
        + reference
        + "\"}";
  }

  // What an instruction becomes.

  @Test
  void unknown_fields_pass_unchanged_and_in_their_order() throws Exception {
    String body =
        "{\"z\":1.10,\"merchant_customer_reference\":\"c-1\",\"a\":{\"value\":\"7\",\"x\":null}}";

    Draft draft = read(Action.CREATE_CUSTOMER, body, null);

    assertThat(draft.payload().json()).isEqualTo(body);
    assertThat(draft.command())
        .isEqualTo(
            new Command(Command.DEFAULT_MERCHANT, Action.CREATE_CUSTOMER, "c-1", "", null, body));
  }

  @Test
  void what_has_one_meaning_is_written_in_one_way() throws Exception {
    String body =
        """
        {"payments":[{"merchant_payment_reference":4711,"payment_method":"CARD","pre_auth":"true",\
        "payment_amount":{"value":"1100","currency":"INR"},"payment_option":{"card_details":\
        {"card_number":4895489548954895,"cvv":123,"expiry_month":3,"expiry_year":2030,\
        "registered_mobile_number":9876543210}}}]}""";

    assertThat(read(Action.CREATE_PAYMENT, body, null).payload().json())
        .isEqualTo(
            """
            {"payments":[{"merchant_payment_reference":"4711","payment_method":"CARD",\
            "pre_auth":true,"payment_amount":{"value":1100,"currency":"INR"},"payment_option":\
            {"card_details":{"card_number":"4895489548954895","cvv":"123","expiry_month":"03",\
            "expiry_year":"2030","registered_mobile_number":"9876543210"}}}]}""");
  }

  @Test
  void numbers_of_a_customer_become_texts() throws Exception {
    String body =
        """
        {"merchant_customer_reference":7,"mobile_number":9876543210,"country_code":91,\
        "billing_address":{"pincode":515240},"merchant_metadata":{"mobile_number":1}}""";

    Draft draft = read(Action.CREATE_CUSTOMER, body, null);

    assertThat(draft.command().key()).isEqualTo("7");
    assertThat(draft.payload().json())
        .isEqualTo(
            """
            {"merchant_customer_reference":"7","mobile_number":"9876543210","country_code":"91",\
            "billing_address":{"pincode":"515240"},"merchant_metadata":{"mobile_number":1}}""");
  }

  @Test
  void a_pre_auth_in_quotes_is_understood_and_any_other_refused() throws Exception {
    String body =
        "{\"merchant_order_reference\":\"a1\",\"pre_auth\":%s,\"order_amount\":"
            + "{\"value\":1,\"currency\":\"INR\"}}";

    assertThat(read(Action.CREATE_ORDER, body.formatted("\"false\""), null).payload().json())
        .contains("\"pre_auth\":false");
    assertThat(refused(Action.CREATE_ORDER, body.formatted("\"yes\"")))
        .containsExactly("pre_auth FIELD_TYPE");
    assertThat(refused(Action.CREATE_ORDER, body.formatted("1")))
        .containsExactly("pre_auth FIELD_TYPE");
    assertThat(refused(Action.CREATE_ORDER, body.formatted("null")))
        .containsExactly("pre_auth FIELD_TYPE");
  }

  @Test
  void a_cancel_may_have_no_body_or_an_empty_one() throws Exception {
    assertThat(read(Action.CANCEL, "", null).payload().json()).isEmpty();
    assertThat(read(Action.CANCEL, " \r\n", null).payload().json()).isEmpty();
    assertThat(read(Action.CANCEL, "{ }", null).command().body()).isEmpty();
    assertThat(refused(Action.CANCEL, "{\"a\":1}")).containsExactly("a FIELD_UNKNOWN");
    assertThat(refused(Action.CANCEL, "[]")).containsExactly(" MALFORMED_JSON");
  }

  @Test
  void a_customer_may_have_nothing_at_all() throws Exception {
    assertThat(read(Action.CREATE_CUSTOMER, "{}", null).payload().json()).isEqualTo("{}");
  }

  @Test
  void the_amount_is_that_of_the_action() throws Exception {
    String refund = "{\"merchant_order_reference\":\"r1\"%s}";
    String part = ",\"order_amount\":{\"value\":700,\"currency\":\"INR\"}";

    assertThat(read(Action.REFUND, refund.formatted(part), null).command().amount())
        .isEqualTo(Money.of(700, "INR"));
    assertThat(read(Action.REFUND, refund.formatted(""), null).command().amount()).isNull();
    assertThat(
            read(Action.CAPTURE, "{\"merchant_capture_reference\":\"c\"}", null).command().amount())
        .isNull();
  }

  @Test
  void the_amount_of_payments_is_their_sum_when_they_have_one_currency() throws Exception {
    String dollars = CARD_PAYMENT.replace("INR", "USD");

    assertThat(
            read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT, CARD_PAYMENT), null)
                .command()
                .amount())
        .isEqualTo(Money.of(2200, "INR"));
    assertThat(
            read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT, dollars, CARD_PAYMENT), null)
                .command()
                .amount())
        .isNull();
  }

  @Test
  void a_draft_shows_neither_its_payload_nor_its_body() throws Exception {
    Draft draft =
        read(
            Action.CREATE_CUSTOMER, "{\"merchant_customer_reference\":\"c-1\",\"a\":\"x y\"}", "k");

    assertThat(draft).hasToString("Draft of CREATE_CUSTOMER c-1");
  }

  // Keys.

  @Test
  void the_key_is_the_merchants_reference_and_the_senders_key_another_name_for_it()
      throws Exception {
    Draft draft = read(Action.CAPTURE, Guide.CAPTURE, "\"8e9b80ea-49c3-4d3e-860b-057890d2fd73\"");

    assertThat(draft.command().key()).isEqualTo("merchant-capture-ref-r4y");
    assertThat(draft.alias()).isEqualTo("8e9b80ea-49c3-4d3e-860b-057890d2fd73");
    assertThat(read(Action.CAPTURE, Guide.CAPTURE, "merchant-capture-ref-r4y").alias()).isNull();
    assertThat(read(Action.CAPTURE, Guide.CAPTURE, null).alias()).isNull();
  }

  @Test
  void without_a_reference_the_senders_key_is_the_key() throws Exception {
    Draft cancel = read(Action.CANCEL, "", "k-1");
    Draft payment = read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), "k-1");
    Draft customer = read(Action.CREATE_CUSTOMER, Guide.CREATE_CUSTOMER, "k/1");

    assertThat(List.of(cancel.command().key(), payment.command().key())).containsOnly("k-1");
    assertThat(customer.command().key()).isEqualTo("k/1");
    assertThat(cancel.alias()).isNull();
    assertThat(payment.payload().json()).contains("\"merchant_payment_reference\":\"k-1\"");
    assertThat(payment.command().body()).contains("\"merchant_payment_reference\":\"k-1\"");
  }

  @Test
  void a_senders_key_that_cannot_be_a_reference_makes_one() throws Exception {
    Draft draft = read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), "k/1");

    assertThat(draft.command().key()).matches(UUID_LIKE);
    assertThat(draft.alias()).isEqualTo("k/1");
    assertThat(draft.payload().json())
        .contains("\"merchant_payment_reference\":\"" + draft.command().key() + "\"")
        .isEqualTo(read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), "k/1").payload().json());
  }

  @Test
  void without_any_the_key_comes_from_the_content_and_stays_the_same() throws Exception {
    Draft draft = read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), null);

    // A literal: it must not change with a restart, nor with a new version of the bridge.
    assertThat(draft.command().key())
        .isEqualTo("d79f040a-9e90-8e51-93b6-d81b45b81a97")
        .matches(UUID_LIKE);
    assertThat(draft.alias()).isNull();
    assertThat(draft.payload().json()).contains(draft.command().key());
  }

  @Test
  void a_key_from_the_content_does_not_depend_on_the_order_of_fields_or_on_hidden_digits()
      throws Exception {
    String otherOrder =
        """
        { "payments" : [{"payment_option":{"card_details":{"cvv":"999",\
        "card_number":"4012888888884895"}},"payment_amount":{"currency":"INR","value":"1100"},\
        "payment_method":"CARD"}]}""";

    assertThat(read(Action.CREATE_PAYMENT, otherOrder, null).command().key())
        .isEqualTo(read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), null).command().key());
  }

  @Test
  void a_key_from_the_content_depends_on_the_order_the_action_and_the_amount() throws Exception {
    byte[] body = payments(CARD_PAYMENT).getBytes(UTF_8);
    String here = read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT), null).command().key();
    String dearer =
        read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT.replace("1100", "1101")), null)
            .command()
            .key();
    String elsewhere =
        new Instructions().read(Action.CREATE_PAYMENT, "v1-other", body, null).command().key();

    assertThat(List.of(here, dearer, elsewhere)).doesNotHaveDuplicates();
  }

  @Test
  void every_payment_gets_a_reference_of_its_own() throws Exception {
    Draft draft = read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT, CARD_PAYMENT), "k-1");

    assertThat(Payments.json(draft.payload()).findValuesAsText("merchant_payment_reference"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .first()
        .isEqualTo("k-1");
  }

  @Test
  void a_reference_that_another_payment_has_is_not_given_again() throws Exception {
    Draft draft =
        read(Action.CREATE_PAYMENT, payments(CARD_PAYMENT, named(CARD_PAYMENT, "k-1")), "k-1");

    assertThat(Payments.json(draft.payload()).findValuesAsText("merchant_payment_reference"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .last()
        .isEqualTo("k-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void a_reference_that_is_null_or_empty_is_replaced(String reference) throws Exception {
    String body =
        payments(
            CARD_PAYMENT.replace(
                "{\"payment_method\"",
                "{\"merchant_payment_reference\":" + reference + ",\"payment_method\""));

    assertThat(read(Action.CREATE_PAYMENT, body, "k-1").payload().json())
        .startsWith("{\"payments\":[{\"merchant_payment_reference\":\"k-1\",");
  }

  // What is refused.

  @Test
  void all_that_is_wrong_is_told_at_once() {
    String body =
        """
        {"payments":[{"payment_method":"","payment_amount":{"value":11.50,"currency":"inr"}},7,null,\
        {"merchant_payment_reference":"ä","payment_method":1,"payment_option":[],\
        "payment_amount":"1100"}]}""";

    assertThat(
            Refused.by(
                () ->
                    new Instructions()
                        .read(Action.CREATE_PAYMENT, "a b", body.getBytes(UTF_8), "a b")))
        .containsExactly(
            "order_id ORDER_ID_INVALID",
            "Idempotency-Key IDEMPOTENCY_KEY_INVALID",
            "payments[0].payment_method FIELD_MISSING",
            "payments[0].payment_option FIELD_MISSING",
            "payments[0].payment_amount.currency CURRENCY_UNKNOWN",
            "payments[0].payment_amount.value AMOUNT_NOT_MINOR_UNITS",
            "payments[1] FIELD_TYPE",
            "payments[2] FIELD_MISSING",
            "payments[3].payment_method FIELD_TYPE",
            "payments[3].payment_option FIELD_TYPE",
            "payments[3].merchant_payment_reference REFERENCE_INVALID",
            "payments[3].payment_amount FIELD_TYPE");
  }

  @Test
  void what_is_wrong_around_a_body_that_cannot_be_read_is_told_too() {
    assertThat(Refused.by(() -> new Instructions().read(Action.CAPTURE, "", new byte[0], "")))
        .containsExactly(
            "order_id ORDER_ID_INVALID",
            "Idempotency-Key IDEMPOTENCY_KEY_INVALID",
            " MALFORMED_JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE_ORDER|{}|merchant_order_reference REFERENCE_MISSING, order_amount AMOUNT_MISSING",
        "CREATE_PAYMENT|{}|payments FIELD_MISSING",
        "CREATE_PAYMENT|{\"payments\":null}|payments FIELD_MISSING",
        "CREATE_PAYMENT|{\"payments\":[]}|payments FIELD_MISSING",
        "CREATE_PAYMENT|{\"payments\":{}}|payments FIELD_TYPE",
        "CAPTURE|{}|merchant_capture_reference REFERENCE_MISSING",
        "CAPTURE|{\"merchant_capture_reference\":\"\"}|merchant_capture_reference REFERENCE_MISSING",
        "REFUND|{}|merchant_order_reference REFERENCE_MISSING",
        "REFUND|{\"merchant_order_reference\":true}|merchant_order_reference REFERENCE_INVALID",
        "REFUND|{\"merchant_order_reference\":\"a\",\"order_amount\":{}}|order_amount.currency"
            + " CURRENCY_MISSING, order_amount.value AMOUNT_MISSING",
        "CREATE_CUSTOMER|{\"merchant_customer_reference\":\"a\\nb\"}|merchant_customer_reference"
            + " REFERENCE_INVALID",
        "CREATE_CUSTOMER|[]| MALFORMED_JSON",
      })
  void each_action_needs_its_own(Action action, String body, String faults) {
    assertThat(String.join(", ", refused(action, body)).strip()).isEqualTo(faults);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1100|",
        "\"1100\"|",
        "999999999999|",
        "1|",
        "0|AMOUNT_NOT_POSITIVE",
        "-1|AMOUNT_NOT_POSITIVE",
        "\"-1\"|AMOUNT_NOT_POSITIVE",
        "11.00|AMOUNT_NOT_MINOR_UNITS",
        "1e3|AMOUNT_NOT_MINOR_UNITS",
        "-1.5|AMOUNT_NOT_MINOR_UNITS",
        "\"11.00\"|AMOUNT_NOT_MINOR_UNITS",
        "1000000000000|AMOUNT_TOO_LARGE",
        "99999999999999999999999999|AMOUNT_TOO_LARGE",
        "\"0100\"|AMOUNT_LEADING_ZERO",
        "\"1 100\"|AMOUNT_NOT_DIGITS",
        "\"१\"|AMOUNT_NOT_DIGITS",
        "true|AMOUNT_NOT_DIGITS",
        "[1]|AMOUNT_NOT_DIGITS",
        "\"\"|AMOUNT_MISSING",
        "null|AMOUNT_MISSING",
      })
  void an_amount_is_an_integer_of_minor_units(String value, @Nullable String code) {
    List<String> faults =
        refused(Action.CREATE_ORDER, order("{\"value\":" + value + ",\"currency\":\"INR\"}"));

    assertThat(faults).isEqualTo(code == null ? List.of() : List.of("order_amount.value " + code));
  }

  @Test
  void an_amount_in_rupees_is_told_in_paise() {
    assertThat(
            Refused.faults(
                    () ->
                        read(
                            Action.CREATE_ORDER,
                            order("{\"value\":11.50,\"currency\":\"INR\"}"),
                            null))
                .get(0)
                .message())
        .isEqualTo(
            "value has a decimal point or an exponent; write minor units: 1150 for 11.50 INR");
  }

  @ParameterizedTest
  @CsvSource({
    "\"INR\",",
    "\"JPY\",",
    "\"inr\",CURRENCY_UNKNOWN",
    "\"Rs\",CURRENCY_UNKNOWN",
    "\"XXX\",CURRENCY_UNKNOWN",
    "356,CURRENCY_UNKNOWN",
    "\"\",CURRENCY_MISSING",
    "null,CURRENCY_MISSING"
  })
  void a_currency_is_one_of_iso_4217(String currency, @Nullable String code) {
    List<String> faults =
        refused(Action.CREATE_ORDER, order("{\"value\":1,\"currency\":" + currency + "}"));

    assertThat(faults)
        .isEqualTo(code == null ? List.of() : List.of("order_amount.currency " + code));
  }

  @Test
  void a_reference_has_the_characters_that_plural_takes() throws Exception {
    String fifty = "aZ-_9".repeat(10);
    String amount = ",\"order_amount\":{\"value\":1,\"currency\":\"INR\"}}";

    assertThat(
            read(
                    Action.CREATE_ORDER,
                    "{\"merchant_order_reference\":\"" + fifty + "\"" + amount,
                    null)
                .command()
                .key())
        .isEqualTo(fifty);
    for (String wrong : List.of(fifty + "a", "a b", "a\\\\b", "ä", "a\\u0000", "١٢٣")) {
      assertThat(
              refused(
                  Action.CREATE_ORDER, "{\"merchant_order_reference\":\"" + wrong + "\"" + amount))
          .containsExactly("merchant_order_reference REFERENCE_INVALID");
    }
  }

  @Test
  void a_capture_and_a_payment_may_have_a_backslash_in_their_reference() throws Exception {
    assertThat(
            read(Action.CAPTURE, "{\"merchant_capture_reference\":\"a\\\\b\"}", null)
                .command()
                .key())
        .isEqualTo("a\\b");
    assertThat(
            read(Action.CREATE_PAYMENT, payments(named(CARD_PAYMENT, "a\\\\b")), null)
                .command()
                .key())
        .isEqualTo("a\\b");
  }

  @Test
  void two_payments_do_not_share_a_reference() {
    assertThat(
            refused(
                Action.CREATE_PAYMENT,
                payments(named(CARD_PAYMENT, "p"), named(CARD_PAYMENT, "p"))))
        .containsExactly("payments[1].merchant_payment_reference REFERENCE_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4895489548954895", "4895-4895-4895-4895", "a_4895489548954895"})
  void a_card_number_is_no_name(String number) {
    String capture = "{\"merchant_capture_reference\":\"" + number + "\"}";

    assertThat(refused(Action.CAPTURE, capture))
        .containsExactly("merchant_capture_reference CARD_NUMBER");
    assertThat(
            refused(Action.CREATE_CUSTOMER, "{\"merchant_customer_reference\":\"" + number + "\"}"))
        .containsExactly("merchant_customer_reference CARD_NUMBER");
    assertThat(refused(Action.CREATE_PAYMENT, payments(CARD_PAYMENT, named(CARD_PAYMENT, number))))
        .containsExactly("payments[1].merchant_payment_reference CARD_NUMBER");
    assertThat(Refused.by(() -> read(Action.CANCEL, "", number)))
        .containsExactly("Idempotency-Key CARD_NUMBER");
    assertThat(Refused.by(() -> new Instructions().read(Action.CANCEL, number, new byte[0], null)))
        .containsExactly("order_id CARD_NUMBER");
  }

  @Test
  void a_card_number_as_a_number_is_no_name_either() {
    assertThat(refused(Action.CAPTURE, "{\"merchant_capture_reference\":4895489548954895}"))
        .containsExactly("merchant_capture_reference CARD_NUMBER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "a b", "ä", "a\u0000", "a\n"})
  void an_idempotency_key_is_visible_ascii(String key) {
    assertThat(Refused.by(() -> read(Action.CANCEL, "", key)))
        .containsExactly("Idempotency-Key IDEMPOTENCY_KEY_INVALID");
  }

  @Test
  void an_idempotency_key_has_at_most_255_characters() throws Exception {
    String longest = "!~".repeat(127) + "x";

    assertThat(read(Action.CANCEL, "", longest).command().key()).isEqualTo(longest);
    assertThat(Refused.by(() -> read(Action.CANCEL, "", longest + "x")))
        .containsExactly("Idempotency-Key IDEMPOTENCY_KEY_INVALID");
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"CREATE_CUSTOMER", "CREATE_ORDER"})
  void what_is_new_has_no_order_yet(Action action) {
    assertThat(
            Refused.by(() -> new Instructions().read(action, "v1-1", "{}".getBytes(UTF_8), null)))
        .contains("order_id ORDER_ID_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", "a b", "%2e", "ä"})
  void an_order_id_is_safe_in_a_path(String orderId) {
    assertThat(Refused.by(() -> new Instructions().read(Action.CANCEL, orderId, new byte[0], null)))
        .containsExactly("order_id ORDER_ID_INVALID");
  }

  @Test
  void a_hundred_thousand_faults_are_told_in_fifty() {
    String body =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "{}")
            .collect(Collectors.joining(",", "{\"payments\":[", "]}"));

    assertThat(refused(Action.CREATE_PAYMENT, body)).hasSize(50);
  }

  @Test
  void a_body_full_of_card_numbers_is_little_work() {
    String text = "\"" + "4895489548954895-".repeat(1900) + "\"";
    String body =
        IntStream.range(0, 30)
            .mapToObj(i -> text)
            .collect(Collectors.joining(",", "{\"notes\":[", "]}"));

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(read(Action.CREATE_CUSTOMER, body, null).command().body())
                .doesNotContain("4895"));
  }

  @Test
  void the_message_says_it_all_in_a_sentence() {
    RefusedException refused =
        new RefusedException(
            List.of(
                Fault.of("", JsonErrorCode.MALFORMED_JSON, "the body is empty"),
                Fault.of("a.b", JsonErrorCode.FIELD_MISSING, "b is missing")));

    assertThat(refused).hasMessage("the body is empty; a.b: b is missing");
  }
}
