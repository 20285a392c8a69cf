package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Plural's answers to calls that make something mean: an order, a payment, a refund. */
class AnswersToCreatesTest {

  private static final String PAID = "v1-4405071524-aa-qlAtAf";
  private static final String KEY = "key-0001";
  private static final String DUPLICATE =
      "{\"code\":\"DUPLICATE_REQUEST\",\"message\":\"Duplicate Merchant Reference ID received\"}";

  private final Answers answers = new Answers(Namesakes.NONE);

  private static Claim claim(Action action, Money amount, String body, String batch) {
    boolean makesAnOrder = action == Action.CREATE_ORDER || action == Action.CREATE_CUSTOMER;
    Command command = new Command("default", action, KEY, makesAnOrder ? "" : PAID, amount, body);
    return new Claim(
        1,
        command,
        batch,
        EntryState.SENT,
        1,
        0,
        MovingClock.START,
        MovingClock.START,
        false,
        null,
        null,
        null);
  }

  private static Claim order() {
    return claim(Action.CREATE_ORDER, Money.of(1100, "INR"), "{\"pre_auth\":true}", "");
  }

  private static Claim payment() {
    return claim(Action.CREATE_PAYMENT, Money.of(1100, "INR"), "{}", "");
  }

  private static Claim refund() {
    return claim(Action.REFUND, Money.of(400, "INR"), "{}", "");
  }

  private static Claim customer(String body) {
    return claim(Action.CREATE_CUSTOMER, null, body, "");
  }

  private static Answer answer(int status, String body) {
    return new Answer(status, body.replace('\'', '"'), null, "request-1");
  }

  private Outcome read(Claim claim, String body) {
    return answers.read(claim, answer(200, body));
  }

  private OrderReport report(Claim claim, int status, String body) {
    return answers.order(claim, answer(status, body));
  }

  private static String data(String fields) {
    return "{'data':{" + fields + "}}";
  }

  // ---- orders ----------------------------------------------------------------------------------

  private static final String ORDER =
      "'order_id':'v1-new','merchant_order_reference':'key-0001','type':'CHARGE',"
          + "'status':'CREATED','order_amount':{'value':1100,'currency':'INR'},'pre_auth':true";

  static Stream<String> answers_that_show_our_order() {
    return Stream.of(
        data(ORDER),
        "{" + ORDER + "}",
        data(ORDER + ",'a_field_of_tomorrow':{'x':[1]},'payments':null"),
        data("'order_id':'v1-new','merchant_order_reference':'key-0001','status':'PENDING'"),
        data("'order_id':'v1-new','merchant_order_reference':'key-0001','status':'FAILED'"));
  }

  @ParameterizedTest
  @MethodSource("answers_that_show_our_order")
  void an_order_is_made_when_the_answer_shows_it(String body) {
    Outcome outcome = read(order(), body);

    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    assertThat(outcome.evidence().said()).isEqualTo(new Said(200, body.replace('\'', '"')));
  }

  static Stream<String> answers_that_leave_an_order_open() {
    return Stream.of(
        "",
        "{}",
        "<html></html>",
        data(ORDER.replace("key-0001", "key-of-another")),
        data(ORDER.replace("'merchant_order_reference':'key-0001',", "")),
        data(ORDER.replace("'order_id':'v1-new',", "")),
        data(ORDER.replace("CREATED", "A_STATUS_OF_TOMORROW")),
        data(ORDER.replace("1100", "1000")),
        data(ORDER.replace("INR", "USD")),
        data(ORDER.replace("CHARGE", "REFUND")),
        data(ORDER.replace("'pre_auth':true", "'pre_auth':false")),
        data(ORDER.replace("'pre_auth':true", "'pre_auth':'false'")),
        "{'code':'INTERNAL_ERROR','message':'on a 200'}");
  }

  /** Plural may hand out what is there under a reference: that it is ours must be seen. */
  @ParameterizedTest
  @MethodSource("answers_that_leave_an_order_open")
  void an_answer_that_does_not_show_our_order_is_asked_about_at_once(String body) {
    Outcome.Unknown unknown = (Outcome.Unknown) read(order(), body);

    assertThat(unknown.askAt()).isEqualTo(Instant.EPOCH);
    assertThat(unknown.otherwise()).isNull();
    assertThat(unknown.ended()).isFalse();
  }

