package io.pluralbridge.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonErrorCodeTest {

  @ParameterizedTest
  @EnumSource
  void every_code_is_explained_in_a_sentence(JsonErrorCode code) {
    assertThat(code.sentence()).matches("[A-Z][^\\n]*\\.");
    assertThat(code.name()).matches("[A-Z_]+");
  }
}
