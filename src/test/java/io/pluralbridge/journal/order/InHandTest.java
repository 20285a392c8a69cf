package io.pluralbridge.journal.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InHandTest {

  private static final List<Integer> DUE = IntStream.range(0, 9).boxed().toList();

  private final InHand<Integer> inHand = new InHand<>(Duration.ofMillis(100));

  private List<Integer> take(int max, long now) {
    return inHand.take(
        max, now, Function.identity(), most -> DUE.subList(0, Math.min(most, DUE.size())));
  }

  @Test
  void what_is_in_hand_is_not_taken_again_and_the_next_ones_are() {
    assertThat(take(3, 0)).containsExactly(0, 1, 2);
    assertThat(take(4, 10)).containsExactly(3, 4, 5, 6);
    assertThat(take(9, 20)).containsExactly(7, 8);
    assertThat(take(9, 99)).isEmpty();
  }

  @Test
  void what_was_let_go_is_taken_again_where_it_is_still_due() {
    take(9, 0);
    inHand.letGo(4);

    assertThat(take(9, 1)).containsExactly(4);
  }

  @Test
  void what_is_in_hand_for_too_long_is_taken_again() {
    take(2, 0);
    take(2, 50);

    assertThat(take(9, 100)).containsExactly(0, 1, 4, 5, 6, 7, 8);
  }
}
