package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.Addressee.Door;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.OutboxRows;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.WorkTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Outbox of outcomes, for the senders of messages, and of messages that could not be accepted.
 *
 * <p>An announcement is written down together with its command, becomes due together with the
 * outcome, and is done with only when the broker has it: so it is told at least once, whoever dies,
 * and later where the broker is away.
 */
public final class Announcements {

  private static final Logger log = LoggerFactory.getLogger(Announcements.class);

  /** What a node that died had claimed is told so much later. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** The same content that comes later than that may have been looked at and put back. */
  private static final Duration PARKED_ONCE_IN = Duration.ofMinutes(10);

  /** After so many tries in vain it is told where everybody is told. */
  private static final int TRIES_BEFORE_EVERYBODY = 8;

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

  public Announcements(Database database, Journal journal, Schedule schedule) {
    this.database = database;
    this.journal = journal;
    this.schedule = schedule;
    this.clock = schedule.clock();
  }

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

  /** The outcomes that senders of messages by that door do not know yet. */
  public Outbox<Announcement> outcomes(Door door) {
    return new Outbox<>(database, journal, schedule, LEASE, new Outcomes(door));
  }

  /** The messages of that door that could not be accepted. */
  public Outbox<DeadLetter> deadLetters(Door door) {
    return new Outbox<>(database, journal, schedule, LEASE, new DeadLetters(door));
  }

  private record Outcomes(Door door) implements Outbox.Channel<Announcement> {

    @Override
    public WorkTable.Query<Announcement> query() {
      return new WorkTable.Query<>(
          Commands.ANNOUNCED + due(door),
          "announcement_due",
          "a",
          "UPDATE announcement SET due_at = ? WHERE id = ?",
          one -> List.of(one.id()),
          this::read);
    }

    private Announcement read(ResultSet rs, long dueAt) throws SQLException {
      int tries = rs.getInt("tries");
      return new Announcement(
          rs.getLong("announcement_id"),
          rs.getString("announcement_merchant"),
          new Addressee(
              door,
              rs.getString("message_id"),
              tries < TRIES_BEFORE_EVERYBODY ? rs.getString("reply_to") : "",
              rs.getString("correlation_id")),
          rs.getString("state") == null ? null : Commands.view(rs, rs.getString("called")),
          rs.getString("refusal"),
          tries,
          dueAt);
    }

    /** Where everybody is told, all that follows is, too. */
    @Override
    public Outbox.Change delivered(Announcement one, long now) {
      return new Outbox.Change(
          "UPDATE announcement SET told_at = ?, tries = CASE WHEN tries < ? THEN 0 ELSE tries END,"
              + " due_at = CASE WHEN due_at = ? THEN NULL ELSE due_at END WHERE id = ?",
          now,
          TRIES_BEFORE_EVERYBODY,
          one.dueAt(),
          one.id());
    }

    @Override
    public Outbox.Change tryAgain(Announcement one, long at) {
      return new Outbox.Change(
          "UPDATE announcement SET tries = tries + 1, due_at = ? WHERE id = ?", at, one.id());
    }

    @Override
    public Instant nextTry(Announcement one, Exception failure, Schedule schedule) {
      int tries = one.tries() + 1;
      if (tries == TRIES_BEFORE_EVERYBODY && !one.to().replyTo().isEmpty()) {
        log.warn(
            "{} takes no answer after {} tries, so it goes where everybody is told",
            one.to().replyTo(),
            tries);
      }
      return schedule.nextTry(tries, null);
    }

    @Override
    public String outage() {
      return "Senders cannot be told what became of their messages";
    }
  }

  private record DeadLetters(Door door) implements Outbox.Channel<DeadLetter> {

    @Override
    public WorkTable.Query<DeadLetter> query() {
      return new WorkTable.Query<>(
          "SELECT a.id, a.message_id, a.correlation_id, a.content, a.reason, a.tries, a.due_at"
              + " FROM parked_message a"
              + due(door),
          "due_at",
          "",
          "UPDATE parked_message SET due_at = ? WHERE id = ?",
          one -> List.of(one.id()),
          (rs, dueAt) ->
              new DeadLetter(
                  rs.getLong("id"),
                  rs.getString("message_id"),
                  rs.getString("correlation_id"),
                  rs.getString("content"),
                  rs.getString("reason"),
                  rs.getInt("tries")));
    }

    /** Here, only that it came is remembered. */
    @Override
    public Outbox.Change delivered(DeadLetter one, long now) {
      return new Outbox.Change(
          "UPDATE parked_message SET parked_at = ?, content = '', due_at = NULL WHERE id = ?",
          now,
          one.id());
    }

    @Override
    public Outbox.Change tryAgain(DeadLetter one, long at) {
      return new Outbox.Change(
          "UPDATE parked_message SET tries = tries + 1, due_at = ? WHERE id = ?", at, one.id());
    }

    @Override
    public Instant nextTry(DeadLetter one, Exception failure, Schedule schedule) {
      return schedule.nextTry(one.tries() + 1, null);
    }

    @Override
    public String outage() {
      return "Messages cannot be parked";
    }
  }

  private static String due(Door door) {
    return " WHERE a.door = '"
        + door.name()
        + "' AND a.due_at <= ? ORDER BY a.due_at, a.id LIMIT ?";
  }
}
