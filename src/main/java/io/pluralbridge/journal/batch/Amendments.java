package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which result files are to be amended: those with lines that were told without a final outcome,
 * and have one by now.
 *
 * <p>Settled at about the same time, lines are told together: an amendment waits until nothing of
 * them has moved for a while, unless nothing is left to wait for.
 */
public final class Amendments {

  private static final Duration QUIET = Duration.ofSeconds(5);

  /** There may be a million lines to look at, and nobody waits for them by the second. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** What cannot be written, as somebody took the file away, must not keep others waiting. */
  private static final long AFTER_FAILURE_MS = 30_000;

  private static final int LOOKS_TAKE_AT_MOST_ONE_IN = 20;

  private static final String OPEN_LINES =
      "SELECT o.batch_id, COUNT(*) AS open_lines,"
          + " SUM(CASE WHEN e.state IN ("
          + BatchLines.FINAL
          + ") THEN 1 ELSE 0 END) AS settled,"
          + " MAX(COALESCE(e.concluded_at, e.sent_at, 0)) AS moved_at"
          + " FROM batch_open_line o JOIN entry e ON e.id = o.entry_id GROUP BY o.batch_id";

  private static final String DUE =
      "SELECT l.batch_id, b.amendments FROM ("
          + OPEN_LINES
          + ") AS l JOIN batch b ON b.id = l.batch_id WHERE b.state = 'REPORTED' AND l.settled > 0"
          + " AND (l.settled = l.open_lines OR l.moved_at <= ?) ORDER BY b.received_at";

  private final Journal journal;
  private final Batches batches;
  private final Database database;
  private final Clock clock;
  private final Map<String, Long> takenAt = new ConcurrentHashMap<>();
  private volatile long lookAgainAt;

  public Amendments(Database database, Journal journal, Batches batches, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.batches = batches;
    this.clock = clock;
  }

  /** The amendments that are to be written, oldest first. Looked for once a second at most. */
  public List<Amendment> due() {
    long now = clock.millis();
    if (now < lookAgainAt) {
      return List.of();
    }
    List<Due> due =
        database
            .reading()
            .query(
                DUE,
                (rs, i) -> new Due(rs.getString("batch_id"), rs.getInt("amendments")),
                now - QUIET.toMillis());
    List<Amendment> amendments = new ArrayList<>(due.size());
    for (Due one : due) {
      Optional<Batch> batch = batches.find(one.batchId());
      batch.ifPresent(b -> amendments.add(new Amendment(b, one.written() + 1, List.of())));
    }
    takenAt.values().removeIf(taken -> taken + AFTER_FAILURE_MS <= now);
    amendments.removeIf(amendment -> takenAt.containsKey(name(amendment)));
    long took = clock.millis() - now;
    lookAgainAt = now + Math.max(BETWEEN_LOOKS.toMillis(), took * LOOKS_TAKE_AT_MOST_ONE_IN);
    return amendments;
  }

  private record Due(String batchId, int written) {}

  /** The amendment, for whoever has the lock of its batch; empty when it is written by now. */
  public Optional<Amendment> take(Amendment amendment) {
    takenAt.put(name(amendment), clock.millis());
    return written(amendment.batch().id()) == amendment.number() - 1
        ? Optional.of(amendment)
        : Optional.empty();
  }

  private static String name(Amendment amendment) {
    return amendment.batch().id() + "/" + amendment.number();
  }

  /** How many lines of a batch have become final since its result file, and are not told yet. */
  public long untold(String batchId) {
    @Nullable Long count =
        database
            .reading()
            .queryForObject(
                "SELECT COUNT(*) FROM batch_open_line o JOIN entry e ON e.id = o.entry_id"
                    + " WHERE o.batch_id = ? AND e.state IN ("
                    + BatchLines.FINAL
                    + ")",
                Long.class,
                batchId);
    return count == null ? 0 : count;
  }

  /** How many amendments of a batch are written. */
  public int written(String batchId) {
    return database
        .reading()
        .queryForList("SELECT amendments FROM batch WHERE id = ?", Integer.class, batchId)
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  /**
   * Writes down that an amendment is written. When it told the last of the open lines, the batch is
   * done. Where that amendment was written down before, nothing changes.
   *
   * @return the batch as it stands now
   */
  public Batch finish(Amendment amendment) {
    String batchId = amendment.batch().id();
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db -> {
              int first =
                  db.update(
                      "UPDATE batch SET amendments = ? WHERE id = ? AND amendments = ?"
                          + " AND state = 'REPORTED'",
                      amendment.number(),
                      batchId,
                      amendment.number() - 1);
              if (first == 0) {
                return 0;
              }
              Rows.write(
                  db,
                  "DELETE FROM batch_open_line WHERE batch_id = ? AND line = ?",
                  amendment.lines().stream().map(line -> new Object[] {batchId, line}).toList());
              return db.update(
                  "UPDATE batch SET state = 'DONE', finished_at = ? WHERE id = ?"
                      + " AND NOT EXISTS (SELECT 1 FROM batch_open_line WHERE batch_id = ?)",
                  now,
                  batchId,
                  batchId);
            });
    return batches.find(batchId).orElseThrow();
  }
}
