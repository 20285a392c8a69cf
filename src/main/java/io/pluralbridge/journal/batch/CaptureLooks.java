package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.Withdrawal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.CaptureFault;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The questions what orders are worth, where nobody knows and captures of them are to be sent.
 *
 * <p>Of a file the first lines are asked about before anything of it is sent; once one of them asks
 * for another amount than the order is worth, all; and all that is not sent yet once a capture that
 * was sent has left something behind that nobody gave up. Who asks, and what is left to be asked,
 * is written down; so any node may die, and another goes on.
 */
public final class CaptureLooks {

  private static final Logger log = LoggerFactory.getLogger(CaptureLooks.class);

  /** So many lines stand for a file. */
  public static final int SAMPLE = 20;

  private static final int PAGE = 500;
  private static final int TRIES_SO_FAR = 2;
  private static final String ONE_BY_ONE = "";

  private static final String NOBODY_KNOWS =
      "NOT EXISTS (SELECT 1 FROM order_state o WHERE o.merchant = e.merchant"
          + " AND o.order_id = e.order_id AND o.minor_units IS NOT NULL)";

  static final String UNKNOWN_WORTH =
      "SELECT e.id, e.batch_line FROM entry e WHERE e.batch_id = ? AND e.batch_line > ?"
          + " AND e.action = 'CAPTURE' AND e.partial = 0 AND e.order_amount IS NULL AND e."
          + Rows.ITS_STATE
          + " = 'ACCEPTED' AND "
          + NOBODY_KNOWS
          + " ORDER BY e.batch_line LIMIT ?";

  /** A cancellation needs no amount: where one stands in the line, it is looked at each time. */
  private static final String LOOK_AT_CANCELS =
      "UPDATE entry AS e SET look_at = ? WHERE e.batch_id = ? AND e.action = 'CANCEL'"
          + " AND e.minor_units IS NOT NULL AND e.order_amount IS NULL AND e."
          + Rows.ITS_STATE
          + " = 'ACCEPTED' AND "
          + NOBODY_KNOWS;

  private static final String IS_SUSPICIOUS =
      "SELECT 1 FROM batch_line WHERE batch_id = ? AND (errors LIKE '%\"CAPTURE_IS_PARTIAL\"%'"
          + " OR errors LIKE '%\"CAPTURE_TOO_LARGE\"%'"
          + " OR errors LIKE '%\"CANCEL_IS_PARTIAL\"%'"
          + " OR errors LIKE '%\"CAPTURE_IN_OTHER_CURRENCY\"%') LIMIT 1";

  private static final String OPEN =
      "UPDATE batch SET state = 'OPEN' WHERE id = ? AND state = 'READING'";

  private static final String LOOK = "UPDATE entry SET look_at = ? WHERE id = ?";

  static final String DUE =
      "SELECT "
          + EntryRows.CLAIM_COLUMNS
          + " FROM entry e WHERE e.batch_id = ? AND e.look_at <= ? ORDER BY e.look_at LIMIT ?";

  private static final String ANY_DUE =
      "SELECT 1 FROM batch WHERE state = 'LOOKING' UNION ALL"
          + " SELECT 1 FROM entry WHERE batch_id = '' AND look_at <= ? LIMIT 1";

  private static final String OPEN_WHAT_IS_KNOWN =
      "UPDATE batch SET state = 'OPEN' WHERE id = ? AND state = 'LOOKING' AND look_line IS NULL"
          + " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.batch_id = batch.id"
          + " AND e.look_at IS NOT NULL)";

  /** What is held goes on to look, once it goes on. */
  private static final String SUSPECT =
      "UPDATE batch SET state = CASE WHEN state = 'OPEN' THEN 'LOOKING' ELSE state END,"
          + " look = 'ALL', look_line = 0 WHERE id = ? AND state IN ('OPEN', 'HELD')"
          + " AND COALESCE(look, 'SAMPLE') = 'SAMPLE'";

  private final Database database;
  private final Journal journal;
  private final Schedule schedule;
  private final First first;
  private final JdbcTemplate reading;
  private final Clock clock;

  /** How many lines of a file are asked about before anything of it is sent. */
  public enum First {
    /** None: what is not known is not asked. */
    NONE,
    /** The first ones; all, once one of them is suspicious. */
    SAMPLE,
    /** All of which it is not known. */
    ALL
  }

  /** The questions in that database. On the embedded one nobody else has any in hand. */
  public CaptureLooks(Database database, Journal journal, Schedule schedule, First first) {
    this.database = database;
    this.journal = journal;
    this.schedule = schedule;
    this.first = first;
    this.reading = database.reading();
    this.clock = schedule.clock();
    journal.watchedBy(this::suspectAfter);
    if (database.isEmbedded()) {
      long now = clock.millis();
      journal
          .writer()
          .commitWork(
              db ->
                  db.update(
                      "UPDATE entry SET look_at = ? WHERE look_at IS NOT NULL AND look_at > ?",
                      now,
                      now));
    }
  }

