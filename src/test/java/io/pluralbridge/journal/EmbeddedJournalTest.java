package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {

  private static final int FULL = 2;
  private static final int NORMAL = 1;

  @TempDir Path folder;

  @Override
  DatabaseSettings database() {
    return new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", "");
  }

  @Test
  void it_flushes_to_disk_unless_told_not_to() {
    assertThat(synchronous(database)).isEqualTo(FULL);

    String url = "jdbc:sqlite:" + folder.resolve("fast.db");
    DatabaseSettings fast = new DatabaseSettings(url, "", "", Durability.PROCESS_KILL);
    try (Database another = Database.open(fast)) {
      assertThat(synchronous(another)).isEqualTo(NORMAL);
    }
  }

  private static Integer synchronous(Database database) {
    return database.reading().queryForObject("PRAGMA synchronous", Integer.class);
  }
}
