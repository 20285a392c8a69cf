package io.pluralbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovingClock clock = new MovingClock();
  private final Patience patience = new Patience(MINUTE, clock);

  @Test
  void it_lasts_as_long_as_something_moves() {
    for (int concluded = 0; concluded < 10; concluded++) {
      clock.advance(MINUTE);
      patience.look(concluded, Optional.empty());

      assertThat(patience.isOver()).isFalse();
    }
    clock.advance(MINUTE.plusMillis(1));
    patience.look(9, Optional.empty());
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void the_time_that_the_batch_is_held_does_not_count() {
    Hold hold = hold();
    for (int i = 0; i < 10; i++) {
      clock.advance(MINUTE);
      patience.look(0, Optional.of(hold));

      assertThat(patience.isOver()).isFalse();
      assertThat(patience.isNewlyHeld()).as("each hold is told once").isEqualTo(i == 0);
    }
    clock.advance(MINUTE);
    patience.look(0, Optional.empty());
    assertThat(patience.isOver()).isFalse();
    clock.advance(MINUTE);
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void it_ends_when_the_batch_is_held_a_fourth_time_and_nothing_has_moved() {
    patience.look(7, Optional.empty());
    for (int i = 0; i < 3; i++) {
      heldAndGoneOn(7);
      assertThat(patience.isOver()).isFalse();
    }
    heldAndGoneOn(7);
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void a_line_that_moves_between_two_holds_renews_it() {
    for (int i = 0; i < 20; i++) {
      heldAndGoneOn(i / 3);

      assertThat(patience.isOver()).isFalse();
    }
  }

  private void heldAndGoneOn(long concluded) {
    patience.look(concluded, Optional.of(hold()));
    clock.advance(MINUTE);
    patience.look(concluded, Optional.empty());
  }

  private Hold hold() {
    return new Hold("id", "monday.csv", clock.instant().plus(MINUTE), "HTTP 503");
  }
}
