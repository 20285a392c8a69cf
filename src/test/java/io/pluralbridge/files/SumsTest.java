package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.payment.Money;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SumsTest {

  @Test
  void a_sum_that_cannot_be_counted_refuses_the_file_and_no_other_currency() {
    Sums sums = new Sums();
    sums.add(Money.of(Long.MAX_VALUE, "INR"));
    sums.add(Money.of(1, "INR"));
    sums.add(Money.of(5, "USD"));

    assertThat(sums.byCurrency()).isEqualTo(Map.of("USD", 5L));
    assertThat(sums.refusals()).extracting(FileError::code).containsExactly("SUM_TOO_LARGE");
    assertThat(sums.refusals().get(0).message()).contains("INR");
  }
}
