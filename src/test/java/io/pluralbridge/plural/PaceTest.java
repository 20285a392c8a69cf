package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final int MOST = 64;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovingClock clock = new MovingClock();
  private final Pace pace = new Pace(MOST, SECOND, clock);

  @Test
  void at_first_as_many_go_as_may_be_under_way() {
    assertThat(pace.allow(40)).isEqualTo(40);
    assertThat(pace.allow(40)).isEqualTo(24);
    assertThat(pace.allow(40)).isZero();

    pace.over(10);
    assertThat(pace.allow(40)).isEqualTo(10);
    assertThat(pace.slowed()).isEmpty();
  }

  @Test
  void at_full_speed_some_may_go_ahead_and_none_once_one_was_turned_away() {
    Pace ahead = new Pace(MOST, 6, SECOND, clock);
    assertThat(ahead.allow(100)).isEqualTo(70);
    ahead.over(70);
    ahead.turnedAway(null);

    assertThat(ahead.allow(100)).isEqualTo(44);
  }

  @Test
  void a_call_that_is_turned_away_takes_something_off_for_everybody() {
    pace.turnedAway(null);

    assertThat(pace.limit()).isEqualTo(44);
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void those_turned_away_together_count_as_one() {
    taken(10);
    for (int i = 0; i < 3; i++) {
      pace.turnedAway(null);
    }
    assertThat(pace.limit()).isEqualTo(44);

    clock.advance(Duration.ofMillis(100));
    pace.turnedAway(null);
    assertThat(pace.limit()).isEqualTo(31);
  }

  @Test
  void answers_give_it_back_little_by_little_and_never_more_than_there_was() {
    pace.turnedAway(null);
    taken(100);
    assertThat(pace.limit()).isBetween(45, 48);

    taken(5_000);
    assertThat(pace.limit()).isEqualTo(MOST);
  }

  @Test
  void a_few_turned_away_among_many_stop_nobody() {
    for (int i = 0; i < 1_000; i++) {
      taken(19);
      pace.turnedAway(Duration.ofSeconds(30));
      clock.advance(Duration.ofMillis(100));

      assertThat(pace.isPaused()).isFalse();
      assertThat(pace.limit()).isGreaterThan(1);
    }
  }

  @Test
  void when_half_of_the_last_are_turned_away_everything_waits_as_long_as_asked() {
    pace.allow(10);
    taken(5);
    for (int seconds : new int[] {2, 9, 3, 1}) {
      pace.turnedAway(Duration.ofSeconds(seconds));
    }
    assertThat(pace.isPaused()).isFalse();

    pace.turnedAway(SECOND);

    pace.over(10);
    assertThat(pace.isPaused()).isTrue();
    assertThat(pace.allow(10)).isZero();
    assertThat(pace.slowed()).hasValueSatisfying(words -> assertThat(words).contains("10:00:09Z"));
    clock.advance(Duration.ofMillis(8_999));
    assertThat(pace.allow(10)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(pace.allow(10)).as("it begins again with one").isEqualTo(1);
  }

  @Test
  void who_asks_for_a_day_is_given_a_minute() {
    turnedAway(5, Duration.ofDays(1));

    clock.advance(Duration.ofSeconds(60));
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void where_no_time_is_told_everything_waits_as_long_as_before_a_first_retry() {
    turnedAway(5, null);

    assertThat(pace.isPaused()).isTrue();
    clock.advance(SECOND);
    assertThat(pace.isPaused()).isFalse();
  }

  @Test
  void the_first_that_is_turned_away_after_a_pause_leads_to_the_next() {
    turnedAway(10, SECOND);
    clock.advance(SECOND);
    assertThat(pace.allow(10)).isEqualTo(1);

    pace.turnedAway(Duration.ofSeconds(4));

    pace.over(1);
    clock.advance(Duration.ofMillis(3_999));
    assertThat(pace.allow(10)).isZero();
  }

  @Test
  void it_says_that_it_is_slowed_until_it_is_at_full_speed_again() {
    turnedAway(5, SECOND);
    clock.advance(SECOND);
    assertThat(pace.slowed()).contains("at most 1 of 64 calls at once");

    taken(1_000);
    assertThat(pace.slowed()).isPresent();
    taken(2_000);
    assertThat(pace.slowed()).isEmpty();
  }

  @Test
  void one_call_at_least_goes_whatever_happens() {
    for (int i = 0; i < 100; i++) {
      turnedAway(1, Duration.ZERO);
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(pace.limit()).isEqualTo(1);
    assertThat(pace.allow(5)).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0, SECOND, clock));
  }

  private void taken(int times) {
    for (int i = 0; i < times; i++) {
      pace.taken();
    }
  }

  private void turnedAway(int times, Duration retryAfter) {
    for (int i = 0; i < times; i++) {
      pace.turnedAway(retryAfter);
    }
  }
}
