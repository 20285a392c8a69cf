package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

  private static final String BATCH = "260115-100000-abcdef";

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
    assertThat(FileName.of(name).carried(BATCH)).isEqualTo(name);
    assertThat(FileName.of(name).shown()).isEqualTo(name);
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
    assertThat(refused.carried(BATCH))
        .matches("[A-Za-z0-9 ._()@+-]*(~[a-p]{8}(\\.csv)?)?")
        .isNotEmpty()
        .doesNotContain("4111")
        .doesNotStartWith(".");
    assertThat(refused.shown()).doesNotContain("4111").matches("[^\\p{Cc}\\p{Cf}]+");
    assertThatThrownBy(refused::base).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"146,true", "147,false"})
  void a_name_has_150_characters_at_most(int length, boolean accepted) {
    FileName name = FileName.of("x".repeat(length) + ".csv");

    assertThat(name.isAccepted()).isEqualTo(accepted);
    assertThat(name.carried(BATCH)).hasSizeLessThanOrEqualTo(150);
  }

  @ParameterizedTest
  @ValueSource(strings = {"José.csv", "Jos~.csv", "Jos\u0000.csv", ".os_.csv", "Jos_.csv~"})
  void a_name_that_must_be_changed_is_not_that_of_another_file(String name) {
    String carried = FileName.of(name).carried(BATCH);

    assertThat(carried).contains("~").isEqualTo(FileName.of(name).carried("another batch"));
    assertThat(FileName.of(carried).isAccepted()).as("a name that a file may have").isFalse();
    assertThat(FileName.of(carried).carried(BATCH)).isNotEqualTo(carried);
    assertThat(carried).isNotEqualTo(FileName.of(name.replace("os", "ot")).carried(BATCH));
    assertThat(carried).isNotEqualTo(FileName.of("Jos\u00e8.csv").carried(BATCH));
  }

  @Test
  void names_that_are_no_text_here_are_told_apart_by_their_bytes(@TempDir Path folder) {
    String acute = FileName.of(Path.of(URI.create(folder.toUri() + "Jos%E9.csv"))).carried(BATCH);
    String grave = FileName.of(Path.of(URI.create(folder.toUri() + "Jos%E8.csv"))).carried(BATCH);

    assertThat(acute).isNotEqualTo(grave);
  }

  @Test
  void a_file_and_its_name_are_carried_alike(@TempDir Path folder) {
    for (String name : List.of("José+ %41.csv", "x y+z.csv", "x.csv~")) {
      assertThat(FileName.of(folder.resolve(name)).carried(BATCH))
          .isEqualTo(FileName.of(name).carried(BATCH));
    }
  }

  @Test
  void a_card_number_cannot_be_found_out_from_what_stands_for_its_name() {
    FileName one = FileName.of("4111111111111111.csv");
    FileName other = FileName.of("5555555555554444.csv");

    assertThat(one.carried(BATCH)).isEqualTo(other.carried(BATCH)).startsWith("_".repeat(16) + "~");
    assertThat(one.carried(BATCH)).isNotEqualTo(one.carried("260115-100000-abcdeg"));
    assertThat(one.carried()).isEqualTo(other.carried());
  }

  @ParameterizedTest
  @CsvSource({
    "x.csv~, \"x.csv~\"",
    "José.csv, \"José.csv\"",
    "notes.txt, notes.txt",
    "4111111111111111é.csv, \"****************é.csv\"",
    "4111111111111111.txt, \"****************.txt\""
  })
  void a_name_is_shown_so_that_it_is_recognised(String name, String shown) {
    assertThat(FileName.of(name).shown()).isEqualTo(shown);
  }

  @Test
  void what_cannot_be_seen_in_a_name_is_spelt_out() {
    assertThat(FileName.of("a\nb\u202E.csv").shown()).isEqualTo("\"a\\u000ab\\u202e.csv\"");
    assertThat(FileName.of("x.csv ").shown()).isEqualTo("\"x.csv \"");
  }
}
