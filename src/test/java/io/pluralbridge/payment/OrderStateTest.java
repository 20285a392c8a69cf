package io.pluralbridge.payment;

import static io.pluralbridge.payment.OrderStatus.ATTEMPTED;
import static io.pluralbridge.payment.OrderStatus.AUTHORIZED;
import static io.pluralbridge.payment.OrderStatus.CANCELLED;
import static io.pluralbridge.payment.OrderStatus.CREATED;
import static io.pluralbridge.payment.OrderStatus.FAILED;
import static io.pluralbridge.payment.OrderStatus.FULLY_REFUNDED;
import static io.pluralbridge.payment.OrderStatus.PARTIALLY_REFUNDED;
import static io.pluralbridge.payment.OrderStatus.PENDING;
import static io.pluralbridge.payment.OrderStatus.PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Sighting.Witness;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderStateTest {

  private static OrderState heard(OrderStatus... statuses) {
    return OrderState.of(
        Arrays.stream(statuses)
            .map(status -> new Sighting("o", Witness.WEBHOOK, status, null))
            .toList());
  }

  private static Sighting at(int second, OrderStatus status) {
    return new Sighting(
        "o",
        Witness.WEBHOOK,
        status,
        Instant.ofEpochSecond(second),
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Sighting preAuth(OrderStatus status, Boolean preAuth) {
    return new Sighting(
        "o",
        Witness.INQUIRY,
        status,
        null,
        0,
        0,
        null,
        null,
        null,
        preAuth,
        null,
        null,
        null,
        null);
  }

  @Test
  void a_late_word_of_an_earlier_state_changes_nothing() {
    assertThat(heard(PROCESSED, AUTHORIZED, CREATED, PENDING).status()).isEqualTo(PROCESSED);
    assertThat(heard(FULLY_REFUNDED, PARTIALLY_REFUNDED, PROCESSED).status())
        .isEqualTo(FULLY_REFUNDED);
  }

  @Test
  void a_customer_who_tries_again_is_pending_again_and_then_may_fail_again() {
    List<Sighting> tries = List.of(at(1, PENDING), at(2, ATTEMPTED), at(3, PENDING));

    assertThat(OrderState.of(tries).status()).isEqualTo(PENDING);
    assertThat(OrderState.of(tries).with(at(4, ATTEMPTED)).status()).isEqualTo(ATTEMPTED);
    assertThat(OrderState.of(tries).with(at(0, ATTEMPTED)).status()).isEqualTo(PENDING);
    assertThat(OrderState.of(tries).isSettled()).isFalse();
  }

  @Test
  void money_that_was_taken_is_never_overlooked_and_the_contradiction_is_shown() {
    assertThat(heard(CANCELLED, PROCESSED).status()).isEqualTo(PROCESSED);
    assertThat(heard(PROCESSED, CANCELLED).status()).isEqualTo(PROCESSED);
    assertThat(heard(PROCESSED, FAILED).status()).isEqualTo(PROCESSED);
    assertThat(heard(CANCELLED, PROCESSED).isDisputed()).isTrue();
    assertThat(heard(AUTHORIZED, FAILED).isDisputed()).isTrue();
    assertThat(heard(CREATED, PENDING, AUTHORIZED, CANCELLED).isDisputed()).isFalse();
    assertThat(heard(CREATED, PENDING, AUTHORIZED, PROCESSED, FULLY_REFUNDED).isDisputed())
        .isFalse();
  }

  @Test
  void money_that_is_held_where_it_was_to_be_taken_is_not_the_end() {
    assertThat(OrderState.of(List.of(preAuth(AUTHORIZED, true))).isSettled()).isTrue();
    assertThat(OrderState.of(List.of(preAuth(AUTHORIZED, null))).isSettled()).isTrue();
    assertThat(OrderState.of(List.of(preAuth(AUTHORIZED, false))).isSettled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void a_hint_is_not_believed(OrderStatus status) {
    OrderState state = OrderState.UNSEEN.with(new Sighting("o", Witness.CALLBACK, status, null));

    assertThat(state.status()).isNull();
    assertThat(state.isSettled()).isFalse();
  }
}
