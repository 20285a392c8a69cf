package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  @ParameterizedTest
  @CsvSource({
    "monday.csv,monday",
    "Captures 2026-01-15 (2).CSV,Captures 2026-01-15 (2)",
    "a_b@c+d.Csv,a_b@c+d",
    "x.csv.csv,x.csv"
  })
  void a_plain_name_is_carried(String name, String base) {
    assertThat(FileName.of(name).problem()).isNull();
    assertThat(FileName.of(name).base()).isEqualTo(base);
    assertThat(FileName.of(name).display()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".csv",
        ".hidden.csv",
        "monday.txt",
        "monday.csv.ctl",
        "../monday.csv",
        "a/b.csv",
        "a\\b.csv",
        "a\nb.csv",
        "a\0.csv",
        "x\u202Evsc.csv",
        "mön.csv",
        "$(reboot).csv",
        "a;b.csv",
        "4111111111111111.csv",
        "cards 4111 1111 1111 1111.csv"
      })
  void any_other_name_is_refused_and_shown_safely(String name) {
    FileName refused = FileName.of(name);

    assertThat(refused.isAccepted()).isFalse();
    assertThat(refused.problem()).isNotBlank().doesNotContain("4111");
    assertThat(refused.display()).matches("[A-Za-z0-9 ._()@+-]{1,150}").doesNotContain("4111");
    assertThat(refused.display()).doesNotStartWith(".");
    assertThatThrownBy(refused::base).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"146,true", "147,false"})
  void a_name_has_150_characters_at_most(int length, boolean accepted) {
    FileName name = FileName.of("x".repeat(length) + ".csv");

    assertThat(name.isAccepted()).isEqualTo(accepted);
    assertThat(name.display()).hasSizeLessThanOrEqualTo(150);
  }
}
