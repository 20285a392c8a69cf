package io.pluralbridge.files.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvWriterTest {

  @Test
  void values_are_quoted_where_it_is_needed_only() throws Exception {
    assertThat(written(List.of("a b", "b,c", "say \"hi\"", "x\ny", "")))
        .isEqualTo("a b,\"b,c\",\"say \"\"hi\"\"\",\"x\ny\",\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a", "\"", ",", " a ", "é"})
  void a_row_of_one_field_is_read_back_as_it_was(String value) throws Exception {
    String row = written(List.of(value)).stripTrailing();

    assertThat(row).isNotBlank();
    assertThat(CsvLine.split(written(List.of(value)).replace("\n", ""))).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00A0=1",
        "\u200B=1",
        "\uFEFF@x",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " ＝1"
      })
  void what_a_spreadsheet_would_run_is_defused(String value) {
    assertThat(CsvWriter.defused(value)).isEqualTo("'" + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a=1", "1-2", "v1-4405071524-aa-qlAtAf", "'=1", "x@y"})
  void everything_else_is_left_as_it_is(String value) {
    assertThat(CsvWriter.defused(value)).isEqualTo(value);
  }

  private static String written(List<String> values) throws Exception {
    StringBuilder out = new StringBuilder();
    new CsvWriter(out).row(values);
    return out.toString();
  }
}
