package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {

  @TempDir Path folder;

  /** What is asked every few seconds must not look at each of a million entries. */
  @Test
  void what_is_parked_is_found_by_its_own_small_indexes() {
    for (String sql : List.of(Parking.BEHIND, Parking.IN_VAIN, Journal.DUE, Journal.UNKNOWN_DUE)) {
      List<String> plan =
          database.reading().query("EXPLAIN QUERY PLAN " + sql, (rs, i) -> rs.getString("detail"));

      assertThat(plan)
          .as(sql)
          .isNotEmpty()
          .allSatisfy(step -> assertThat(step).doesNotMatch("SCAN .(?! USING INDEX entry_).*"));
    }
    assertThat(
            database
                .reading()
                .query("EXPLAIN QUERY PLAN " + Parking.BEHIND, (rs, i) -> rs.getString("detail")))
        .anyMatch(step -> step.contains("entry_parked"))
        .anyMatch(step -> step.contains("entry_order_open"));
  }

  @Override
  DatabaseSettings database() {
    return new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", "");
  }
}
