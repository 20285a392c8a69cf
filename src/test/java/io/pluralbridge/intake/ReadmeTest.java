package io.pluralbridge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadmeTest {

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void every_code_of_a_refused_line_or_file_is_explained(ErrorCode code) throws Exception {
    List<String> readme = Files.readAllLines(Path.of("README.md"));

    assertThat(readme).contains("| `" + code.name() + "` | " + code.sentence() + " |");
  }
}
