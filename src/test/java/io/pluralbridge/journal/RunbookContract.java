package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/operate/runbook.md has people ask the database, it answers. */
abstract class RunbookContract extends JournalFixture {

  private static final Pattern SQL =
      Pattern.compile("sqlite3 -readonly data/journal\\.db \"([^\"]+)\"");

  /** As the page says, where this database has other words. */
  abstract String inItsWords(String sql);

  @Test
  void each_question_of_the_runbook_can_be_asked() throws IOException {
    List<String> questions =
        SQL.matcher(Files.readString(Path.of("docs/operate/runbook.md")))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(questions)
        .isNotEmpty()
        .allSatisfy(sql -> database.reading().queryForList(inItsWords(sql)));
  }
}
