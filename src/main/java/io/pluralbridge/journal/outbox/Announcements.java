package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.Addressee.Door;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.OutboxRows;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Rows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * What senders of messages are still to be told, and the messages that could not be accepted.
 *
 * <p>An announcement is written down together with its command, becomes due together with the
 * outcome, and is done with only when the broker has it: so it is told at least once, whoever dies,
 * and later where the broker is away.
 */
public final class Announcements {

  private static final Logger log = LoggerFactory.getLogger(Announcements.class);

  /** For how long one node has it to itself. What a node that died had is told so much later. */
  private static final Duration IN_HAND = Duration.ofSeconds(60);

  /** The same content that comes later than that may have been looked at and put back. */
  private static final Duration PARKED_ONCE_IN = Duration.ofMinutes(10);

  /** After so many tries in vain it is told where everybody is told. */
  private static final int TRIES_BEFORE_EVERYBODY = 8;

  private static final String IS_DUE = " WHERE door = ? AND due_at <= ? LIMIT 1";

  private static final String FIND_DUE =
      " WHERE a.door = ? AND a.due_at <= ? ORDER BY a.due_at, a.id LIMIT ?";

  private static final String PARK =
      "INSERT INTO parked_message (merchant, door, digest, message_id, correlation_id, content,"
          + " reason, due_at, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
          + " ON CONFLICT (merchant, door, digest) DO UPDATE SET message_id = excluded.message_id,"
          + " correlation_id = excluded.correlation_id, content = excluded.content,"
          + " due_at = excluded.due_at, tries = 0, parked_at = NULL"
          + " WHERE parked_message.parked_at < ?";

  private final Database database;
  private final Journal journal;
  private final Schedule schedule;
  private final Clock clock;
  private final Rests rests;

  public Announcements(Database database, Journal journal, Schedule schedule) {
    this.database = database;
    this.journal = journal;
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.rests = new Rests(schedule);
    if (database.isEmbedded()) {
      takeUpWhatWasLeft();
    }
  }

