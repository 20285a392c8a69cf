package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.journal.store.Rows;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes up the calls and questions of nodes that are gone. A node shows that it is up by a lock on
 * its name.
 */
final class TakeUp {

  private static final Logger log = LoggerFactory.getLogger(TakeUp.class);

  static final String TAKE_UP =
      "UPDATE entry SET state = 'UNKNOWN', due_at = ?, inquiries = 0, ended = 0,"
          + " no_trace_since = NULL,"
          + " reason = ?, error_code = NULL, error_message = NULL"
          + " WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'SENT'";

  private static final String DIED = "the bridge was stopped while the call was under way";

  private static final long FORGOTTEN_EVERY_MS = 5_000;

  private final JdbcTemplate reading;
  private final Database database;
  private final GroupCommit writer;
  private final Schedule schedule;
  private final Clock clock;
  private final String node;
  private final Moves moves;
  private final Locks locks;
  private final Locks.Held presence;
  private final Runnable changed;
  private volatile long forgottenLookedAt;

  /**
   * That of this node.
   *
   * @param presence of this node, until it is closed
   * @param changed called when something was taken up
   */
  TakeUp(
      Database database,
      GroupCommit writer,
      Schedule schedule,
      String node,
      Moves moves,
      Locks.Held presence,
      Runnable changed) {
    this.locks = database.locks();
    this.presence = presence;
    this.changed = changed;
    this.reading = database.reading();
    this.database = database;
    this.writer = writer;
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.node = node;
    this.moves = moves;
  }

  /**
   * Shows that a node is up. One that died a moment ago may not have been missed yet.
   *
   * @param longest for how long another of that name is waited for
   * @throws IllegalStateException when another node of that name is up
   */
  static Locks.Held bePresent(Locks locks, String name, Duration longest) {
    long start = System.nanoTime();
    Optional<Locks.Held> mine = locks.tryLock(present(name));
    while (mine.isEmpty() && System.nanoTime() - start < longest.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      mine = locks.tryLock(present(name));
    }
    return mine.orElseThrow(
        () ->
            new IllegalStateException(
                "another node is up under the name "
                    + name
                    + ", choose another bridge.node.name (BRIDGE_NODE_NAME)"));
  }

  private static String present(String name) {
    return "node/" + name;
  }

  /**
   * Takes up what this node had sent before it was restarted. Nobody waits for those answers any
   * more, so they are UNKNOWN, and are asked about at once.
   *
   * @return how many there were
   */
  int ofThisNode() {
    return takeUpFrom(node);
  }

  /**
   * What a node that is gone had sent is UNKNOWN now, and what it was asking about is due again.
   */
  private int takeUpFrom(String gone) {
    long now = clock.millis();
    writer.commitWork(
        db ->
            db.update(
                "UPDATE entry SET due_at = ?, asked_by = NULL"
                    + " WHERE state = 'UNKNOWN' AND asked_by = ?",
                now,
                gone));
    return takeUp("e.node = ? AND e.sent_at <= ?", gone, Long.MAX_VALUE, DIED);
  }

  /**
   * Takes up the calls of nodes that are gone; and those, of whatever node, that were sent so long
   * ago that nobody can wait for them.
   *
   * @return false when it was looked a moment ago
   */
  boolean ofOthers() {
    long now = clock.millis();
    if (now < forgottenLookedAt + FORGOTTEN_EVERY_MS) {
      return false;
    }
    forgottenLookedAt = now;
    locks.keep();
    List<String> others =
        reading.queryForList(
            "SELECT node FROM entry WHERE state = 'SENT' AND node <> ?"
                + " UNION SELECT asked_by FROM entry WHERE state = 'UNKNOWN' AND asked_by <> ?",
            String.class,
            node,
            node);
    others.forEach(this::takeUpFromTheDead);
    int taken =
        takeUp(
            "? <> '' AND e.sent_at <= ?",
            node,
            now - schedule.longestCall().toMillis(),
            "nobody waits for the answer any more");
    if (taken > 0) {
      log.warn("{} calls were left without an outcome, asking about them", taken);
    }
    return true;
  }

  private void takeUpFromTheDead(String other) {
    Optional<Locks.Held> gone = locks.tryLock(present(other));
    if (gone.isPresent()) {
      try (Locks.Held vacancy = gone.get()) {
        int taken = takeUpFrom(other);
        log.warn("Node {} is gone. Asking about {} calls that it had under way", other, taken);
      }
    }
  }

  private int takeUp(String which, String whose, long sentUntil, String reason) {
    String find =
        "SELECT " + EntryRows.CLAIM_COLUMNS + " FROM entry e WHERE e.state = 'SENT' AND " + which;
    if (reading.query(find + " LIMIT 1", (rs, i) -> 1, whose, sentUntil).isEmpty()) {
      return 0;
    }
    long now = clock.millis();
    int taken =
        writer.commitWork(
            db -> {
              List<Claim> left =
                  db.query(
                      find + database.skipLocked(),
                      (rs, i) -> EntryRows.entry(rs, now),
                      whose,
                      sentUntil);
              Rows.write(
                  db, TAKE_UP, left.stream().map(c -> new Object[] {now, reason, c.id()}).toList());
              moves.write(
                  db,
                  left.stream()
                      .map(
                          c ->
                              new Move(
                                  c.command().merchant(),
                                  c.id(),
                                  EntryState.SENT.name(),
                                  EntryState.UNKNOWN.name(),
                                  null,
                                  reason))
                      .toList());
              return left.size();
            });
    changed.run();
    return taken;
  }

  void close() {
    presence.close();
  }
}
