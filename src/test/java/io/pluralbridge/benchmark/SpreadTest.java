package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void the_median_is_the_middle_one_in_whatever_order_they_come() {
    assertThat(Spread.of(List.of(5.0, 1.0, 900.0))).isEqualTo(new Spread(5, 1, 900));
  }

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(new Spread(3, 1, 100));
  }

  @Test
  void there_is_no_median_of_nothing() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_is_shown_with_as_many_digits_as_count() {
    assertThat(new Spread(5104.4, 5080, 5120).shown()).isEqualTo("5,104 (5,080 to 5,120)");
    assertThat(new Spread(0.974, 0.961, 0.98).shown()).isEqualTo("0.97 (0.96 to 0.98)");
    assertThat(new Spread(26, 26, 26).shown()).isEqualTo("26.0");
  }
}