  /** There is nobody else who could have it in hand. */
  private void takeUpWhatWasLeft() {
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db ->
                db.update("UPDATE announcement SET due_at = ? WHERE due_at > ?", now, now)
                    + db.update("UPDATE parked_message SET due_at = ? WHERE due_at > ?", now, now));
  }

  // ---- written down ----------------------------------------------------------------------------

  /**
   * Writes down that a message is refused: what its sender is told, and the message itself for
   * whoever looks at such. Returns when that is durable.
   *
   * @param refusal what its sender is told
   * @param content the message as it came, card data masked
   * @param reason all that is wrong with it
   * @throws JournalUnavailableException when the database does not take it
   */
  public void refuse(String merchant, Addressee to, String refusal, String content, String reason)
      throws JournalUnavailableException {
    long now = clock.millis();
    // PostgreSQL keeps no NUL in a text, and would never take the message.
    String kept = content.replace('\0', '\uFFFD');
    // Of what could not be kept, each is one of its own.
    String digest = digest(content.isEmpty() ? to.messageId() : content, reason);
    try {
      journal
          .writer()
          .commitWork(
              db ->
                  OutboxRows.add(db, merchant, to, "", null, refusal, now)
                      + db.update(
                          PARK,
                          merchant,
                          to.door().name(),
                          digest,
                          to.messageId(),
                          to.correlationId(),
                          kept,
                          reason,
                          now,
                          now - PARKED_ONCE_IN.toMillis()));
    } catch (DataAccessException | TransactionException e) {
      throw new JournalUnavailableException(e);
    }
    journal.changed();
  }

  private static String digest(String content, String reason) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(reason.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  // ---- taken up --------------------------------------------------------------------------------

  /** Takes up to {@code max} announcements of that door that are due. */
  public List<Announcement> claim(Door door, int max) {
    long now = clock.millis();
    long until = now + IN_HAND.toMillis();
    return claim(
        door,
        door.name(),
        "announcement",
        db ->
            db.query(
                Commands.ANNOUNCED + FIND_DUE + database.skipLockedOf("a"),
                (rs, i) ->
                    new Announcement(
                        rs.getLong("announcement_id"),
                        rs.getString("announcement_merchant"),
                        new Addressee(
                            door,
                            rs.getString("message_id"),
                            rs.getString("reply_to"),
                            rs.getString("correlation_id")),
                        rs.getString("state") == null
                            ? null
                            : Commands.view(rs, rs.getString("called")),
                        rs.getString("refusal"),
                        rs.getInt("tries"),
                        Instant.ofEpochMilli(until)),
                door.name(),
                now,
                max),
        Announcement::id,
        until);
  }

  /** Takes up to {@code max} messages of that door that could not be accepted. */
  public List<ParkedMessage> claimParked(Door door, int max) {
    long now = clock.millis();
    long until = now + IN_HAND.toMillis();
    return claim(
        door,
        door.name() + " parked",
        "parked_message",
        db ->
            db.query(
                "SELECT a.id, a.message_id, a.correlation_id, a.content, a.reason, a.tries"
                    + " FROM parked_message a"
                    + FIND_DUE
                    + database.skipLockedOf("a"),
                (rs, i) ->
                    new ParkedMessage(
                        rs.getLong("id"),
                        door,
                        rs.getString("message_id"),
                        rs.getString("correlation_id"),
                        rs.getString("content"),
                        rs.getString("reason"),
                        rs.getInt("tries"),
                        Instant.ofEpochMilli(until)),
                door.name(),
                now,
                max),
        ParkedMessage::id,
        until);
  }

  private <T> List<T> claim(
      Door door,
      String what,
      String table,
      Function<JdbcTemplate, List<T>> find,
      Function<T, Long> id,
      long until) {
    if (rests.isResting(what)) {
      return List.of();
    }
    boolean isDue =
        !database
            .reading()
            .query("SELECT 1 FROM " + table + IS_DUE, (rs, i) -> 1, door.name(), clock.millis())
            .isEmpty();
    if (!isDue) {
      return List.of();
    }
    return journal
        .writer()
        .commitWork(
            db -> {
              List<T> found = find.apply(db);
              Rows.write(
                  db,
                  "UPDATE " + table + " SET due_at = ? WHERE id = ?",
                  found.stream().map(one -> new Object[] {until, id.apply(one)}).toList());
              return found;
            });
  }

  // ---- done, or not ----------------------------------------------------------------------------

  /** The broker has it. Should there be something newer to tell, that is still due. */
  public void told(Announcement announcement) {
    rests.works(announcement.to().door().name());
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE announcement SET told_at = ?, tries = 0,"
                        + " due_at = CASE WHEN due_at = ? THEN NULL ELSE due_at END WHERE id = ?",
                    now,
                    announcement.takenUntil().toEpochMilli(),
                    announcement.id()));
  }

  /** The broker did not take it. It is tried again, and in the end where everybody is told. */
  public void notTold(Announcement announcement, Exception failure) {
    String door = announcement.to().door().name();
    rests.fails(door, "Senders cannot be told what became of their messages", failure);
    boolean everybody =
        !announcement.to().replyTo().isEmpty()
            && announcement.tries() + 1 >= TRIES_BEFORE_EVERYBODY;
    if (everybody) {
      log.warn(
          "{} takes no answer after {} tries, so it goes where everybody is told",
          announcement.to().replyTo(),
          announcement.tries() + 1);
    }
    Instant next = schedule.nextTry(announcement.tries() + 1, null);
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE announcement SET tries = tries + 1, due_at = ?,"
                        + " reply_to = CASE WHEN ? = 1 THEN '' ELSE reply_to END WHERE id = ?",
                    next.toEpochMilli(),
                    everybody ? 1 : 0,
                    announcement.id()));
  }

  /** It lies where people look at such. Here, only that it came is remembered. */
  public void parked(ParkedMessage message) {
    rests.works(message.door().name() + " parked");
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE parked_message SET parked_at = ?, content = '', due_at = NULL"
                        + " WHERE id = ?",
                    now,
                    message.id()));
  }

  /** The broker did not take it. It is tried again. */
  public void notParked(ParkedMessage message, Exception failure) {
    rests.fails(message.door().name() + " parked", "Messages cannot be parked", failure);
    Instant next = schedule.nextTry(message.tries() + 1, null);
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE parked_message SET tries = tries + 1, due_at = ? WHERE id = ?",
                    next.toEpochMilli(),
                    message.id()));
  }
}