  /** Lets the lines of a batch be carried out, once it is known of as many as it takes. */
  public void open(Batch batch) {
    List<Object[]> lines = first == First.NONE ? List.of() : unknown(batch.id(), 0, SAMPLE);
    boolean all =
        first == First.ALL
            || batch.mode() == BatchMode.STRICT
            || !reading.query(IS_SUSPICIOUS, (rs, i) -> 1, batch.id()).isEmpty();
    boolean looks = journal.writer().commitWork(db -> openIn(db, batch, all, !lines.isEmpty()));
    if (looks) {
      log.info(
          "Batch {}: Plural is asked what {} of its orders are worth before anything is sent",
          batch.id(),
          all ? "all" : "the first");
    }
    journal.changed();
  }

  /** True when it is looked at first. */
  private boolean openIn(JdbcTemplate db, Batch batch, boolean all, boolean capturesUnknown) {
    if (db.update(OPEN, batch.id()) == 0) {
      return false;
    }
    int cancels = first == First.NONE ? 0 : db.update(LOOK_AT_CANCELS, clock.millis(), batch.id());
    if (!capturesUnknown && cancels == 0) {
      return false;
    }
    db.update(
        "UPDATE batch SET state = 'LOOKING', look = ?, look_line = 0 WHERE id = ?",
        (all ? First.ALL : First.SAMPLE).name(),
        batch.id());
    return true;
  }

  private List<Object[]> unknown(String batchId, long after, int most) {
    return reading.query(
        UNKNOWN_WORTH,
        (rs, i) -> new Object[] {rs.getLong("id"), rs.getLong("batch_line")},
        batchId,
        after,
        most);
  }

  /**
   * Takes up to {@code max} entries of whose orders it is to be asked what they are worth. Until
   * that is learnt or the lease is over, nobody else asks.
   */
  public List<Claim> claim(int max) {
    long now = clock.millis();
    if (max == 0 || reading.query(ANY_DUE, (rs, i) -> 1, now).isEmpty()) {
      return List.of();
    }
    List<Claim> claims = new ArrayList<>(take(ONE_BY_ONE, max, now));
    List<String> files =
        reading.queryForList(
            "SELECT id FROM batch WHERE state = 'LOOKING' ORDER BY received_at", String.class);
    for (String file : files) {
      if (claims.size() < max) {
        claims.addAll(take(file, max - claims.size(), now));
      }
      if (claims.size() < max && handOut(file, now)) {
        claims.addAll(take(file, max - claims.size(), now));
      }
    }
    return claims;
  }

  private List<Claim> take(String batchId, int max, long now) {
    long leased = now + 2 * schedule.responseTimeout().toMillis();
    return journal
        .writer()
        .commitWork(
            db -> {
              List<Claim> due =
                  db.query(
                      DUE + database.skipLocked(),
                      (rs, i) -> EntryRows.entry(rs, now),
                      batchId,
                      now,
                      max);
              Rows.write(db, LOOK, due.stream().map(c -> new Object[] {leased, c.id()}).toList());
              return due;
            });
  }

  /**
   * Hands out what is to be asked next of a file; or opens it, when that was all and it is known.
   *
   * @return false when there was nothing to hand out
   */
  private boolean handOut(String batchId, long now) {
    List<Object[]> batch =
        reading.query(
            "SELECT look, look_line FROM batch WHERE id = ? AND state = 'LOOKING'"
                + " AND look_line IS NOT NULL",
            (rs, i) -> new Object[] {rs.getString("look"), rs.getLong("look_line")},
            batchId);
    if (batch.isEmpty()) {
      open(batchId);
      return false;
    }
    boolean all = batch.get(0)[0].equals(First.ALL.name());
    long from = (Long) batch.get(0)[1];
    int most = all ? PAGE : SAMPLE;
    List<Object[]> lines = unknown(batchId, from, most);
    boolean isLast = !all || lines.size() < most;
    Long next = isLast ? null : (Long) lines.get(lines.size() - 1)[1];
    boolean handedOut =
        journal
            .writer()
            .commitWork(
                db -> {
                  int mine =
                      db.update(
                          "UPDATE batch SET look_line = ? WHERE id = ? AND state = 'LOOKING'"
                              + " AND look_line = ?",
                          next,
                          batchId,
                          from);
                  if (mine == 1) {
                    Rows.write(
                        db, LOOK, lines.stream().map(l -> new Object[] {now, l[0]}).toList());
                  }
                  return mine == 1;
                });
    if (handedOut && lines.isEmpty()) {
      open(batchId);
    }
    return handedOut && !lines.isEmpty();
  }

  private void open(String batchId) {
    if (journal.writer().commitWork(db -> db.update(OPEN_WHAT_IS_KNOWN, batchId)) == 1) {
      log.info("Batch {} is sent now", batchId);
      journal.changed();
    }
  }

  /**
   * Learns what Plural says of the order of an entry. An entry that may not be sent then is not.
   */
  public void learn(Claim claim, OrderReport report) {
    List<Withdrawal> withdrawn = journal.writer().commitWork(db -> learnIn(db, claim, report));
    journal.tell(withdrawn);
    journal.changed();
  }