  @Test
  void an_order_that_nobody_wanted_held_is_not_held() {
    Claim paidAtOnce = claim(Action.CREATE_ORDER, Money.of(1100, "INR"), "{}", "");

    assertThat(read(paidAtOnce, data(ORDER))).isInstanceOf(Outcome.Unknown.class);
    assertThat(read(paidAtOnce, data(ORDER.replace("'pre_auth':true", "'pre_auth':false"))))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  // ---- payments --------------------------------------------------------------------------------

  private static String paid(String status, String... payments) {
    return data(
        "'order_id':'"
            + PAID
            + "','merchant_order_reference':'ref','status':'"
            + status
            + "','order_amount':{'value':1100,'currency':'INR'},'payments':["
            + String.join(",", payments)
            + "]");
  }

  private static String item(String reference, String status, long amount) {
    return "{'merchant_payment_reference':%s,'status':'%s','payment_amount':{'value':%d,'currency':'INR'}}"
        .formatted(reference == null ? "null" : "'" + reference + "'", status, amount);
  }

  private static final String FAILED =
      "{%s'status':'FAILED','payment_amount':{'value':1100,'currency':'INR'},"
          + "'error_detail':{'code':'CARD_EXPIRED','message':'4012001037141112 is too old'}}";

  @ParameterizedTest
  @ValueSource(strings = {"CREATED", "PENDING", "AUTHORIZED", "PROCESSED"})
  void a_payment_is_begun_when_the_answer_lists_it(String status) {
    assertThat(read(payment(), paid(status, item(KEY, "PENDING", 1100))))
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(read(payment(), paid(status, item(null, "PENDING", 1100))))
        .as("the only one, without its reference")
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void a_payment_that_failed_is_a_no_even_in_a_200() {
    for (String body :
        new String[] {
          paid("ATTEMPTED", FAILED.formatted("'merchant_payment_reference':'key-0001',")),
          paid("ATTEMPTED", FAILED.formatted(""))
        }) {
      Outcome.Declined declined = (Outcome.Declined) read(payment(), body);

      assertThat(declined.code()).isEqualTo("CARD_EXPIRED");
      assertThat(declined.message()).isEqualTo("*".repeat(16) + " is too old");
      assertThat(declined.evidence().said().httpStatus()).isEqualTo(200);
      assertThat(declined.evidence().said().json()).doesNotContain("4012001037141112");
    }
  }

  @Test
  void a_payment_that_failed_without_a_word_is_a_no_all_the_same() {
    Outcome.Declined declined =
        (Outcome.Declined) read(payment(), paid("ATTEMPTED", item(KEY, "FAILED", 1100)));

    assertThat(declined.code()).isEqualTo("PAYMENT_FAILED");
  }

  @Test
  void a_payment_that_is_not_listed_is_asked_about() {
    for (String body :
        new String[] {
          paid("PENDING"),
          paid("PENDING", item("key-of-another", "PENDING", 1100)),
          paid("PENDING", item(null, "PENDING", 600), item(null, "PENDING", 500)),
          paid("PENDING", item(KEY, "PENDING", 900)),
          paid("PENDING", item(KEY, "PENDING", 1100)).replace(PAID, "v1-another"),
        }) {
      assertThat(read(payment(), body)).as(body).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void the_parts_of_one_payment_count_together() {
    assertThat(
            read(
                payment(),
                paid("PENDING", item(KEY, "PENDING", 600), item("key-0002", "PENDING", 500))))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  // ---- refunds ---------------------------------------------------------------------------------

  private static final String REFUND =
      "'order_id':'v1-refund','parent_order_id':'v1-4405071524-aa-qlAtAf','type':'REFUND',"
          + "'merchant_order_reference':'key-0001','status':'PROCESSED',"
          + "'order_amount':{'value':400,'currency':'INR'}";

  @ParameterizedTest
  @ValueSource(strings = {"CREATED", "PENDING", "PROCESSED"})
  void a_refund_is_made_when_the_answer_shows_it(String status) {
    assertThat(read(refund(), data(REFUND.replace("PROCESSED", status))))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void a_refund_that_failed_is_a_no() {
    Outcome.Declined declined =
        (Outcome.Declined) read(refund(), data(REFUND.replace("PROCESSED", "FAILED")));

    assertThat(declined.code()).isEqualTo("REFUND_FAILED");
  }

  static Stream<String> answers_that_leave_a_refund_open() {
    return Stream.of(
        data(REFUND.replace("key-0001", "key-of-another")),
        data(REFUND.replace(PAID, "v1-another")),
        data(REFUND.replace("400", "300")),
        data(REFUND.replace("REFUND", "CHARGE")),
        // Samples show the paid order where its refund is meant.
        data(REFUND.replace("v1-refund", PAID).replace("'parent_order_id':'" + PAID + "',", "")),
        data(
            REFUND
                .replace("'parent_order_id':'" + PAID + "',", "")
                .replace("'type':'REFUND',", "")));
  }

  @ParameterizedTest
  @MethodSource("answers_that_leave_a_refund_open")
  void an_answer_that_does_not_show_our_refund_is_asked_about(String body) {
    assertThat(read(refund(), body)).isInstanceOf(Outcome.Unknown.class);
  }

  // ---- customers -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'customer_id':'cust-1','status':'INACTIVE'}",
        "{'data':{'customer_id':'cust-1'}}",
        "{'customer_id':'cust-1','first_name':'KEVIN','more':1}",
      })
  void a_customer_is_made_when_the_answer_has_an_id(String body) {
    assertThat(read(customer("{\"first_name\":\"Kevin\"}"), body))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{'customer_id':null}", "{'customer_id':''}", "[]"})
  void an_answer_without_a_customer_is_asked_about(String body) {
    assertThat(read(customer("{}"), body)).isInstanceOf(Outcome.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'customer_id':'c','first_name':'Kevin'}          | FoundCustomer",
        "{'customer_id':'c','first_name':' kevin '}        | FoundCustomer",
        "{'customer_id':'c'}                               | FoundCustomer",
        "{'customer_id':'c','first_name':'Bob'}            | Missing",
        "{'customer_id':'c','email_id':'bob@example.com'}  | Missing",
        "{'customer_id':'c','merchant_customer_reference':'other'} | Missing",
        "{}                                                | Silent",
        "<html/>                                           | Silent",
      })
  void who_shares_a_phone_number_with_a_customer_is_not_that_customer(String body, String what) {
    Claim kevin =
        customer(
            "{\"first_name\":\"Kevin\",\"email_id\":\"kevin@example.com\","
                + "\"merchant_customer_reference\":\"ref\"}");

    assertThat(report(kevin, 200, body).getClass().getSimpleName()).isEqualTo(what);
  }

  // ---- refusals --------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"CREATE_CUSTOMER", "CREATE_ORDER", "CREATE_PAYMENT", "REFUND"})
  void a_duplicate_is_asked_about_and_its_words_are_kept(Action action) {
    Outcome.Unknown unknown =
        (Outcome.Unknown)
            answers.read(claim(action, Money.of(1100, "INR"), "{}", ""), answer(422, DUPLICATE));

    assertThat(unknown.askAt()).isEqualTo(Instant.EPOCH);
    assertThat(unknown.otherwise().code()).isEqualTo("DUPLICATE_REQUEST");
    assertThat(unknown.otherwise().evidence().said()).isEqualTo(new Said(422, DUPLICATE));
  }

  @Test
  void words_that_are_not_plurals_are_not_passed_on() {
    Outcome.Unknown unknown =
        (Outcome.Unknown) answers.read(order(), answer(403, "<html>Forbidden</html>"));

    assertThat(unknown.otherwise().code()).isEqualTo("HTTP_403");
    assertThat(unknown.otherwise().evidence().said()).isNull();
    assertThat(unknown.evidence().said()).isNull();
  }

  @Test
  void a_line_of_a_file_keeps_no_words() {
    Claim line = claim(Action.REFUND, Money.of(400, "INR"), "{}", "monday");

    assertThat(read(line, data(REFUND)).evidence().said()).isNull();
    assertThat(answers.read(line, answer(400, DUPLICATE)).evidence().said()).isNull();
  }

  // ---- inquiries -------------------------------------------------------------------------------

  @Test
  void a_question_by_reference_is_answered_by_what_has_that_reference() {
    OrderReport.Found found = (OrderReport.Found) report(order(), 200, data(ORDER));

    assertThat(found.order().reference()).isEqualTo(KEY);
    assertThat(found.order().type()).isEqualTo("CHARGE");
    assertThat(found.order().amount()).isEqualTo(Money.of(1100, "INR"));
    assertThat(found.order().mismatch()).isNull();
    assertThat(found.evidence().said().httpStatus()).isEqualTo(200);
    assertThat(report(order(), 200, data(ORDER.replace("key-0001", "other"))))
        .isInstanceOf(OrderReport.Silent.class);
    assertThat(report(refund(), 200, data(REFUND))).isInstanceOf(OrderReport.Found.class);
  }

  @Test
  void a_question_about_a_payment_is_answered_by_its_order() {
    OrderReport.Found found =
        (OrderReport.Found) report(payment(), 200, paid("PENDING", item(KEY, "PENDING", 1100)));

    assertThat(found.order().status()).isEqualTo(OrderStatus.PENDING);
    assertThat(found.order().payments())
        .containsExactly(new Order.Payment(KEY, Money.of(1100, "INR"), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {'code':'ORDER_NOT_FOUND','message':'Order not found'}",
        "404 | {'code':'CUSTOMER_NOT_FOUND','message':'Customer not found'}",
        "400 | {'code':'INVALID_REQUEST','message':'No matching records found for the inquiry'}",
      })
  void what_is_not_there_is_missing(int status, String body) {
    for (Claim claim : new Claim[] {order(), payment(), refund(), customer("{}")}) {
      assertThat(report(claim, status, body)).isInstanceOf(OrderReport.Missing.class);
    }
  }
}
