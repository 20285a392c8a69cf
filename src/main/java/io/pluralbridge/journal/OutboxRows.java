package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Database;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rows of the outbox of outcomes, as they are written in the transaction of what they tell: with
 * the command whose sender is to be told, and with its outcome.
 */
public final class OutboxRows {

  private static final String ADD =
      "INSERT INTO announcement (merchant, door, message_id, reply_to, correlation_id, name,"
          + " entry_id, refusal, due_at, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
          + " ON CONFLICT (merchant, door, message_id) DO NOTHING";

  /**
   * At another time than before: so whoever tells what was known before sees that there is more.
   */
  private static final String DUE =
      "UPDATE announcement SET due_at = CASE WHEN due_at = ? THEN ? ELSE ? END"
          + " WHERE entry_id IN (%s)";

  /** Taken back with the whole file that it first came in: its sender may hand it in again. */
  private static final String TAKEN_BACK =
      "UPDATE announcement SET due_at = ?, entry_id = NULL"
          + " WHERE entry_id IN (SELECT id FROM entry WHERE batch_id = ?)";

  private OutboxRows() {}

  /**
   * Remembers who is to be told of an entry, in the transaction that accepts it. What has its
   * outcome already is told at once.
   */
  static void add(
      JdbcTemplate db,
      Database database,
      long entryId,
      String merchant,
      Addressee to,
      String name,
      long now) {
    List<Boolean> hasSomethingToTell =
        db.query(
            "SELECT state, parked_at FROM entry WHERE id = ?" + database.lockRow(),
            (rs, i) ->
                EntryState.valueOf(rs.getString("state")).isFinal() || rs.getLong("parked_at") != 0,
            entryId);
    boolean isGone = hasSomethingToTell.isEmpty();
    boolean due = isGone || hasSomethingToTell.get(0);
    add(db, merchant, to, name, isGone ? null : entryId, null, due ? now : null);
  }

  /**
   * Adds one row.
   *
   * @param refusal what is told of a message that was refused; null where there is an entry
   * @param dueAt in milliseconds UTC; null when there is nothing to tell yet
   */
  public static int add(
      JdbcTemplate db,
      String merchant,
      Addressee to,
      String name,
      @Nullable Long entryId,
      @Nullable String refusal,
      @Nullable Long dueAt) {
    return db.update(
        ADD,
        merchant,
        to.door().name(),
        to.messageId(),
        to.replyTo(),
        to.correlationId(),
        name,
        entryId,
        refusal,
        dueAt);
  }

  /** There is something to tell about these entries, in the transaction that writes it down. */
  static void due(JdbcTemplate db, Collection<Long> entryIds, long now) {
    if (!entryIds.isEmpty()) {
      db.update(
          DUE.formatted(entryIds.stream().map(String::valueOf).collect(Collectors.joining(","))),
          now,
          now + 1,
          now);
    }
  }

  /** These entries are about to go, in the transaction that takes them. */
  public static void takenBack(
      JdbcTemplate db, Database database, Collection<Long> entryIds, long now) {
    String ids = entryIds.stream().map(String::valueOf).collect(Collectors.joining(","));
    if (!entryIds.isEmpty()) {
      db.query("SELECT id FROM entry WHERE id IN (" + ids + ")" + database.lockRow(), rs -> {});
      db.update(
          "UPDATE announcement SET due_at = ?, entry_id = NULL WHERE entry_id IN (" + ids + ")",
          now);
    }
  }

  /** The entries of a batch are about to go, in the transaction that takes them. */
  public static void takenBack(JdbcTemplate db, Database database, String batchId, long now) {
    db.query("SELECT id FROM entry WHERE batch_id = ?" + database.lockRow(), rs -> {}, batchId);
    db.update(TAKEN_BACK, now, batchId);
  }
}
