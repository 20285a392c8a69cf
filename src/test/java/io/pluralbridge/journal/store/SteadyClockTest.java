package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final long START = 1_768_471_200_000L;

  private final AtomicLong nanos = new AtomicLong(-5);
  private final SteadyClock clock = new SteadyClock(START, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void it_runs_with_the_process() {
    pass(Duration.ofSeconds(90));

    assertThat(clock.millis()).isEqualTo(START + 90_000);
  }

  @Test
  void a_jump_of_an_hour_makes_it_run_a_tenth_faster_until_it_has_caught_up() {
    long hour = Duration.ofHours(1).toMillis();
    clock.follow(START + hour);
    assertThat(clock.millis()).as("no time has passed").isEqualTo(START);

    pass(Duration.ofSeconds(10));
    clock.follow(START + hour + 10_000);
    assertThat(clock.millis()).isEqualTo(START + 11_000);

    pass(Duration.ofHours(12));
    clock.follow(START + hour + Duration.ofHours(12).toMillis());
    assertThat(clock.millis()).isEqualTo(START + hour + Duration.ofHours(12).toMillis());
  }

  @Test
  void a_jump_back_never_makes_it_go_back() {
    pass(Duration.ofSeconds(10));
    clock.follow(START - 3_600_000);

    assertThat(clock.millis()).isEqualTo(START + 9_000);
    pass(Duration.ofSeconds(1));
    assertThat(clock.millis()).isEqualTo(START + 10_000);
  }

  @Test
  void small_differences_are_followed_at_once() {
    pass(Duration.ofSeconds(5));
    clock.follow(START + 5_003);

    assertThat(clock.instant().toEpochMilli()).isEqualTo(START + 5_003);
  }
}
