package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {

  private static final int FULL = 2;
  private static final int NORMAL = 1;

  @TempDir Path folder;

  /** What is asked every few seconds must not look at each of a million entries. */
  @Test
  void what_is_parked_is_found_by_small_indexes_of_its_own() {
    assertThat(planOf(Parking.BEHIND + Parking.IN_ORDER))
        .contains("entry_parked", "entry_order_open");
    assertThat(planOf(Parking.IN_VAIN + Parking.IN_ORDER)).contains("entry_waits");
    assertThat(planOf(Journal.UNKNOWN_DUE)).contains("entry_unknown (due_at<?");
    assertThat(planOf(Journal.DUE))
        .contains("entry_due (batch_id=? AND due_at<?", "entry_order_open", "entry_waits");
  }

  @Test
  void what_somebody_waits_for_is_found_by_its_id() {
    assertThat(planOf(Journal.dueWaitedFor(Set.of(1L, 2L, 3L))))
        .contains("e USING INTEGER PRIMARY KEY", "w USING INTEGER PRIMARY KEY", "entry_order_open");
  }

  private String planOf(String sql) {
    List<String> plan =
        database.reading().query("EXPLAIN QUERY PLAN " + sql, (rs, i) -> rs.getString("detail"));
    assertThat(plan).as(sql).noneMatch(step -> step.matches("SCAN .( USING INDEX entry_key.*)?"));
    return String.join("; ", plan);
  }

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
