package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private final MovingClock clock = new MovingClock();
  private final Instant now = clock.instant();
  private final Schedule schedule =
      new Schedule(
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          clock,
          new Random(1));

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "3, 4",
    "6, 32",
    "7, 60",
    "8, 60",
    "30, 60",
    "1000, 60",
    "2147483647, 60"
  })
  void tries_back_off_to_a_limit_with_jitter_of_at_most_a_half(int attempts, long seconds) {
    Duration most = Duration.ofSeconds(seconds);
    Set<Instant> times = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Instant next = schedule.nextTry(attempts, null);
      assertThat(next).isBetween(now.plus(most.dividedBy(2)), now.plus(most));
      times.add(next);
    }
    assertThat(times).as("a thousand that failed together part").hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 59, 60, 61, 3600})
  void a_wait_that_plural_asks_for_is_never_undercut(long seconds) {
    for (int i = 0; i < 200; i++) {
      assertThat(schedule.nextTry(1, Duration.ofSeconds(seconds)))
          .isBetween(now.plusSeconds(seconds), now.plusSeconds(seconds).plusMillis(250));
    }
  }

  @Test
  void a_wait_shorter_than_ours_does_not_shorten_ours() {
    assertThat(schedule.nextTry(7, Duration.ZERO)).isAfterOrEqualTo(now.plusSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "1, 60", "2, 120", "4, 480", "5, 600", "100, 600", "2147483647, 600"})
  void questions_back_off_to_a_limit(int asked, long seconds) {
    assertThat(schedule.nextQuestion(asked)).isEqualTo(now.plusSeconds(seconds));
  }

  @Test
  void absence_is_proof_only_after_we_would_have_stopped_waiting_twice_over() {
    assertThat(schedule.absenceIsProofFrom(now)).isEqualTo(now.plusSeconds(90));
  }

  @Test
  void short_time_outs_do_not_make_absence_proof_any_sooner() {
    Duration short_ = Duration.ofMillis(100);
    Schedule hasty =
        new Schedule(
            short_, short_, short_, short_, Duration.ofSeconds(10), short_, clock, new Random(1));

    assertThat(hasty.absenceIsProofFrom(now)).isEqualTo(now.plusSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 30_000, 600_000})
  void a_call_is_given_up_only_after_two_tokens_and_two_askings_can_have_timed_out(long millis) {
    Duration timeout = Duration.ofMillis(millis);
    Schedule other =
        new Schedule(timeout, timeout, timeout, timeout, timeout, timeout, clock, new Random(1));

    assertThat(other.longestCall()).isGreaterThan(timeout.multipliedBy(4));
  }
}
