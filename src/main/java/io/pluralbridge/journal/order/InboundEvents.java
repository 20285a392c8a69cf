package io.pluralbridge.journal.order;

import io.pluralbridge.carddata.CardWords;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.journal.store.WorkTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What Plural told us: written down first, worked off afterwards. The same message is written down
 * once, among all nodes and over every restart, for as long as it is remembered.
 */
public final class InboundEvents {

  private static final Logger log = LoggerFactory.getLogger(InboundEvents.class);

  /** Work is a few statements. Who has not done it by then is gone. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  /** While somebody has waited longer than that to be written down, nothing is worked off ... */
  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** ... but for one claim in that time. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final int FORGOTTEN_AT_ONCE = 1_000;
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  private static final String ENTER =
      "INSERT INTO receipt (merchant, kind, uid, way, order_id, said, error_code, error_message,"
          + " body, state, received_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, ?)"
          + " ON CONFLICT (merchant, kind, uid) DO NOTHING";

  private static final String COLUMNS =
      "r.id, r.merchant, r.kind, r.uid, r.way, r.order_id, r.said, r.error_code, r.error_message,"
          + " r.body, r.received_at, r.due_at";

  static final String DUE =
      "SELECT "
          + COLUMNS
          + " FROM receipt r WHERE r.state = 'WAITING' AND r.due_at <= ?"
          + " ORDER BY r.due_at, r.id LIMIT ?";

  public static final String LEASED =
      "UPDATE receipt SET due_at = ? WHERE id = ? AND " + Rows.ITS_STATE + " = 'WAITING'";

  public static final String DONE =
      "UPDATE receipt SET state = 'DONE', done_at = ? WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'WAITING'";

  private final Database database;
  private final Journal journal;
  private final Duration rememberFor;
  private final Clock clock;
  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final GroupCommit.Kind<Object[], Boolean> rows = InboundEvents::enter;
  private final WorkTable<InboundEvent> due;
  private final AtomicInteger atTheDoor = new AtomicInteger();
  private volatile long nextClaim;
  private volatile Instant nextForgetting = Instant.EPOCH;

  /**
   * A message that has just come.
   *
   * @param uid what makes it the same message when it comes again
   * @param way in which it came
   * @param orderId empty where it is not known yet
   * @param said in a word; empty where it is not known yet
   * @param body as it came; card data in it is masked before it is kept
   */
  public record Arrival(
      String merchant,
      InboundEvent.Kind kind,
      String uid,
      String way,
      String orderId,
      String said,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      String body) {

    /** Without the body. */
    @Override
    public String toString() {
      return kind + " " + said;
    }
  }

  /**
   * The receipts in that database.
   *
   * @param rememberFor for how long one that is worked off is kept
   */
  public InboundEvents(Database database, Journal journal, Duration rememberFor, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.rememberFor = rememberFor;
    this.clock = clock;
    this.due =
        new WorkTable<>(
            database,
            journal.writer(),
            new WorkTable.Query<>(
                DUE, "due_at", "", LEASED, one -> List.of(one.id()), (rs, dueAt) -> receipt(rs)),
            LEASE);
  }

  /** Raises the signal whenever there is something new to work off. */
  public void wakes(Signal signal) {
    signals.add(signal);
  }

  // ---- in --------------------------------------------------------------------------------------

  /**
   * Writes a message down, unless it is known, and returns when that is durable. Those that come at
   * the same moment are written down together.
   *
   * @return false when it came before
   * @throws JournalUnavailableException when the database does not take it
   */
  public boolean store(Arrival arrival) throws JournalUnavailableException {
    boolean first;
    atTheDoor.incrementAndGet();
    try {
      first = journal.writer().commit(rows, row(arrival, clock.millis()));
    } catch (RuntimeException e) {
      throw new JournalUnavailableException(e);
    } finally {
      atTheDoor.decrementAndGet();
    }
    if (first) {
      signals.forEach(Signal::raise);
    }
    return first;
  }

  /** True while anybody waits for a message to be written down. */
  public boolean isAnybodyAtTheDoor() {
    return atTheDoor.get() > 0;
  }

