package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import io.pluralbridge.support.Warnings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallHealthTest {

  private final MovingClock clock = new MovingClock();
  private final CallHealth health = new CallHealth(clock);

  private static Evidence status(@Nullable Integer status) {
    return new Evidence(status, null, null, null);
  }

  private void broken() {
    health.learn(new Outcome.Unknown("Plural answered HTTP 500", null, false, null, status(500)));
  }

  private void refused() {
    health.learn(new Outcome.NotSent("the credentials are refused", null, Evidence.NONE));
  }

  private void good() {
    health.learn(new Outcome.Succeeded(status(200)));
  }

  @Test
  void a_hundred_and_twenty_errors_in_a_row_are_a_trouble_that_is_said_once() {
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < 120; i++) {
        broken();
        clock.advance(Duration.ofMillis(100));
      }
      assertThat(health.trouble()).get().asString().contains("20 of the last 20", "HTTP 500");
      assertThat(warnings.messages()).singleElement().asString().contains("Calls to Plural fail");
    }
  }

  @Test
  void a_wrong_credential_shows_with_the_third_single_call() {
    refused();
    refused();
    assertThat(health.trouble()).isEmpty();
    clock.advance(Duration.ofMinutes(10));
    refused();
    assertThat(health.trouble()).get().asString().contains("credentials are refused");
  }

  @Test
  void half_of_the_calls_failing_is_a_trouble_until_they_go_well() {
    for (int i = 0; i < 10; i++) {
      good();
      broken();
    }
    broken();
    assertThat(health.trouble()).isPresent();
    for (int i = 0; i < 20; i++) {
      good();
    }
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void single_failures_noes_and_our_own_delays_are_none() {
    for (int i = 0; i < 100; i++) {
      good();
      good();
      good();
      broken();
      health.learn(new Outcome.Declined("INVALID", "no", status(422)));
      health.learn(new Outcome.NotSent("held back", null, true, Evidence.NONE));
      health.learn(new Outcome.NotSent("too many", null, status(429)));
    }
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void what_is_no_answer_of_plurals_is_a_failure_whatever_its_status() {
    Outcome.Declined notInTheirWords =
        new Outcome.Declined("HTTP_404", "refused, and not in Plural's words", status(404));
    for (Outcome outcome :
        List.of(
            new Outcome.Unknown("a page", notInTheirWords, false, null, status(404)),
            new Outcome.Unknown("an answer that tells nothing", null, false, null, status(200)),
            new Outcome.Unknown("Plural answered HTTP 422", null, false, null, status(422)),
            new Outcome.Unknown("Plural answered HTTP 301", null, false, null, status(301)))) {
      CallHealth fresh = new CallHealth(clock);
      for (int i = 0; i < 3; i++) {
        fresh.learn(outcome);
      }
      assertThat(fresh.trouble()).as(outcome.toString()).isPresent();
    }
    CallHealth asking = new CallHealth(clock);
    for (int i = 0; i < 3; i++) {
      asking.learn(new OrderReport.Silent("Plural answered HTTP 404", status(404)));
    }
    assertThat(asking.trouble()).isPresent();
  }

  @Test
  void a_no_of_plurals_and_an_order_that_stands_elsewhere_are_answers() {
    Outcome.Declined no = new Outcome.Declined("OPERATION_NOT_ALLOWED", "no", status(422));
    for (int i = 0; i < 30; i++) {
      health.learn(new Outcome.Unknown("may be ours", no, true, null, status(422)));
      health.learn(
          new Outcome.Unknown(
              "it is PENDING",
              null,
              false,
              null,
              new Evidence(200, OrderStatus.PENDING, null, null)));
      health.learn(new OrderReport.Missing(status(404)));
    }
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void calls_that_are_all_turned_away_are_a_trouble_after_some_minutes() {
    Outcome tooMany = new Outcome.NotSent("too many", null, status(429));
    for (int i = 0; i < 12; i++) {
      health.learn(tooMany);
      assertThat(health.trouble()).isEmpty();
      clock.advance(Duration.ofSeconds(15));
    }
    health.learn(tooMany);
    assertThat(health.trouble()).get().asString().contains("every call with HTTP 429");
    good();
    health.learn(tooMany);
    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void a_new_reason_is_said_a_minute_later_at_the_earliest() {
    try (Warnings warnings = Warnings.listen()) {
      for (int i = 0; i < 5; i++) {
        broken();
        clock.advance(Duration.ofSeconds(2));
      }
      refused();
      assertThat(warnings.messages()).hasSize(1);
      clock.advance(Duration.ofMinutes(2));
      refused();
      assertThat(warnings.messages()).hasSize(2);
    }
  }
}
