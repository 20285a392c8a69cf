package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.support.Claims;
import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendDeadlineTest {

  private static final Duration LATEST = Duration.ofSeconds(30);

  private final MovingClock clock = new MovingClock();
  private final Departure departure = new Departure(LATEST, clock);

  @Test
  void a_call_leaves_until_its_time_is_over() throws Exception {
    clock.advance(LATEST);
    departure.leave(Claims.capture().sent());

    clock.advance(Duration.ofMillis(1));
    assertThatThrownBy(() -> departure.leave(Claims.capture().sent()))
        .isInstanceOf(TooLateException.class);
  }

  /** Threads are used again: after an hour without work every one of them has sent before. */
  @Test
  void the_fence_of_one_call_keeps_no_token_of_the_next_away() throws Exception {
    departure.leave(Claims.capture().sent());
    clock.advance(Duration.ofHours(1));

    assertThatCode(() -> departure.leave(Claims.capture().sentAt(clock.instant()).sent()))
        .doesNotThrowAnyException();
  }

  @Test
  void a_question_may_leave_at_any_time() throws Exception {
    clock.advance(Duration.ofHours(1));

    departure.leave(Claims.capture().unknown());
  }
}
