package io.pluralbridge.journal;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Command;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What follows from an entry being parked: it keeps its order, so those of the same order are HELD
 * until it is settled, and go on in their turn then.
 *
 * <p>What is done at once, as an entry is parked or settled, is also swept up every few seconds:
 * lines that came later, and what two nodes missed of each other.
 */
final class Parking {

  private static final Logger log = LoggerFactory.getLogger(Parking.class);

  private static final int AT_ONCE = 1_000;
  private static final int KEYS_NAMED = 5;

  // Said twice of the state, joined in a fixed order and sorted by a sum: so each database is sure
  // that the small indexes of what is parked and of what waits are the short way.
  static final String BEHIND =
      "SELECT e.id, e.merchant, e.batch_id, p.id AS parked, p.command_key FROM entry p"
          + " CROSS JOIN entry e WHERE p.parked_at IS NOT NULL AND e.merchant = p.merchant"
          + " AND p.order_id <> '' AND e.order_id = p.order_id AND e.id <> p.id"
          + " AND e.state IN ('ACCEPTED', 'SENT', 'UNKNOWN') AND e."
          + Rows.ITS_STATE
          + " = 'ACCEPTED'"
          + " AND (e.batch_id = '' OR EXISTS (SELECT 1 FROM batch b WHERE b.id = e.batch_id"
          + "   AND b.state IN ('OPEN', 'HELD', 'REPORTED')))";

  static final String HOLD =
      "UPDATE entry SET state = 'HELD', waits_for = ?, reason = ? WHERE id = ?"
          + " AND "
          + Rows.ITS_STATE
          + " = 'ACCEPTED'";

  static final String IN_VAIN =
      "SELECT e.id, e.merchant, e.batch_id, p.id AS parked, p.command_key FROM entry e"
          + " CROSS JOIN entry p WHERE e.waits_for IS NOT NULL AND p.id = e.waits_for"
          + " AND e.state = 'HELD' AND p.parked_at IS NULL";

  static final String RELEASE =
      "UPDATE entry SET state = 'ACCEPTED', waits_for = NULL, reason = NULL, due_at = ?"
          + " WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'HELD'";

  private static final String BEHIND_IDS = "SELECT id FROM (" + BEHIND + ") AS behind LIMIT 1";
  private static final String IN_VAIN_IDS = "SELECT id FROM (" + IN_VAIN + ") AS held LIMIT 1";

  static final String IN_ORDER = " ORDER BY e.id + 0 LIMIT " + AT_ONCE;

  private final JdbcTemplate reading;
  private final Clock clock;
  private final Queue<String> parked = new ConcurrentLinkedQueue<>();

  Parking(Database database, Clock clock) {
    this.reading = database.reading();
    this.clock = clock;
  }

  /** An entry, and the one of its order that it waits behind. */
  private record Waiting(long id, String merchant, String batchId, long parked, String parkedKey) {}

  /**
   * Holds what is behind an entry that has just been parked, a thousand at most; the sweep does the
   * rest.
   *
   * @return the moves, to be written down in the same commit
   */
  List<Move> holdBehind(JdbcTemplate db, Claim claim) {
    String behind = " AND p.id = ? AND e.merchant = ? AND e.order_id = ?" + IN_ORDER;
    Command command = claim.command();
    return hold(
        db, waiting(db, BEHIND + behind, claim.id(), command.merchant(), command.orderId()));
  }

  /**
   * Lets go on what waited behind an entry that has just been settled, a thousand at most; the
   * sweep does the rest.
   *
   * @return the moves, to be written down in the same commit
   */
  List<Move> release(JdbcTemplate db, Claim claim) {
    String behind = " AND e.merchant = ? AND e.order_id = ? AND e.waits_for = ?" + IN_ORDER;
    return release(
        db,
        waiting(
            db,
            IN_VAIN + behind,
            claim.command().merchant(),
            claim.command().orderId(),
            claim.id()));
  }

