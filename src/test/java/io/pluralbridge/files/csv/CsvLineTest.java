package io.pluralbridge.files.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pluralbridge.files.csv.MalformedLineException.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CsvLineTest {

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("a,b,c", List.of("a", "b", "c")),
        Arguments.of("", List.of("")),
        Arguments.of(",", List.of("", "")),
        Arguments.of("a,", List.of("a", "")),
        Arguments.of(" a , b ", List.of(" a ", " b ")),
        Arguments.of("\"a\",\"b,c\"", List.of("a", "b,c")),
        Arguments.of("\"say \"\"hi\"\"\",x", List.of("say \"hi\"", "x")),
        Arguments.of("\"\",\"\"\"\"", List.of("", "\"")),
        Arguments.of("x,\"\"", List.of("x", "")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void a_line_is_split_as_rfc_4180_has_it(String line, List<String> fields) throws Exception {
    assertThat(CsvLine.split(line)).isEqualTo(fields);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'a,\"b', UNCLOSED_QUOTE, 3",
        "'a,\"b\"\"', UNCLOSED_QUOTE, 3",
        "'a,\"', UNCLOSED_QUOTE, 3",
        "'a,\"b\"c,d', TEXT_AFTER_QUOTE, 6",
        "'a,\"b\" ,d', TEXT_AFTER_QUOTE, 6",
        "'a,b\"c,d', STRAY_QUOTE, 4",
        "'a, \"b\"', STRAY_QUOTE, 4",
        "'a,b\rc', CARRIAGE_RETURN, 4",
        "'a,\"b\rc\"', CARRIAGE_RETURN, 5",
      })
  void a_quote_out_of_place_is_told_with_its_character(String line, Problem problem, int at) {
    MalformedLineException refused =
        catchThrowableOfType(MalformedLineException.class, () -> CsvLine.split(line));

    assertThat(refused.problem()).isEqualTo(problem);
    assertThat(refused.position()).isEqualTo(at);
    assertThat(refused.advice()).contains("character " + at).doesNotContain("b,");
    assertThat(refused.fieldsBefore()).containsExactly("a");
  }
}
