package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void sides_are_compared_round_by_round_so_that_a_slow_minute_spoils_neither() {
    Rounds rounds = new Rounds();
    rounds.add(1, "ceiling", Map.of("speed", 100));
    rounds.add(1, "bridge", Map.of("speed", 90));
    rounds.add(2, "ceiling", Map.of("speed", 10));
    rounds.add(2, "bridge", Map.of("speed", 9));

    assertThat(rounds.ratio("bridge", "ceiling", "speed")).isEqualTo(new Spread(0.9, 0.9, 0.9));
    assertThat(rounds.beyond("ceiling", "bridge", "speed")).isEqualTo(new Spread(5.5, 1, 10));
    assertThat(rounds.spread("bridge", "speed")).isEqualTo(new Spread(49.5, 9, 90));
  }

  @Test
  void all_rounds_are_kept_in_the_order_in_which_they_were_run() {
    Rounds rounds = new Rounds();
    rounds.add(1, "ceiling", Map.of("speed", 100));
    rounds.add(1, "bridge", Map.of("speed", 90));

    assertThat(rounds.all())
        .containsExactly(
            Map.of("round", 1, "side", "ceiling", "speed", 100),
            Map.of("round", 1, "side", "bridge", "speed", 90));
  }
}
