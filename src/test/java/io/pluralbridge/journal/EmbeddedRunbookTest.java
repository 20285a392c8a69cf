package io.pluralbridge.journal;

import io.pluralbridge.journal.store.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRunbookTest extends RunbookContract {

  @TempDir Path folder;

  @Override
  protected DatabaseSettings database() {
    return new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", "");
  }

  @Override
  String inItsWords(String sql) {
    return sql;
  }
}
