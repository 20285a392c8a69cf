package io.pluralbridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.order.InboundEvent;
import io.pluralbridge.journal.order.News;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Sighting;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of Plural's own documents, irregular ones included. */
class OrderWordsTest {

  private final OrderWords words = new OrderWords();

  private News webhook(String body) {
    return words
        .read(
            new InboundEvent(
                1,
                "default",
                InboundEvent.Kind.WEBHOOK,
                "m",
                "POST",
                "",
                "",
                null,
                null,
                body,
                Instant.EPOCH))
        .news();
  }

  @Test
  void an_order_is_read_with_all_that_it_says() {
    News news =
        webhook(
            """
            {"event_type":"ORDER_PROCESSED","data":{"order_id":"v1-a","merchant_order_reference":
            "8e9b80ea","type":"CHARGE","status":"PROCESSED","order_amount":{"value":100,"currency":
            "INR"},"pre_auth":true,"payments":[{"status":"FAILED","error_detail":{"code":"X"}},
            {"status":"PROCESSED","capture_data":[{"capture_amount":{"value":60,"currency":"INR"}}]}],
            "refunds":[],"updated_at":"2024-08-28T18:13:08.523516426Z"}}""");

    Sighting said = news.sightings().get(0);
    assertThat(said.status()).isEqualTo(OrderStatus.PROCESSED);
    assertThat(said.amount()).isEqualTo(Money.of(100, "INR"));
    assertThat(said.captured()).isEqualTo(60);
    assertThat(said.payments()).isEqualTo(2);
    assertThat(said.failed()).isEqualTo(1);
    assertThat(said.preAuth()).isTrue();
    assertThat(said.asOf()).isEqualTo("2024-08-28T18:13:08.523516426Z");
    assertThat(said.detail()).isEqualTo("ORDER_PROCESSED, X");
    assertThat(news.ask()).isEmpty();
    assertThat(news.references()).containsExactly("8e9b80ea");
  }

  @Test
  void a_failed_payment_that_does_not_say_when_is_asked_about() {
    News news =
        webhook(
            "{\"event_type\":\"PAYMENT_FAILED\",\"data\":{\"order_id\":\"v1-a\",\"status\":\"ATTEMPTED\","
                + "\"payments\":[{\"status\":\"FAILED\"}]}}");

    assertThat(news.sightings()).hasSize(1);
    assertThat(news.ask()).containsExactly("v1-a");
  }

  @Test
  void a_refund_is_an_order_of_its_own_and_its_parent_is_asked_about() {
    News news =
        webhook(
            "{\"event_type\":\"REFUND_FAILED\",\"data\":{\"order_id\":\"v1-r\",\"parent_order_id\":\"v1-p\","
                + "\"type\":\"REFUND\",\"status\":\"FAILED\",\"pre_auth\":\"false\","
                + "\"purchase_details\":{}}}");

    assertThat(news.sightings().get(0).orderId()).isEqualTo("v1-r");
    assertThat(news.sightings().get(0).preAuth()).isFalse();
    assertThat(news.ask()).containsExactly("v1-p");
  }

  @Test
  void a_parent_that_comes_instead_of_its_refund_is_read_as_itself() {
    News news =
        webhook(
            "{\"event_type\":\"REFUND_PROCESSED\",\"data\":{\"order_id\":\"v1-p\",\"type\":\"CHARGE\","
                + "\"status\":\"FULLY_REFUNDED\"}}");

    assertThat(news.sightings().get(0).status()).isEqualTo(OrderStatus.FULLY_REFUNDED);
  }

  @Test
  void names_may_be_in_camel_case() {
    News news =
        webhook(
            "{\"eventType\":\"ORDER_AUTHORIZED\",\"data\":{\"orderId\":\"v1-a\",\"orderAmount\":"
                + "{\"value\":5,\"currency\":\"INR\"}}}");

    assertThat(news.sightings().get(0).status()).isEqualTo(OrderStatus.AUTHORIZED);
    assertThat(news.sightings().get(0).amount()).isEqualTo(Money.of(5, "INR"));
  }

  @ParameterizedTest
  @CsvSource({
    "CUSTOMER_ACTIVATED", "CUSTOMER_DELETED", "CUSTOMER_SUSPENDED", "CUSTOMER_CREATION_FAILED",
    "TOKEN_ACTIVATED", "TOKEN_DEACTIVATED", "TOKEN_SUSPENDED", "TOKEN_PROVISION_FAILED",
    "SUBSCRIPTION_ACTIVATED", "SUBSCRIPTION_CHARGED", "SUBSCRIPTION_UPDATE_FAILED"
  })
  void what_is_about_no_order_is_no_news(String event) {
    assertThat(
            webhook("{\"event_type\":\"" + event + "\",\"data\":{\"token\":{\"status\":\"X\"}}}"))
        .isEqualTo(News.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"x\"",
        "{",
        "{\"data\":[]}",
        "{\"data\":{\"order_id\":7.5}}",
        "{\"data\":{\"order_id\":\"4012001037141112\",\"status\":\"FAILED\"}}",
        "{\"data\":{\"order_id\":\"a b\",\"status\":\"FAILED\"}}",
        "{\"data\":{\"order_id\":{\"a\":1},\"status\":\"FAILED\"}}"
      })
  void what_cannot_be_read_is_no_news(String body) {
    assertThat(webhook(body)).isEqualTo(News.NONE);
    assertThat(words.unread()).as("it is counted").isEqualTo(1);
  }

  @Test
  void a_status_that_we_do_not_know_is_asked_about() {
    News news = webhook("{\"data\":{\"order_id\":\"v1-a\",\"status\":\"NEW_ONE\"}}");

    assertThat(news.sightings()).isEmpty();
    assertThat(news.ask()).containsExactly("v1-a");
  }

  @Test
  void what_a_database_does_not_take_and_card_data_are_in_no_detail() {
    News news =
        webhook(
            "{\"event_type\":\"x\\u0000y\\ud800 4012001037141112\",\"data\":{\"order_id\":\"v1-a\","
                + "\"status\":\"FAILED\"}}");

    assertThat(news.sightings().get(0).detail()).isEqualTo("x y? ****************");
  }

  @Test
  void an_answer_that_is_an_error_says_nothing_of_an_order() {
    assertThat(words.asked(new Said(404, "{\"code\":\"ORDER_NOT_FOUND\"}"))).isEqualTo(News.NONE);
    assertThat(
            words.answer(
                new Said(200, "{\"data\":{\"order_id\":\"v1-a\",\"status\":\"CREATED\"}}")))
        .get()
        .extracting(Sighting::status)
        .isEqualTo(OrderStatus.CREATED);
  }
}
