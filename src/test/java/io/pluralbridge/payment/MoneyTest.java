package io.pluralbridge.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | INR | INR 0.01",
        "110000 | INR | INR 1,100.00",
        "41450250 | INR | INR 414,502.50",
        "100000000000 | INR | INR 1,000,000,000.00",
        "0 | INR | INR 0.00",
        "-5 | INR | INR -0.05",
        "1100 | JPY | JPY 1,100",
        "1100 | KWD | KWD 1.100",
        "9223372036854775807 | USD | USD 92,233,720,368,547,758.07"
      })
  void money_is_written_as_people_write_it(long minorUnits, String currency, String words) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Money.inWords(minorUnits, currency)).isEqualTo(words);
    } finally {
      Locale.setDefault(before);
    }
  }
}
