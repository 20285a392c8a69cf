package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Money;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields an instruction may have, and what is said of one that it may not. */
class WordsTest {

  private static final String ORDER = "v1-4405071524-aa-qlAtAf";
  private static final String MONEY = "{\"value\":500,\"currency\":\"INR\"}";

  private static Draft read(Action action, String body) throws RefusedException {
    boolean isNew = action == Action.CREATE_ORDER || action == Action.CREATE_CUSTOMER;
    return new Instructions().read(action, isNew ? "" : ORDER, body.getBytes(UTF_8), null);
  }

  private static List<String> faults(Action action, String body) {
    return Refused.by(() -> read(action, body));
  }

  private static String said(Action action, String body) {
    return Refused.faults(() -> read(action, body)).get(0).message();
  }

  private static String capture(String further) {
    return "{\"merchant_capture_reference\":\"a\"," + further + "}";
  }

  private static String order(String further) {
    return "{\"merchant_order_reference\":\"a\",\"order_amount\":" + MONEY + "," + further + "}";
  }

  private static String payment(String further) {
    return "{\"payments\":[{\"payment_method\":\"UPI\",\"payment_option\":{\"upi_details\":{}},"
        + "\"payment_amount\":"
        + MONEY
        + ","
        + further
        + "}]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "captureAmount",
        "CaptureAmount",
        "Capture_Amount",
        "CAPTURE_AMOUNT",
        "capture-amount",
        "captureamount",
        "capture_amount ",
        "capture amount",
      })
  void another_spelling_of_the_amount_is_not_a_capture_of_all(String name) {
    String body = capture("\"" + name + "\":" + MONEY);

    assertThat(faults(Action.CAPTURE, body)).singleElement().asString().endsWith("FIELD_UNKNOWN");
    assertThat(said(Action.CAPTURE, body))
        .contains(name)
        .endsWith(" is capture_amount in another spelling; write capture_amount");
  }

  @ParameterizedTest
  @CsvSource({
    "CAPTURE,amount,did you mean capture_amount?",
    "CAPTURE,captrue_amount,did you mean capture_amount?",
    "CAPTURE,reference,did you mean merchant_capture_reference?",
    "CAPTURE,order_id,'what may stand here: merchant_capture_reference, capture_amount'",
    "CAPTURE,merchant_metadata,not known here",
    "CANCEL,amount,'this body is empty, or is left out'",
    "CANCEL,capture_amount,not known here",
    "REFUND,amount,did you mean order_amount?",
    "REFUND,refundAmount,refund_amount in another spelling",
    "REFUND,capture_amount,not known here",
  })
  void what_takes_or_gives_back_money_is_closed(Action action, String name, String right) {
    String reference =
        action == Action.CAPTURE
            ? "\"merchant_capture_reference\":\"a\","
            : action == Action.REFUND ? "\"merchant_order_reference\":\"a\"," : "";
    String body = "{" + reference + "\"" + name + "\":" + MONEY + "}";

    assertThat(faults(action, body)).containsExactly(name + " FIELD_UNKNOWN");
    assertThat(said(action, body)).contains(right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unit", "Value", "decimals", "currency_code"})
  void an_amount_has_a_value_and_a_currency_and_nothing_else(String name) {
    String money = MONEY.replace("}", ",\"" + name + "\":1}");

    assertThat(faults(Action.CAPTURE, capture("\"capture_amount\":" + money)))
        .containsExactly("capture_amount." + name + " FIELD_UNKNOWN");
    assertThat(faults(Action.CREATE_PAYMENT, payment("\"a\":1").replace(MONEY, money)))
        .containsExactly("payments[0].payment_amount." + name + " FIELD_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void an_amount_that_was_to_be_filled_in_is_not_all(String nothing) {
    assertThat(faults(Action.CAPTURE, capture("\"capture_amount\":" + nothing)))
        .containsExactly("capture_amount AMOUNT_MISSING");
    assertThat(said(Action.CAPTURE, capture("\"capture_amount\":" + nothing)))
        .contains("or leave the field out for all that there is");
    for (String name : List.of("order_amount", "refund_amount")) {
      assertThat(
              faults(
                  Action.REFUND,
                  "{\"merchant_order_reference\":\"r\",\"" + name + "\":" + nothing + "}"))
          .containsExactly(name + " AMOUNT_MISSING");
    }
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThat(
            faults(
                Action.CAPTURE,
                "{\"captureAmount\":1,\"foo\":2,\"capture_amount\":{\"Value\":1,\"currency\":\"INR\"}}"))
        .containsExactly(
            "captureAmount FIELD_UNKNOWN",
            "foo FIELD_UNKNOWN",
            "capture_amount.Value FIELD_UNKNOWN",
            "merchant_capture_reference REFERENCE_MISSING",
            "capture_amount.value AMOUNT_MISSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4012001037141112", "a4012001037141112", "cvv 065 or 066", "ключ", "a\\u0000"})
  void a_name_that_may_be_anything_is_not_repeated(String name) {
    List<Fault> told = Refused.faults(() -> read(Action.CAPTURE, capture("\"" + name + "\":1")));

    assertThat(told).singleElement();
    assertThat(told.get(0).field()).isEqualTo("*");
    assertThat(told.get(0).message()).startsWith("* is not known here");
  }

  // ---- refunds ---------------------------------------------------------------------------------

  @Test
  void the_refund_of_a_shop_plug_in_is_of_the_amount_that_it_names() throws Exception {
    Draft draft =
        read(
            Action.REFUND,
            "{\"merchant_order_reference\":\"r\",\"refund_amount\":{\"value\":\"100\","
                + "\"currency\":\"INR\"},\"refund_reason\":\"small\"}");

    assertThat(draft.command().amount()).isEqualTo(Money.of(100, "INR"));
    assertThat(draft.payload().json())
        .isEqualTo(
            "{\"merchant_order_reference\":\"r\",\"refund_reason\":\"small\","
                + "\"order_amount\":{\"value\":100,\"currency\":\"INR\"}}");
  }

  @Test
  void both_names_say_the_same_or_neither_counts() throws Exception {
    String both = "{\"merchant_order_reference\":\"r\",\"order_amount\":" + MONEY;

    assertThat(read(Action.REFUND, both + ",\"refund_amount\":" + MONEY + "}").payload().json())
        .isEqualTo(both + "}");
    assertThat(
            faults(Action.REFUND, both + ",\"refund_amount\":" + MONEY.replace("500", "600") + "}"))
        .containsExactly("refund_amount FIELD_INVALID");
    assertThat(
            faults(
                Action.REFUND, both.replace(MONEY, "null") + ",\"refund_amount\":" + MONEY + "}"))
        .containsExactly("order_amount AMOUNT_MISSING");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"merchant_metadata\":{\"order_amount\":500}|merchant_metadata.order_amount FIELD_UNKNOWN",
        "\"merchant_metadata\":{\"refundAmount\":5}|merchant_metadata.refundAmount FIELD_UNKNOWN",
        "\"products\":[{\"product_code\":\"p\"}]|order_amount AMOUNT_MISSING",
        "\"split_info\":{\"split_type\":\"AMOUNT\"}|order_amount AMOUNT_MISSING",
        "\"products\":[]|order_amount AMOUNT_MISSING",
        "\"products\":null|order_amount AMOUNT_MISSING",
        "\"split_info\":null|order_amount AMOUNT_MISSING",
        "\"split_info\":{}|order_amount AMOUNT_MISSING",
        "\"merchant_metadata\":{\"amount\":\"5\"}|",
      })
  void a_refund_that_tells_of_a_part_is_not_one_of_all(String told, String fault) {
    assertThat(faults(Action.REFUND, "{\"merchant_order_reference\":\"r\"," + told + "}"))
        .isEqualTo(fault == null ? List.of() : List.of(fault));
  }

  @Test
  void every_documented_field_of_a_refund_passes() throws Exception {
    String body =
        "{\"merchant_order_reference\":\"r\",\"order_amount\":"
            + MONEY
            + ",\"merchant_metadata\":{\"any\":\"thing\",\"captureAmount\":\"x\"},"
            + "\"products\":[{\"product_code\":\"p\",\"imei_number\":\"i\"}],"
            + "\"split_info\":{\"split_type\":\"AMOUNT\",\"split_details\":[{"
            + "\"split_merchant_id\":\"m\",\"merchant_settlement_reference\":\"s\","
            + "\"parent_order_split_settlement_id\":\"x\",\"split_settlement_id\":\"y\","
            + "\"status\":\"DO_NOT_RECOVER\",\"amount\":"
            + MONEY
            + "}]}}";

    assertThat(read(Action.REFUND, body).payload().json()).isEqualTo(body);
  }

  // ---- open bodies -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preAuth",
        "PreAuth",
        "preauth",
        "pre-auth",
        "pre_auht",
        "is_pre_auth",
        "pre_authorization",
        "authorise_only",
        "auto_capture",
        "payment_capture",
        "capture_method",
        "orderAmount",
        "order_ammount",
        "amount",
        "merchantOrderReference",
        "callbackUrl",
        "Callback_URL",
        "failureCallbackUrl",
        "allowedPaymentMethods",
        "allowed_payment_method",
        "allow_payment_methods",
        "payment_methods",
        "allowed_payment_modes",
        "preautorise",
        "pre_autorisation",
        "preautorize",
        "prauth",
        "auth_only",
        "authonly",
        "auth",
        "payment_action",
        "hold",
        "hold_funds",
        "deferred",
        "intent",
        "order_amt",
        "order_value",
        "total_amount",
        "amount_in_paise",
        "currency",
        "purchaseDetails",
        "type",
        "order_type",
        "mode",
        "settlement",
        "partial_amount",
        "advance_amount",
      })
  void an_order_is_not_made_from_what_is_half_understood(String name) {
    assertThat(faults(Action.CREATE_ORDER, order("\"" + name + "\":true")))
        .containsExactly(name + " FIELD_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"purchase_details\":{\"pre_auth\":true}",
        "\"notes\":{\"preAuth\":true}",
        "\"purchase_details\":{\"merchant_metadata\":{\"pre_auth\":\"true\"}}",
        "\"something_new\":[{\"pre_auth\":true}]",
      })
  void a_pre_auth_that_nobody_reads_is_not_a_sale(String further) {
    assertThat(faults(Action.CREATE_ORDER, order(further)))
        .singleElement()
        .asString()
        .endsWith(" FIELD_UNKNOWN");
    assertThat(faults(Action.CREATE_ORDER, order(further + ",\"pre_auth\":false"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null|allowed_payment_methods FIELD_TYPE",
        "[]|allowed_payment_methods FIELD_MISSING",
        "\"CARD\"|allowed_payment_methods FIELD_TYPE",
        "[null]|allowed_payment_methods[0] FIELD_MISSING",
      })
  void methods_that_are_named_and_not_told_do_not_open_them_all(String told, String fault) {
    assertThat(faults(Action.CREATE_ORDER, order("\"allowed_payment_methods\":" + told)))
        .containsExactly(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authentication",
        "author",
        "threshold",
        "household_id",
        "valuation",
        "currencies_shown",
        "transaction_id",
        "summary",
      })
  void a_body_stays_open_to_what_is_truly_something_else(String name) {
    assertThat(faults(Action.CREATE_ORDER, order("\"" + name + "\":true"))).isEmpty();
    assertThat(faults(Action.CREATE_PAYMENT, payment("\"" + name + "\":true"))).isEmpty();
  }

  @Test
  void a_pre_auth_of_null_is_neither_yes_nor_no() {
    assertThat(faults(Action.CREATE_ORDER, order("\"pre_auth\":null")))
        .containsExactly("pre_auth FIELD_TYPE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "paymentAmount",
        "payment_amonut",
        "amount",
        "merchantPaymentReference",
        "merchant_payment_refrence",
        "paymentMethod",
        "preAuth",
        "auth_only",
        "hold",
        "payment_action",
        "currency",
        "total_amount",
      })
  void nor_is_a_payment(String name) {
    assertThat(faults(Action.CREATE_PAYMENT, payment("\"" + name + "\":1")))
        .containsExactly("payments[0]." + name + " FIELD_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth_only",
        "capture",
        "preAuthorise",
        "payment_amount",
        "order_amount",
        "paymentAmount",
        "amount",
        "total",
        "currency",
        "type",
        "payment_method",
        "allowed_payment_methods",
      })
  void nor_is_a_payment_beside_whose_items_something_stands_that_decides(String name) {
    String body = payment("\"a\":1").replace("{\"payments\"", "{\"" + name + "\":1,\"payments\"");
    assertThat(faults(Action.CREATE_PAYMENT, body)).containsExactly(name + " FIELD_UNKNOWN");
  }

  @Test
  void what_truly_is_something_else_may_stand_beside_the_items() {
    String body = payment("\"a\":1").replace("{\"payments\"", "{\"channel\":1,\"payments\"");
    assertThat(faults(Action.CREATE_PAYMENT, body)).isEmpty();
  }

  @Test
  void whether_money_is_held_is_no_business_of_a_payments_body() {
    assertThat(
            faults(
                Action.CREATE_PAYMENT,
                payment("\"a\":1").replace("{\"payments\"", "{\"pre_auth\":true,\"payments\"")))
        .containsExactly("pre_auth FIELD_UNKNOWN");
  }

  @Test
  void a_body_that_names_an_order_names_that_of_its_address() throws Exception {
    assertThat(faults(Action.CREATE_PAYMENT, payment("\"order_id\":\"v1-other\"")))
        .containsExactly("payments[0].order_id ORDER_ID_INVALID");
    assertThat(faults(Action.CREATE_PAYMENT, payment("\"orderId\":\"" + ORDER + "\""))).isEmpty();
  }

  /** API reference, and the field lists of the SDK: all of it, at every depth. */
  @Test
  void every_documented_field_of_an_order_and_a_payment_passes() throws Exception {
    String order =
        order(
            "\"pre_auth\":true,\"allowed_payment_methods\":[\"CARD\"],\"notes\":\"n\","
                + "\"callback_url\":\"u\",\"failure_callback_url\":\"u\",\"purchase_details\":{"
                + "\"customer\":{\"email_id\":\"e\",\"first_name\":\"f\",\"last_name\":\"l\","
                + "\"customer_id\":\"c\",\"mobile_number\":\"9876543210\",\"country_code\":\"91\","
                + "\"billing_address\":{\"address1\":\"a\",\"address2\":\"a\",\"address3\":\"a\","
                + "\"pincode\":\"515240\",\"city\":\"c\",\"state\":\"s\",\"country\":\"c\","
                + "\"full_name\":\"n\",\"adddress_type\":\"t\",\"address_category\":\"billing\"},"
                + "\"is_edit_customer_details_allowed\":true},\"merchant_metadata\":{\"k\":\"v\"},"
                + "\"cart_details\":{\"cart_items\":[{\"item_id\":\"1\",\"item_name\":\"n\"}]},"
                + "\"account_details\":{\"bank_details\":{\"account_number\":\"1\"}},"
                + "\"split_info\":{\"split_type\":\"AMOUNT\",\"split_details\":[{"
                + "\"split_merchant_id\":\"m\",\"on_hold\":false,\"amount\":"
                + MONEY
                + "}]}},\"split_info\":{\"split_type\":\"AMOUNT\"},\"is_mcc_transaction\":\"true\","
                + "\"base_amount\":"
                + MONEY
                + ",\"cart_coupon_discount_amount\":"
                + MONEY
                + ",\"part_payment\":false,\"plugin_data\":{},\"integration_mode\":\"SEAMLESS\","
                + "\"field_of_next_year\":1");
    String payment =
        payment(
            "\"merchant_payment_reference\":\"p\",\"pre_auth\":false,\"device_info\":{\"a\":1},"
                + "\"offer_data\":{\"offer_details\":{\"id\":\"1\"}},\"mandate_info\":{},"
                + "\"risk_validation_details\":{},\"convenience_fee_breakdown\":{\"fee_amount\":"
                + MONEY
                + "},\"field_of_next_year\":1");

    assertThat(read(Action.CREATE_ORDER, order).payload().json()).isEqualTo(order);
    assertThat(read(Action.CREATE_PAYMENT, payment).payload().json()).isEqualTo(payment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "capture_point", "reauth", "order_reference", "amount", "preset"})
  void a_name_of_ones_own_in_metadata_passes(String name) {
    assertThat(
            faults(
                Action.CREATE_ORDER,
                order("\"purchase_details\":{\"merchant_metadata\":{\"" + name + "\":\"x\"}}")))
        .isEmpty();
  }

  // ---- the message around it -------------------------------------------------------------------

  private static final String MESSAGE =
      "{\"action\":\"CAPTURE\",\"key\":\"a\",\"order_id\":\"v1-a\",%s\"body\":"
          + "{\"merchant_capture_reference\":\"a\"}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount|500|it belongs in body, as capture_amount",
        "capture_amount|500|it belongs in body, as capture_amount",
        "orderId|\"v1-b\"|is order_id in another spelling",
        "Action|\"CANCEL\"|is action in another spelling",
        "sent_by|\"erp\"|what may stand here: action, key, order_id, body",
      })
  void what_stands_beside_the_body_is_not_passed_over(String name, String value, String right) {
    byte[] message = MESSAGE.formatted("\"" + name + "\":" + value + ",").getBytes(UTF_8);
    List<Fault> told = Refused.faults(() -> new Envelope(new Instructions()).read(message));

    assertThat(told).singleElement();
    assertThat(told.get(0).field() + " " + told.get(0).code()).isEqualTo(name + " FIELD_UNKNOWN");
    assertThat(told.get(0).message()).contains(right);
  }
}