  private List<Withdrawal> learnIn(JdbcTemplate db, Claim claim, OrderReport report) {
    if (report instanceof OrderReport.Silent) {
      long again = schedule.nextTry(TRIES_SO_FAR, null).toEpochMilli();
      db.update(
          "UPDATE entry SET look_at = ? WHERE id = ? AND look_at IS NOT NULL", again, claim.id());
      return List.of();
    }
    Money worth = report instanceof OrderReport.Found found ? found.order().amount() : null;
    Money amount = claim.command().amount();
    boolean comparable =
        worth != null && amount != null && worth.currency().equals(amount.currency());
    db.update(
        "UPDATE entry SET look_at = NULL, order_amount = ? WHERE id = ? AND "
            + Rows.ITS_STATE
            + " = 'ACCEPTED'",
        comparable && worth != null ? worth.minorUnits() : null,
        claim.id());
    CaptureFault fault =
        claim.command().action() == Action.CANCEL
            ? CaptureFault.ofCancel(amount, worth)
            : CaptureFault.of(amount, isPartialMeant(db, claim), worth);
    List<Withdrawal> withdrawn = new ArrayList<>();
    if (fault != null) {
      withdrawn.addAll(
          journal
              .withdrawals()
              .withdraw(db, List.of(withdrawal(claim, fault, comparable ? worth : null))));
    }
    if (!claim.batchId().isEmpty() && worth != null && !worth.equals(amount)) {
      suspect(db, claim, withdrawn, fault != null);
    }
    if (!claim.batchId().isEmpty()) {
      db.update(OPEN_WHAT_IS_KNOWN, claim.batchId());
    }
    return withdrawn;
  }

  private static boolean isPartialMeant(JdbcTemplate db, Claim claim) {
    return !db.query("SELECT 1 FROM entry WHERE id = ? AND partial = 1", (rs, i) -> 1, claim.id())
        .isEmpty();
  }

  private static Withdrawal withdrawal(Claim claim, CaptureFault fault, @Nullable Money worth) {
    return new Withdrawal(
        claim.id(),
        claim.command().merchant(),
        claim.batchId(),
        fault.code().name(),
        fault.message(),
        worth == null ? null : worth.minorUnits());
  }

  /** Where one line asks for another amount than its order is worth, the others may, too. */
  private void suspect(JdbcTemplate db, Claim claim, List<Withdrawal> withdrawn, boolean refused) {
    int more =
        db.update(
            "UPDATE batch SET look = 'ALL', look_line = 0"
                + " WHERE id = ? AND state = 'LOOKING' AND look = 'SAMPLE'",
            claim.batchId());
    if (more == 1) {
      log.warn(
          "Batch {}: {} is not what order {} is worth, so Plural is asked about every line",
          claim.batchId(),
          claim.command().amount() == null ? "nothing" : claim.command().amount().inWords(),
          claim.command().orderId());
    }
    boolean strict =
        refused
            && !db.query(
                    "SELECT 1 FROM batch WHERE id = ? AND mode = 'STRICT' AND state = 'LOOKING'",
                    (rs, i) -> 1,
                    claim.batchId())
                .isEmpty();
    if (strict) {
      withdrawn.addAll(withdrawAll(db, claim.batchId()));
      db.update("UPDATE batch SET look_line = NULL WHERE id = ?", claim.batchId());
    }
  }

  /** Plural's answer to a capture may be the first that says what the order was worth. */
  private void suspectAfter(JdbcTemplate db, Claim claim, Outcome outcome) {
    Money amount = claim.command().amount();
    Money worth = outcome.evidence().orderAmount();
    if (first != First.SAMPLE
        || claim.batchId().isEmpty()
        || claim.command().action() != Action.CAPTURE
        || !(outcome instanceof Outcome.Succeeded)
        || amount == null
        || worth == null
        || !worth.currency().equals(amount.currency())
        || worth.minorUnits() <= amount.minorUnits()
        || isPartialMeant(db, claim)) {
      return;
    }
    if (db.update(SUSPECT, claim.batchId()) == 1) {
      log.warn(
          "Batch {}: {} of {} of order {} was captured, without partial=yes, and the rest released"
              + " for good; so nothing more is sent before Plural was asked about every line",
          claim.batchId(),
          amount.inWords(),
          worth.inWords(),
          claim.command().orderId());
    }
  }

  private List<Withdrawal> withdrawAll(JdbcTemplate db, String batchId) {
    return journal
        .withdrawals()
        .take(
            db,
            db.query(
                "SELECT id, merchant, batch_id FROM entry WHERE state = 'ACCEPTED' AND batch_id = ?",
                (rs, i) -> strictly(rs),
                batchId));
  }

  private static Withdrawal strictly(ResultSet rs) throws SQLException {
    return new Withdrawal(
        rs.getLong("id"),
        rs.getString("merchant"),
        rs.getString("batch_id"),
        "STRICT",
        "another line is not sent, and batch.mode=strict takes all lines or none",
        null);
  }
}
