package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.store.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How much the journal has to do.
 *
 * @param accepted how many entries wait to be sent
 * @param oneByOne how many of them came in no file
 * @param unknown how many entries wait for an answer to what became of them
 * @param held the batches that are held, the one that goes on first at the front
 * @param oldestOpen when the oldest batch came that has lines without a final outcome; null when
 *     there is none
 */
public record Figures(
    long accepted, long oneByOne, long unknown, List<Hold> held, @Nullable Instant oldestOpen) {

  /** Reads them. Each figure has an index that holds what is counted and nothing else. */
  public static Figures read(Database database, Batches batches) {
    JdbcTemplate reading = database.reading();
    return new Figures(
        count(reading, EntryState.ACCEPTED, ""),
        count(reading, EntryState.ACCEPTED, " AND batch_id = ''"),
        count(reading, EntryState.UNKNOWN, ""),
        batches.held(),
        reading
            .query(
                "SELECT received_at FROM batch WHERE state IN ('OPEN', 'HELD')"
                    + " AND open_entries > 0 ORDER BY received_at LIMIT 1",
                (rs, i) -> Instant.ofEpochMilli(rs.getLong("received_at")))
            .stream()
            .findFirst()
            .orElse(null));
  }

  /** The state is written out and not a parameter: else its index is not found. */
  private static long count(JdbcTemplate reading, EntryState state, String which) {
    Long count =
        reading.queryForObject(
            "SELECT COUNT(*) FROM entry WHERE state = '" + state.name() + "'" + which, Long.class);
    return count == null ? 0 : count;
  }
}