  private static List<Boolean> enter(JdbcTemplate db, List<Object[]> rows) {
    return IntStream.of(Rows.write(db, ENTER, rows)).mapToObj(entered -> entered == 1).toList();
  }

  private static Object[] row(Arrival arrival, long now) {
    return new @Nullable Object[] {
      arrival.merchant(),
      arrival.kind().name(),
      uid(arrival.uid()),
      arrival.way(),
      arrival.orderId(),
      arrival.said(),
      arrival.errorCode(),
      arrival.errorMessage() == null ? null : kept(arrival.errorMessage()),
      kept(arrival.body()),
      now,
      now
    };
  }

  /** What looks like card data is told from any other by its digest, and not kept. */
  private static String uid(String uid) {
    String kept = kept(uid);
    return kept.equals(uid) ? uid : "sha256:" + Orders.sha256(uid);
  }

  /** No card data; and no zero, which PostgreSQL does not take. */
  private static String kept(String text) {
    return CardWords.mask(text).replace('\0', ' ');
  }

  // ---- out -------------------------------------------------------------------------------------

  /**
   * Takes up to {@code max} that wait to be worked off. Until they are {@link #workedOff} or the
   * lease is over, nobody else takes them. Those who are still to be written down, and wait to be
   * answered, go first.
   */
  public List<InboundEvent> claim(int max) {
    forgetWhatIsOld();
    long now = clock.millis();
    if (now < nextClaim && journal.writer().longestWait().compareTo(PATIENCE) > 0) {
      return List.of();
    }
    nextClaim = now + PAUSE.toMillis();
    return due.claim(max, now);
  }

  /** What was claimed is worked off, and that is committed. */
  public void workedOff(List<InboundEvent> receipts) {
    receipts.forEach(due::letGo);
  }

  /**
   * What the last process of the embedded database had in hand is due again.
   *
   * @return how many there are
   */
  public int takeUpWhatWasLeft() {
    if (!database.isEmbedded()) {
      return 0;
    }
    long now = clock.millis();
    return journal
        .writer()
        .commitWork(db -> db.update("UPDATE receipt SET due_at = ? WHERE state = 'WAITING'", now));
  }

  /**
   * Within a transaction: these are worked off, and were not before.
   *
   * @return for each whether that is so: false when somebody else was quicker, then nothing is to
   *     be done for it
   */
  static List<Boolean> done(JdbcTemplate db, List<InboundEvent> receipts, long now) {
    int[] done =
        Rows.write(
            db, DONE, receipts.stream().map(receipt -> new Object[] {now, receipt.id()}).toList());
    return IntStream.of(done).mapToObj(rows -> rows == 1).toList();
  }

  private void forgetWhatIsOld() {
    Instant now = clock.instant();
    if (now.isBefore(nextForgetting)) {
      return;
    }
    nextForgetting = now.plus(FORGET_EVERY);
    long before = now.minus(rememberFor).toEpochMilli();
    int forgotten =
        journal
            .writer()
            .commitWork(
                db ->
                    db.update(
                        "DELETE FROM receipt WHERE id IN (SELECT id FROM receipt"
                            + " WHERE state = 'DONE' AND received_at < ? ORDER BY received_at"
                            + " LIMIT ?)",
                        before,
                        FORGOTTEN_AT_ONCE));
    if (forgotten == FORGOTTEN_AT_ONCE) {
      nextForgetting = now;
    }
    log.debug("{} receipts forgotten", forgotten);
  }

  private static InboundEvent receipt(ResultSet rs) throws SQLException {
    return new InboundEvent(
        rs.getLong("id"),
        rs.getString("merchant"),
        InboundEvent.Kind.valueOf(rs.getString("kind")),
        rs.getString("uid"),
        rs.getString("way"),
        rs.getString("order_id"),
        rs.getString("said"),
        rs.getString("error_code"),
        rs.getString("error_message"),
        rs.getString("body"),
        Instant.ofEpochMilli(rs.getLong("received_at")));
  }
}