  /** True when an entry stands where it should not: behind a parked one, or held for none. */
  boolean hasSomethingToSweep() {
    return !reading.queryForList(BEHIND_IDS, Long.class).isEmpty()
        || !reading.queryForList(IN_VAIN_IDS, Long.class).isEmpty();
  }

  /**
   * Holds and releases what was missed so far, a thousand each at most.
   *
   * @return the moves, to be written down in the same commit
   */
  List<Move> sweep(JdbcTemplate db) {
    List<Move> moves = new ArrayList<>(hold(db, waiting(db, BEHIND + IN_ORDER)));
    moves.addAll(release(db, waiting(db, IN_VAIN + IN_ORDER)));
    return moves;
  }

  private static List<Waiting> waiting(JdbcTemplate db, String sql, Object... of) {
    return db.query(
        sql,
        (rs, i) ->
            new Waiting(
                rs.getLong("id"),
                rs.getString("merchant"),
                rs.getString("batch_id"),
                rs.getLong("parked"),
                rs.getString("command_key")),
        of);
  }

  private List<Move> hold(JdbcTemplate db, List<Waiting> behind) {
    int[] moved =
        Rows.write(
            db,
            HOLD,
            behind.stream()
                .map(w -> new Object[] {w.parked(), waitsFor(w.parkedKey()), w.id()})
                .toList());
    return moves(db, behind, moved, EntryState.ACCEPTED, EntryState.HELD);
  }

  private static String waitsFor(String key) {
    return "waits for " + key + " of the same order, which is parked";
  }

  private List<Move> release(JdbcTemplate db, List<Waiting> held) {
    long now = clock.millis();
    int[] moved =
        Rows.write(db, RELEASE, held.stream().map(w -> new Object[] {now, w.id()}).toList());
    return moves(db, held, moved, EntryState.HELD, EntryState.ACCEPTED);
  }

  private static List<Move> moves(
      JdbcTemplate db, List<Waiting> waiting, int[] moved, EntryState from, EntryState to) {
    from.checkMayBecome(to);
    List<Move> moves = new ArrayList<>();
    Map<String, Integer> byBatch = new TreeMap<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == 1) {
        Waiting one = waiting.get(i);
        String detail =
            to == EntryState.HELD ? waitsFor(one.parkedKey()) : one.parkedKey() + " is settled";
        moves.add(new Move(one.merchant(), one.id(), from.name(), to.name(), null, detail));
        byBatch.merge(one.batchId(), to == EntryState.HELD ? 1 : -1, Integer::sum);
      }
    }
    byBatch.forEach((batchId, more) -> count(db, batchId, more));
    return moves;
  }

  /** Keeps the count of entries of a batch that are parked or wait behind one that is. */
  static void count(JdbcTemplate db, String batchId, int more) {
    if (more != 0 && !batchId.isEmpty()) {
      db.update("UPDATE batch SET parked_entries = parked_entries + ? WHERE id = ?", more, batchId);
    }
  }

  /** Has it said, with others that were parked at about the same time. */
  void say(Claim claim) {
    parked.add(CardNumbers.mask(claim.command().key()));
  }

  /** Says in one line what was parked since it was said last. */
  void sayWhatWasParked() {
    List<String> named = new ArrayList<>();
    int count = 0;
    for (String key = parked.poll(); key != null; key = parked.poll()) {
      count++;
      if (named.size() < KEYS_NAMED) {
        named.add(key);
      }
    }
    if (count > 0) {
      log.warn(
          "{} parked, as Plural could not say what became of {}: {}{}. Look it up at Plural; asking"
              + " goes on, more rarely",
          count == 1 ? "1 instruction is" : count + " instructions are",
          count == 1 ? "it" : "them",
          String.join(", ", named),
          count > named.size() ? " and " + (count - named.size()) + " more" : "");
    }
  }
}
