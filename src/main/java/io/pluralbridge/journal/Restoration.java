package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A start with a journal that is older than what was done: what may have been sent in the lost time
 * is in doubt, and is asked about before it is sent.
 */
public final class Restoration {

  /** In the place of a value: whether what is accepted now may have been accepted before. */
  public static final String IN_DOUBT =
      "CASE WHEN EXISTS (SELECT 1 FROM journal_restoration r WHERE r.doubt_until > ?)"
          + " THEN 1 ELSE 0 END";

  static final String WHY = "the journal was restored, so it may have been sent before";

  /** What was to be sent may have been sent. Behind a parked one it may not wait any more. */
  private static final String DOUBT =
      "UPDATE entry SET doubt = 1 WHERE state IN ('ACCEPTED', 'HELD')";

  /** What was sent may have been sent once more since; all that was learnt about it is old. */
  private static final String SENT_AGAIN =
      "UPDATE entry SET attempts = attempts + 1, sent_at = ?, due_at = ?, inquiries = 0, ended = 0,"
          + " no_trace_since = NULL, asked_by = NULL, error_code = NULL, error_message = NULL,"
          + " reason = ? WHERE state IN ('SENT', 'UNKNOWN')";

  /**
   * Moves what is in doubt to where it is asked about: as if it had been sent at the last moment at
   * which that can have been.
   */
  static final Bulk ASK_FIRST =
      Bulk.update(
          "entry AS e SET state = 'UNKNOWN', doubt = 0, attempts = e.attempts + 1,"
              + " sent_at = :sent_at::BIGINT, node = :node::TEXT, due_at = :due_at::BIGINT,"
              + " inquiries = 0, ended = 0, no_trace_since = :no_trace_since::BIGINT,"
              + " reason = :reason::TEXT, error_code = NULL, error_message = NULL",
          "e.id = :id::BIGINT AND e.doubt = 1 AND e." + Rows.ITS_STATE + " = 'ACCEPTED'");

  private Restoration() {}

  /** Writes down that the journal was restored, and what is in doubt for that. */
  public static void begin(JdbcTemplate db, String run, long now, long doubtUntil) {
    db.update(
        "INSERT INTO journal_restoration (run, restored_at, doubt_until) VALUES (?, ?, ?)",
        run,
        now,
        doubtUntil);
    db.update(DOUBT);
    db.update(SENT_AGAIN, now, now, WHY);
  }

  /** When the journal was last restored, in milliseconds UTC; 0 when it never was. */
  private static long lastOne(JdbcTemplate db) {
    return db
        .queryForList(
            "SELECT restored_at FROM journal_restoration ORDER BY id DESC LIMIT 1", Long.class)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  /**
   * Has those of these entries asked about that are in doubt.
   *
   * @return which of them were
   */
  static List<Claim> askFirst(
      JdbcTemplate db, Database database, Schedule schedule, String node, List<Claim> entries) {
    long now = schedule.clock().millis();
    long oldEnough = now - schedule.provenAfter().toMillis();
    long sentAt = Math.max(lastOne(db), oldEnough);
    // What can only have been sent so long ago needs one look: another one is as good as made.
    @Nullable Long noTraceSince =
        sentAt > oldEnough ? null : Long.valueOf(now - schedule.betweenLooks().toMillis());
    boolean[] moved =
        database.write(
            db,
            ASK_FIRST,
            entries.stream()
                .map(c -> new @Nullable Object[] {sentAt, node, now, noTraceSince, WHY, c.id()})
                .toList());
    return IntStream.range(0, moved.length).filter(i -> moved[i]).mapToObj(entries::get).toList();
  }
}
