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
          Duration.ofHours(24),
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

  @ParameterizedTest
  @CsvSource({"86399, 9, false", "86400, 2, false", "86400, 3, true", "864000, 2, false"})
  void it_gives_up_after_a_day_and_three_questions(long seconds, int asked, boolean givesUp) {
    assertThat(schedule.givesUp(now.minusSeconds(seconds), asked)).isEqualTo(givesUp);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 1000,    600",
    "9, 2400,    600",
    "9, 3600,    900",
    "9, 86400,   21600",
    "9, 999999,  86400",
    "0, 86400,   30",
    "3, 86400,   240",
    "5, 86400,   21600"
  })
  void what_is_parked_is_asked_about_in_a_quarter_of_its_age_but_anew_as_at_first(
      int asked, long age, long seconds) {
    assertThat(schedule.nextQuestionOfParked(now.minusSeconds(age), asked))
        .isEqualTo(now.plusSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"PT24H, 24 h", "PT48H, 48 h", "PT90M, 90 min", "PT90S, 90 s", "PT1.5S, 1500 ms"})
  void how_long_it_is_asked_about_can_be_said_in_words(Duration after, String words) {
    Schedule other =
        new Schedule(after, after, after, after, after, after, after, clock, new Random(1));

    assertThat(other.giveUpAfterInWords()).isEqualTo(words);
  }

  @Test
  void a_first_delay_is_never_cut_short_by_a_longest_one_that_is_shorter() {
    Duration minute = Duration.ofMinutes(1);
    Duration second = Duration.ofSeconds(1);
    Schedule odd =
        new Schedule(minute, second, minute, second, second, second, second, clock, new Random(1));

    assertThat(odd.nextQuestion(0)).isEqualTo(now.plus(minute));
    assertThat(odd.nextQuestion(5)).isEqualTo(now.plus(minute));
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
            short_,
            short_,
            short_,
            short_,
            Duration.ofSeconds(10),
            short_,
            short_,
            clock,
            new Random(1));

    assertThat(hasty.absenceIsProofFrom(now)).isEqualTo(now.plusSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 30_000, 600_000})
  void a_call_is_given_up_only_after_two_tokens_and_two_askings_can_have_timed_out(long millis) {
    Duration timeout = Duration.ofMillis(millis);
    Schedule other =
        new Schedule(
            timeout, timeout, timeout, timeout, timeout, timeout, timeout, clock, new Random(1));

    assertThat(other.longestCall()).isGreaterThan(timeout.multipliedBy(4));
  }
}
