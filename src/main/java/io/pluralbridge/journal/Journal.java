package io.pluralbridge.journal;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Fronts.Front;
import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.JournalLostException;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.CaptureFault;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * The memory of every command, and the queue that they wait in.
 *
 * <p>A claim is committed before it is returned, so nothing is sent that is not written down. An
 * outcome is committed before {@link #conclude} returns. No two entries of one order are ever on
 * their way at once, and those of one order go in the order in which they came.
 */
public final class Journal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  public static final String CLAIM_COLUMNS =
      "e.id, e.merchant, e.action, e.command_key, e.order_id, e.minor_units, e.currency, e.body,"
          + " e.sealed, e.batch_id, e.state, e.due_at, e.attempts, e.inquiries, e.sent_at, e.ended, e.error_code, e.error_message,"
          + " e.no_trace_since, e.parked_at";

  /**
   * Nothing of its order is under way, which is more than that nothing before it is: of two nodes,
   * one may commit an entry after the other one has sent a later one. And nothing before it is
   * HELD. Only beside an OR, and with something other than an equality in it, PostgreSQL asks for
   * one order at a time; else it may read all that is under way, or HELD.
   */
  private static final String ORDER_IS_FREE =
      " AND (e.order_id = '' OR (NOT EXISTS (SELECT 1 FROM entry s WHERE s.merchant = e.merchant"
          + " AND s.order_id = e.order_id AND s.order_id <> '' AND s.id <> e.id"
          + " AND s.state IN ('SENT', 'UNKNOWN'))"
          + " AND NOT EXISTS (SELECT 1 FROM entry w WHERE w.merchant = e.merchant"
          + " AND w.order_id = e.order_id AND w.id < e.id"
          + " AND w.waits_for IS NOT NULL AND w.state = 'HELD')))";

  static final String REPORTED_TO_SEND =
      "SELECT b.id FROM batch b WHERE b.state = 'REPORTED' AND (SELECT MIN(e.due_at) FROM entry e"
          + " WHERE e.batch_id = b.id AND e.state = 'ACCEPTED') <= ? ORDER BY b.received_at";

  /** What is known of an order of which money is to be captured. Looked up by keys alone. */
  public static final String KNOWN_OF_ORDER =
      ", e.partial, CASE WHEN e.action IN ('CAPTURE', 'CANCEL') THEN COALESCE(e.order_amount,"
          + " (SELECT o.minor_units FROM order_state o WHERE o.merchant = e.merchant"
          + " AND o.order_id = e.order_id)) END AS worth,"
          + " CASE WHEN e.action IN ('CAPTURE', 'CANCEL') THEN (SELECT o.currency FROM order_state o"
          + " WHERE o.merchant = e.merchant AND o.order_id = e.order_id) END AS worth_currency,"
          + " CASE WHEN e.action = 'CAPTURE' THEN (SELECT o.state FROM order_state o"
          + " WHERE o.merchant = e.merchant AND o.order_id = e.order_id) END AS order_state,"
          + " CASE WHEN e.action = 'CAPTURE' THEN (SELECT MAX(c.command_key) FROM entry c"
          + " WHERE c.merchant = e.merchant AND c.order_id = e.order_id"
          + " AND c.order_status IS NOT NULL AND c.action = 'CAPTURE' AND c.id <> e.id AND c."
          + Rows.ITS_STATE
          + " = 'SUCCEEDED') END AS captured_as";

  private static final String DUE_FROM =
      "SELECT "
          + CLAIM_COLUMNS
          + KNOWN_OF_ORDER
          + " FROM entry e WHERE e.state = 'ACCEPTED' AND e.batch_id = ? AND e.due_at <= ?%s"
          + " AND e.look_at IS NULL"
          + " AND (e.order_id = '' OR NOT EXISTS (SELECT 1 FROM entry p"
          + " WHERE p.merchant = e.merchant AND p.order_id = e.order_id AND p.id < e.id"
          + " AND p.state IN ('ACCEPTED', 'SENT', 'UNKNOWN')))"
          + ORDER_IS_FREE
          + " ORDER BY e.due_at, e.id LIMIT ?";

  static final String DUE = DUE_FROM.formatted("");
  static final String DUE_BEHIND = DUE_FROM.formatted(" AND (e.due_at, e.id) > (?, ?)");

  /** Those of the given ids, or for each the one of its order that is the first to be sent. */
  private static final String DUE_WAITED_FOR =
      "SELECT "
          + CLAIM_COLUMNS
          + KNOWN_OF_ORDER
          + " FROM entry e WHERE e.id IN (SELECT COALESCE((SELECT MIN(p.id) FROM entry p"
          + " WHERE w.order_id <> '' AND p.merchant = w.merchant AND p.order_id = w.order_id"
          + " AND p.id < w.id AND p.state IN ('ACCEPTED', 'SENT', 'UNKNOWN')), w.id)"
          + " FROM entry w WHERE w.id IN (%s))"
          + " AND e."
          + Rows.ITS_STATE
          + " = 'ACCEPTED' AND e.due_at <= ? AND e.look_at IS NULL"
          + " AND (e.batch_id = '' OR EXISTS (SELECT 1 FROM batch b WHERE b.id = e.batch_id"
          + " AND b.state IN ('OPEN', 'REPORTED')))"
          + ORDER_IS_FREE
          + " ORDER BY e.due_at, e.id LIMIT ?";

  static final String UNKNOWN_DUE =
      "SELECT "
          + CLAIM_COLUMNS
          + " FROM entry e WHERE e.state = 'UNKNOWN' AND e.due_at <= ?"
          + " ORDER BY e.due_at, e.id LIMIT ?";

  /** Of the given ids, or for each the one of its order that is asked about. */
  private static final String UNKNOWN_WAITED_FOR =
      "SELECT w.id AS waited_for, "
          + CLAIM_COLUMNS
          + " FROM entry w JOIN entry e ON e.id = COALESCE((SELECT u.id FROM entry u"
          + " WHERE w.order_id <> '' AND u.merchant = w.merchant AND u.order_id = w.order_id"
          + " AND u.order_id <> '' AND u.state IN ('SENT', 'UNKNOWN')), w.id)"
          + " WHERE w.id IN (%s) AND e."
          + Rows.ITS_STATE
          + " = 'UNKNOWN' AND e.asked_by IS NULL ORDER BY e.due_at, e.id LIMIT ?";

  static final Bulk SEND =
      Bulk.update(
          "entry AS e SET state = 'SENT', attempts = e.attempts + 1,"
              + " sent_at = :sent_at::BIGINT, node = :node::TEXT",
          "e.id = :id::BIGINT AND e.doubt = 0 AND e." + Rows.ITS_STATE + " = 'ACCEPTED'");

  static final String ASK =
      "UPDATE entry SET due_at = ?, asked_by = ? WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'UNKNOWN'";

  static final String TAKE_UP =
      "UPDATE entry SET state = 'UNKNOWN', due_at = ?, inquiries = 0, ended = 0,"
          + " no_trace_since = NULL,"
          + " reason = ?, error_code = NULL, error_message = NULL"
          + " WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'SENT'";

  static final Bulk CONCLUDE =
      Bulk.update(
          "entry AS e SET state = :state::TEXT, asked_by = NULL, due_at = :due_at::BIGINT,"
              + " inquiries = :inquiries::INT, ended = :ended::INT,"
              + " no_trace_since = :no_trace_since::BIGINT, reason = :reason::TEXT,"
              + " http_status = COALESCE(:http_status::INT, e.http_status),"
              + " order_status = COALESCE(:order_status::TEXT, e.order_status),"
              + " error_code = :error_code::TEXT, error_message = :error_message::TEXT,"
              + " request_id = COALESCE(:request_id::TEXT, e.request_id),"
              + " rrn = COALESCE(:rrn::TEXT, e.rrn),"
              + " approval_code = COALESCE(:approval_code::TEXT, e.approval_code),"
              + " acquirer_reference = COALESCE(:acquirer_reference::TEXT, e.acquirer_reference),"
              + " order_amount = COALESCE(:order_amount::BIGINT, e.order_amount),"
              + " payment_id = COALESCE(:payment_id::TEXT, e.payment_id), concluded_at = :concluded_at::BIGINT,"
              + " parked_at = :parked_at::BIGINT,"
              + " sealed = CASE WHEN :final::INT = 1 THEN NULL ELSE e.sealed END",
          "e.id = :id::BIGINT AND e.attempts = :attempts::INT AND e."
              + Rows.ITS_STATE
              + " = :from_state::TEXT AND COALESCE(e.parked_at, 0) = :was_parked_at::BIGINT");

  /** In the place of a batch id. */
  private static final String ONE_BY_ONE = "";

  static final String WITHDRAW =
      "UPDATE entry SET state = 'WITHDRAWN', error_code = ?, error_message = ?, reason = NULL,"
          + " order_amount = COALESCE(?, order_amount), concluded_at = ?, sealed = NULL,"
          + " look_at = NULL WHERE id = ? AND doubt = 0 AND "
          + Rows.ITS_STATE
          + " = 'ACCEPTED'";

  /** What else the file of an entry asks of the order of that entry, and has not been sent. */
  private static final String BESIDE =
      "SELECT x.id, x.order_id, e.batch_line AS first_line FROM entry e JOIN entry x"
          + " ON x.merchant = e.merchant AND x.order_id = e.order_id AND x.state = 'ACCEPTED'"
          + " AND x.id <> e.id AND x.batch_id || '' = e.batch_id WHERE e.id = ?";

  private static final String DIED = "the bridge was stopped while the call was under way";
  private static final long FORGOTTEN_EVERY_MS = 5_000;
  private static final int TRIES_TO_CONCLUDE = 20;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final Duration ANOTHER_OF_THAT_NAME = Duration.ofSeconds(15);

  private static final String KEEP_ANSWER =
      "INSERT INTO answer (entry_id, merchant, http_status, body) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (entry_id) DO UPDATE SET http_status = excluded.http_status,"
          + " body = excluded.body";

  private static final Bulk MOVE =
      Bulk.insert(
          "entry_move"
              + " (merchant, entry_id, moved_at, from_state, to_state, node, request_id, detail)"
              + " SELECT :merchant::TEXT, :entry_id::BIGINT, :moved_at::BIGINT,"
              + " :from_state::TEXT, :to_state::TEXT, :node::TEXT, :request_id::TEXT,"
              + " :detail::TEXT");

  private final Database database;
  private final JdbcTemplate reading;
  private final Schedule schedule;
  private final Clock clock;
  private final String node;
  private final Parking parking;
  private final Locks locks;
  private final Locks.Held presence;
  private final GroupCommit writer;
  private final GroupCommit.Kind<Conclusion, EntryState> conclusions = this::concludeTogether;

  /** Tells, of all that was committed together, one after the other. */
  private final ExecutorService teller = oneThread("journal-teller");

  /** Tries again what the database did not take. */
  private final ExecutorService again = oneThread("journal-again");

  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final Turns turns = new Turns();
  private final Fronts fronts = new Fronts();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder concluded = new LongAdder();
  private volatile long forgottenLookedAt;
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private volatile Optional<Long> triesUntil = Optional.empty();

  /**
   * The journal as this node sees it.
   *
   * @param node the name of this node
   * @throws IllegalStateException when another node of that name is up
   */
  public Journal(Database database, Schedule schedule, String node) {
    this(database, schedule, node, ANOTHER_OF_THAT_NAME);
  }

  Journal(Database database, Schedule schedule, String node, Duration longestWait) {
    this(database, schedule, node, longestWait, GroupCommit.GATHERS);
  }

  Journal(
      Database database, Schedule schedule, String node, Duration longestWait, Duration gathers) {
    this.locks = database.locks();
    this.presence = bePresent(node, longestWait);
    this.database = database;
    this.reading = database.reading();
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.node = node;
    this.parking = new Parking(database, clock);
    this.writer = new GroupCommit(database, gathers);
    writer.areOutcomes(conclusions);
  }

  private static ExecutorService oneThread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A node that died a moment ago may not have been missed yet. */
  private Locks.Held bePresent(String name, Duration longest) {
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

  /** Raises the signal whenever there may be something new to do. */
  public void wakes(Signal signal) {
    signals.add(signal);
  }

  /** Wakes whoever waits for something to do. */
  public void changed() {
    for (Signal signal : signals) {
      signal.raise();
    }
  }

  /** Why the database does not take what is written, in its words; empty when it does. */
  public Optional<String> writeTrouble() {
    return writer().trouble();
  }

  public GroupCommit writer() {
    return writer;
  }

  // ---- claims ----------------------------------------------------------------------------------

  /**
   * Takes up to {@code max} entries that are due and writes down that they are sent. What is
   * returned may be sent, and nothing else may.
   *
   * <p>Where not all of them can be had, it is decided by {@link Turns} who is served: those for
   * whom somebody waits at a door of this node, together with what stands before them for the same
   * order; what came one by one; the files, which go one after the other.
   */
  public List<Claim> claimDue(int max) {
    if (!database.isSound()) {
      return List.of();
    }
    long now = clock.millis();
    Set<Long> waitedFor = new HashSet<>();
    listeners.forEach(listener -> waitedFor.addAll(listener.waitedFor()));
    List<String> files = filesToSend(now);
    fronts.keep(files);
    try {
      Share share = commitBeside(db -> claimTogether(db, waitedFor, files, max, now));
      tell(share.withdrawn());
      turns.took(share.waitedFor(), share.claims().size() - share.waitedFor());
      if (share.doubted() > 0) {
        changed();
      }
      return share.claims();
    } catch (DuplicateKeyException | ConcurrencyFailureException beaten) {
      log.debug("Another node has one of these orders in hand, looking again", beaten);
      return List.of();
    }
  }

  /**
   * Where several may write at once, claims do not wait for outcomes, nor these for claims: they
   * share no row that is not locked, as those of two nodes do.
   */
  private <T> T commitBeside(Function<JdbcTemplate, T> work) {
    return database.isEmbedded() ? writer.commitWork(work) : database.commit(work);
  }

  private List<String> filesToSend(long now) {
    List<String> files =
        new ArrayList<>(
            reading.queryForList(
                "SELECT id FROM batch WHERE state = 'OPEN' ORDER BY received_at", String.class));
    // Of those that are reported but for what is parked, few have anything to send again.
    files.addAll(reading.queryForList(REPORTED_TO_SEND, String.class, now));
    return files;
  }

  /**
   * What was claimed together.
   *
   * @param waitedFor so many that somebody waits for come first
   * @param doubted so many others are to be asked about first
   * @param withdrawn what is not sent at all
   */
  private record Share(
      List<Claim> claims, int waitedFor, int doubted, List<Withdrawal> withdrawn) {}

  /** What of a claim is sent, how many others are asked about instead, and what is taken back. */
  private static final class Claimed {
    private final List<Claim> claims = new ArrayList<>();
    private final List<Withdrawal> withdrawn = new ArrayList<>();
    private int doubted;
  }

  /** What is due, and why it is not to be sent all the same; null when it is. */
  private record Candidate(Claim claim, @Nullable Withdrawal withdrawal) {}

  /**
   * An entry that is not to be sent, though it was accepted.
   *
   * @param worth minor units of its order, in its own currency; null when nobody knows
   */
  public record Withdrawal(
      long entryId,
      String merchant,
      String batchId,
      String code,
      String message,
      @Nullable Long worth) {}

  private Share claimTogether(
      JdbcTemplate db, Set<Long> waitedFor, List<String> files, int max, long now) {
    Claimed claimed = new Claimed();
    if (!waitedFor.isEmpty()) {
      claimWaitedFor(db, claimed, waitedFor, max - turns.notForThoseWhoWait(max), now);
    }
    int atTheDoor = claimed.claims.size();
    int oneByOne = turns.oneByOne(max - atTheDoor);
    claimOf(db, claimed, ONE_BY_ONE, oneByOne, now);
    int singles = claimed.claims.size() - atTheDoor;
    for (String file : files) {
      claimOf(db, claimed, file, max - claimed.claims.size(), now);
    }
    if (singles == oneByOne) {
      claimOf(db, claimed, ONE_BY_ONE, max - claimed.claims.size(), now);
    }
    return new Share(claimed.claims, atTheDoor, claimed.doubted, claimed.withdrawn);
  }

  private void claimWaitedFor(
      JdbcTemplate db, Claimed claimed, Set<Long> waitedFor, int max, long now) {
    if (max > 0) {
      List<Candidate> due =
          db.query(
              dueWaitedFor(waitedFor) + database.skipLockedOf("e"),
              (rs, i) -> candidate(rs, now),
              now,
              max);
      send(db, claimed, due, now);
    }
  }

  static String dueWaitedFor(Set<Long> ids) {
    return DUE_WAITED_FOR.formatted(list(ids));
  }

  static String unknownWaitedFor(List<Long> ids) {
    return UNKNOWN_WAITED_FOR.formatted(list(ids));
  }

  private static String list(Collection<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private void claimOf(JdbcTemplate db, Claimed claimed, String batchId, int max, long now) {
    if (max > 0) {
      send(db, claimed, due(db, batchId, max, now), now);
    }
  }

  private List<Candidate> due(JdbcTemplate db, String batchId, int max, long now) {
    // Of what comes one by one there is seldom enough to fill a claim, so each would look twice.
    if (database.isEmbedded() || batchId.equals(ONE_BY_ONE)) {
      return db.query(
          DUE + database.skipLocked(), (rs, i) -> candidate(rs, now), batchId, now, max);
    }
    Front front = fronts.of(batchId);
    if (front != null) {
      List<Candidate> due =
          db.query(
              DUE_BEHIND + database.skipLocked(),
              (rs, i) -> candidate(rs, front, now),
              batchId,
              now,
              front.dueAt(),
              front.id(),
              max);
      if (due.size() == max) {
        return due;
      }
    }
    return db.query(
        DUE + database.skipLocked(), (rs, i) -> candidate(rs, null, now), batchId, now, max);
  }

  private Candidate candidate(ResultSet rs, @Nullable Front before, long now) throws SQLException {
    Candidate candidate = candidate(rs, now);
    Claim claim = candidate.claim();
    fronts.isAt(claim.batchId(), before, rs.getLong("due_at"), claim.id());
    return candidate;
  }

  private static Candidate candidate(ResultSet rs, long now) throws SQLException {
    Claim claim = claim(rs, now);
    Command command = claim.command();
    Money worth = worth(rs);
    CaptureFault fault = fault(command, rs, worth);
    if (fault != null
        && fault.code() == CaptureFault.Code.CAPTURE_TOO_LARGE
        && isNotHeld(rs.getString("order_state"))) {
      // There is nothing that it would be more of: Plural says best what is wrong.
      fault = null;
    }
    return new Candidate(
        claim,
        fault == null
            ? null
            : new Withdrawal(
                claim.id(),
                command.merchant(),
                claim.batchId(),
                fault.code().name(),
                fault.message(),
                worth == null || !isComparable(command.amount(), worth)
                    ? null
                    : worth.minorUnits()));
  }

  private static @Nullable CaptureFault fault(Command command, ResultSet rs, @Nullable Money worth)
      throws SQLException {
    return switch (command.action()) {
      case CAPTURE -> {
        String capturedAs = rs.getString("captured_as");
        yield capturedAs == null
            ? CaptureFault.of(command.amount(), rs.getInt("partial") == 1, worth)
            : CaptureFault.capturedBefore(command.orderId(), capturedAs);
      }
      case CANCEL -> CaptureFault.ofCancel(command.amount(), worth);
      default -> null;
    };
  }

  private static boolean isComparable(@Nullable Money amount, Money worth) {
    return amount != null && amount.currency().equals(worth.currency());
  }

  private static boolean isNotHeld(@Nullable String orderState) {
    return orderState != null && !orderState.equals(OrderStatus.AUTHORIZED.name());
  }

  /**
   * What the order of a capture or a cancellation is worth, from the columns of {@link
   * #KNOWN_OF_ORDER}; null when nobody knows, or the capture is of all.
   */
  public static @Nullable Money worth(ResultSet rs) throws SQLException {
    Long worth = number(rs, "worth");
    String asked = rs.getString("currency");
    String told = rs.getString("worth_currency");
    // What was asked about for the capture itself is kept without a currency where it is the same.
    return worth == null || asked == null ? null : Money.of(worth, told == null ? asked : told);
  }

  public static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }

  /**
   * Takes back what was accepted and is not to be sent, in the transaction that finds that out; and
   * what else the same file asks of the same orders.
   *
   * @return those that were still to be sent; to be told once that is durable
   */
  public List<Withdrawal> withdraw(JdbcTemplate db, List<Withdrawal> found) {
    if (found.isEmpty()) {
      return found;
    }
    List<Withdrawal> wanted = new ArrayList<>(found);
    for (Withdrawal one : found) {
      if (!one.batchId().isEmpty()) {
        wanted.addAll(db.query(BESIDE, (rs, i) -> beside(one, rs), one.entryId()));
      }
    }
    EntryState.ACCEPTED.checkMayBecome(EntryState.WITHDRAWN);
    long now = clock.millis();
    int[] moved =
        Rows.write(
            db,
            WITHDRAW,
            wanted.stream()
                .map(
                    w ->
                        new @Nullable Object[] {w.code(), w.message(), w.worth(), now, w.entryId()})
                .toList());
    List<Withdrawal> done = new ArrayList<>(wanted.size());
    SortedMap<String, Integer> ended = new TreeMap<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == 1) {
        Withdrawal withdrawal = wanted.get(i);
        done.add(withdrawal);
        if (!withdrawal.batchId().isEmpty()) {
          ended.merge(withdrawal.batchId(), 1, Integer::sum);
        }
      }
    }
    writeMoves(
        db,
        done.stream()
            .map(
                w ->
                    new Move(
                        w.merchant(),
                        w.entryId(),
                        EntryState.ACCEPTED.name(),
                        EntryState.WITHDRAWN.name(),
                        null,
                        w.code() + ": " + w.message()))
            .toList());
    countDown(db, ended);
    OutboxRows.due(db, done.stream().map(Withdrawal::entryId).toList(), now);
    return done;
  }

  private static Withdrawal beside(Withdrawal one, ResultSet rs) throws SQLException {
    CaptureFault doubt =
        CaptureFault.inDoubt(rs.getString("order_id"), "line " + rs.getLong("first_line"));
    return new Withdrawal(
        rs.getLong("id"),
        one.merchant(),
        one.batchId(),
        doubt.code().name(),
        doubt.message(),
        null);
  }

  /** Those who wait are told of what was taken back. */
  public void tell(List<Withdrawal> withdrawn) {
    for (Withdrawal withdrawal : withdrawn) {
      log.info(
          "Entry {} is not sent: {}: {}",
          withdrawal.entryId(),
          withdrawal.code(),
          withdrawal.message());
      concluded.increment();
      listeners.forEach(listener -> listener.concluded(withdrawal.entryId()));
    }
    if (!withdrawn.isEmpty()) {
      changed();
    }
  }

  /**
   * Writes down that these are sent, but for the later ones of any order; or that they are to be
   * asked about first.
   */
  private void send(JdbcTemplate db, Claimed claimed, List<Candidate> candidates, long now) {
    if (candidates.isEmpty()) {
      return;
    }
    List<Withdrawal> withdrawn =
        withdraw(
            db, candidates.stream().map(Candidate::withdrawal).filter(Objects::nonNull).toList());
    claimed.withdrawn.addAll(withdrawn);
    Set<Long> gone = withdrawn.stream().map(Withdrawal::entryId).collect(Collectors.toSet());
    Set<String> orders = new HashSet<>();
    List<Claim> claims =
        candidates.stream()
            .map(Candidate::claim)
            .filter(c -> !gone.contains(c.id()))
            .filter(c -> isFirstOfItsOrder(c.command(), orders))
            .toList();
    boolean[] moved =
        database.write(
            db, SEND, claims.stream().map(c -> new Object[] {now, node, c.id()}).toList());
    List<Claim> sent = new ArrayList<>(claims.size());
    List<Claim> others = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      (moved[i] ? sent : others).add(claims.get(i));
    }
    List<Move> moves = new ArrayList<>(claims.size());
    sent.forEach(c -> moves.add(move(c, EntryState.SENT, null)));
    if (!others.isEmpty()) {
      List<Claim> doubted = Restoration.askFirst(db, database, schedule, node, others);
      doubted.forEach(c -> moves.add(move(c, EntryState.UNKNOWN, Restoration.WHY)));
      claimed.doubted += doubted.size();
    }
    writeMoves(db, moves);
    claimed.claims.addAll(sent);
  }

  private static Move move(Claim claim, EntryState to, @Nullable String why) {
    EntryState.ACCEPTED.checkMayBecome(to);
    return new Move(
        claim.command().merchant(), claim.id(), EntryState.ACCEPTED.name(), to.name(), null, why);
  }

  /** What makes something new has no order yet, and nobody to wait for. */
  private static boolean isFirstOfItsOrder(Command command, Set<String> orders) {
    return command.orderId().isEmpty() || orders.add(command.merchant() + " " + command.orderId());
  }

  /** A claim as it is once sent: one attempt more, sent now. */
  private static Claim claim(ResultSet rs, long sentAt) throws SQLException {
    Claim found = entry(rs, sentAt);
    return new Claim(
        found.id(),
        found.command(),
        found.batchId(),
        EntryState.SENT,
        found.attempts() + 1,
        found.inquiries(),
        Instant.ofEpochMilli(sentAt),
        Instant.ofEpochMilli(sentAt),
        false,
        null,
        null,
        null);
  }

  public static Claim entry(ResultSet rs, long takenUpAt) throws SQLException {
    String errorCode = rs.getString("error_code");
    EntryState state = EntryState.valueOf(rs.getString("state"));
    long noTraceSince = rs.getLong("no_trace_since");
    long parkedAt = rs.getLong("parked_at");
    return new Claim(
        rs.getLong("id"),
        new Command(
            rs.getString("merchant"),
            Action.valueOf(rs.getString("action")),
            rs.getString("command_key"),
            rs.getString("order_id"),
            money(rs),
            rs.getString("body"),
            rs.getString("sealed")),
        rs.getString("batch_id"),
        state,
        rs.getInt("attempts"),
        rs.getInt("inquiries"),
        Instant.ofEpochMilli(rs.getLong("sent_at")),
        Instant.ofEpochMilli(takenUpAt),
        rs.getInt("ended") == 1,
        state == EntryState.UNKNOWN && errorCode != null
            ? new Outcome.Declined(
                errorCode, String.valueOf(rs.getString("error_message")), Evidence.NONE)
            : null,
        noTraceSince == 0 ? null : Instant.ofEpochMilli(noTraceSince),
        parkedAt == 0 ? null : Instant.ofEpochMilli(parkedAt));
  }

  public static @Nullable Money money(ResultSet rs) throws SQLException {
    String currency = rs.getString("currency");
    return currency == null
        ? null
        : new Money(rs.getLong("minor_units"), Currency.getInstance(currency));
  }

  /**
   * Takes up to {@code max} UNKNOWN entries about which it is time to ask. Until they are concluded
   * or the lease is over, no other node asks about them.
   */
  public List<Claim> claimUnknown(int max) {
    takeUpWhatWasForgotten();
    long now = clock.millis();
    return writer.commitWork(
        db ->
            asking(
                db,
                db.query(UNKNOWN_DUE + database.skipLocked(), (rs, i) -> entry(rs, now), now, max),
                now));
  }

  /**
   * Questions that are asked early.
   *
   * @param waitedFor the entries for which they are asked: of one order, several may be
   */
  public record AskedEarly(List<Claim> claims, Set<Long> waitedFor) {}

  /**
   * Takes up to {@code max} UNKNOWN entries about which to ask as somebody waits: those given, or
   * those of the same order that keep them waiting. What such a question does not settle is asked
   * about when it would have been without it.
   */
  public AskedEarly claimUnknownFor(List<Long> waitedFor, int max) {
    long now = clock.millis();
    return writer.commitWork(
        db -> {
          SortedMap<Long, Claim> claims = new TreeMap<>();
          Set<Long> waiting = new HashSet<>();
          db.query(
              unknownWaitedFor(waitedFor) + database.skipLockedOf("e"),
              rs -> {
                long anyway = rs.getLong("due_at");
                Claim claim = entry(rs, now);
                waiting.add(rs.getLong("waited_for"));
                claims.put(
                    claim.id(), anyway > now ? claim.before(Instant.ofEpochMilli(anyway)) : claim);
              },
              max);
          return new AskedEarly(asking(db, List.copyOf(claims.values()), now), waiting);
        });
  }

  /** Writes down that this node asks about these. */
  private List<Claim> asking(JdbcTemplate db, List<Claim> claims, long now) {
    long leased = now + schedule.responseTimeout().toMillis() * 4;
    Rows.write(db, ASK, claims.stream().map(c -> new Object[] {leased, node, c.id()}).toList());
    return claims;
  }

  /**
   * Takes up what this node had sent before it was restarted. Nobody waits for those answers any
   * more, so they are UNKNOWN, and are asked about at once.
   *
   * @return how many there were
   */
  public int takeUpWhatWasLeft() {
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
   */
  private void takeUpWhatWasForgotten() {
    long now = clock.millis();
    if (now < forgottenLookedAt + FORGOTTEN_EVERY_MS) {
      return;
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
    sweepParking();
  }

  private void sweepParking() {
    parking.sayWhatWasParked();
    if (parking.hasSomethingToSweep()) {
      writer.commitWork(
          db -> {
            List<Move> moves = parking.sweep(db);
            writeMoves(db, moves);
            return moves.size();
          });
      listeners.forEach(Listener::moved);
      changed();
    }
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
    String find = "SELECT " + CLAIM_COLUMNS + " FROM entry e WHERE e.state = 'SENT' AND " + which;
    if (reading.query(find + " LIMIT 1", (rs, i) -> 1, whose, sentUntil).isEmpty()) {
      return 0;
    }
    long now = clock.millis();
    int taken =
        writer.commitWork(
            db -> {
              List<Claim> left =
                  db.query(
                      find + database.skipLocked(), (rs, i) -> entry(rs, now), whose, sentUntil);
              Rows.write(
                  db, TAKE_UP, left.stream().map(c -> new Object[] {now, reason, c.id()}).toList());
              writeMoves(
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
    changed();
    return taken;
  }

  // ---- outcomes --------------------------------------------------------------------------------

  /**
   * Writes down what became of a claim, and returns when that is durable.
   *
   * <p>Where the entry was moved on since by somebody else, the outcome counts only if that move is
   * still a legal one and no newer attempt has been made.
   *
   * @return where the entry stands now
   */
  public EntryState conclude(Claim claim, Outcome outcome) {
    Conclusion conclusion = conclusion(claim, claim.state(), outcome);
    EntryState state = commitAtLast(conclusion);
    tell(conclusion, state);
    return state;
  }

  /**
   * The same for whoever does not wait.
   *
   * @param then told once it is durable, with null; or why that cannot be had. Holds up others who
   *     are told, so it is to be quick
   */
  public void concludeLater(
      Claim claim, Outcome outcome, Consumer<@Nullable RuntimeException> then) {
    Conclusion conclusion = conclusion(claim, claim.state(), outcome);
    CompletableFuture<EntryState> told =
        writer
            .commitLater(conclusions, conclusion, isWaitedFor(claim))
            .whenCompleteAsync(
                (state, failure) -> {
                  if (failure == null) {
                    tellAnd(then, conclusion, state);
                  } else {
                    again.execute(() -> concludeAgain(conclusion, then));
                  }
                },
                teller);
    told.exceptionally(
        e -> {
          log.error("Whoever waited for an outcome was not told", e);
          return null;
        });
  }

  /** What did not come in a file has a sender who waits for the answer, here or at another node. */
  private boolean isWaitedFor(Claim claim) {
    return claim.batchId().isEmpty() || isWaitedFor(claim.id());
  }

  boolean isWaitedFor(long entryId) {
    return listeners.stream().anyMatch(listener -> listener.waitedFor().contains(entryId));
  }

  private void concludeAgain(Conclusion conclusion, Consumer<@Nullable RuntimeException> then) {
    EntryState state;
    try {
      state = commitAtLast(conclusion);
    } catch (RuntimeException e) {
      then.accept(e);
      return;
    }
    tellAnd(then, conclusion, state);
  }

  /** Whoever listens may fail: then the outcome is durable all the same. */
  private void tellAnd(
      Consumer<@Nullable RuntimeException> then, Conclusion conclusion, EntryState state) {
    try {
      tell(conclusion, state);
    } finally {
      then.accept(null);
    }
  }

  private void tell(Conclusion conclusion, EntryState state) {
    Claim claim = conclusion.claim();
    if (state.isFinal()) {
      concluded.increment();
    } else if (conclusion.parks()) {
      parking.say(claim);
      // Others of the order are HELD now.
      listeners.forEach(Listener::moved);
    }
    listeners.forEach(listener -> listener.concluded(claim.id()));
    changed();
  }

  /** Somebody who waits for what becomes of an entry. */
  interface Listener {

    /** That entry has moved. */
    void concluded(long entryId);

    /** Some entries have moved, whichever. */
    void moved();

    /** The ids of the entries that somebody waits for right now. */
    Set<Long> waitedFor();
  }

  /** Somebody who writes down what follows from an outcome, in the same transaction. */
  public interface Watcher {

    /** That became of that claim. To be quick, and to throw nothing but what the database does. */
    void concluded(JdbcTemplate db, Claim claim, Outcome outcome);
  }

  public void watchedBy(Watcher watcher) {
    watchers.add(watcher);
  }

  void tells(Listener listener) {
    listeners.add(listener);
  }

  /** An outcome is too good to be lost to a database that restarts. */
  private EntryState commitAtLast(Conclusion conclusion) {
    for (int i = 0; i < TRIES_TO_CONCLUDE && !isTimeUp(); i++) {
      try {
        return writer.commit(conclusions, conclusion);
      } catch (JournalLostException e) {
        throw e;
      } catch (DataAccessException | TransactionException e) {
        log.warn("An outcome cannot be written down, trying again: {}", e.getMessage());
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
    return writer.commit(conclusions, conclusion);
  }

  /**
   * From then on an outcome that cannot be written down is tried once more and given up: its
   * command is UNKNOWN at the next start, as after a kill, and is asked about.
   *
   * @param trying for how long what the database does not take is tried again
   */
  public void stopsAfter(Duration trying) {
    triesUntil = Optional.of(System.nanoTime() + trying.toNanos());
  }

  private boolean isTimeUp() {
    return triesUntil.filter(until -> System.nanoTime() - until >= 0).isPresent();
  }

  /** How many final outcomes were written down since the start; for a progress bar. */
  public long concluded() {
    return concluded.sum();
  }

  private Conclusion conclusion(Claim claim, EntryState from, Outcome outcome) {
    Conclusion conclusion = read(claim, from, outcome);
    boolean stillUnknown = from == EntryState.UNKNOWN && conclusion.to() == from;
    if (!stillUnknown) {
      from.checkMayBecome(conclusion.to());
    }
    return conclusion;
  }

  private Conclusion read(Claim claim, EntryState from, Outcome outcome) {
    Instant now = clock.instant();
    if (outcome instanceof Outcome.Succeeded) {
      return new Conclusion(
          claim,
          from,
          EntryState.SUCCEEDED,
          now,
          claim.inquiries(),
          true,
          null,
          null,
          null,
          outcome);
    }
    if (outcome instanceof Outcome.Declined declined) {
      return new Conclusion(
          claim,
          from,
          EntryState.DECLINED,
          now,
          claim.inquiries(),
          true,
          null,
          declined,
          null,
          outcome);
    }
    if (outcome instanceof Outcome.NotSent notSent) {
      return tryAgain(claim, from, notSent, now);
    }
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    boolean fruitless =
        from == EntryState.UNKNOWN && unknown.askAt() == null && claim.askedAnywayAt() == null;
    int inquiries = from == EntryState.UNKNOWN ? claim.inquiries() + (fruitless ? 1 : 0) : 0;
    Instant parkedAt = claim.parkedAt();
    if (parkedAt == null && fruitless && schedule.givesUp(claim.sentAt(), inquiries)) {
      parkedAt = now;
    }
    return new Conclusion(
        claim,
        from,
        EntryState.UNKNOWN,
        nextQuestion(unknown, claim, inquiries, parkedAt != null),
        inquiries,
        unknown.ended(),
        parkedAt == null
            ? unknown.reason()
            : "parked after " + schedule.giveUpAfterInWords() + ": " + unknown.reason(),
        unknown.otherwise(),
        parkedAt,
        outcome);
  }

  /**
   * Back to what is to be sent; unless Plural has refused to look at it for so long that nobody can
   * be kept waiting. It never took effect, so that it ends as a no.
   */
  private Conclusion tryAgain(Claim claim, EntryState from, Outcome.NotSent notSent, Instant now) {
    Integer status = notSent.evidence().httpStatus();
    boolean isRefusedUnread = status != null && (status == 401 || status == 403);
    int refusals = isRefusedUnread ? claim.inquiries() + 1 : 0;
    if (schedule.givesUpTrying(refusals)) {
      Outcome.Declined declined =
          new Outcome.Declined(
              "TURNED_AWAY",
              notSent.reason() + ", each time for " + schedule.giveUpAfterInWords(),
              notSent.evidence());
      return new Conclusion(
          claim, from, EntryState.DECLINED, now, refusals, true, null, declined, null, declined);
    }
    Instant due = schedule.nextTry(claim.attempts(), notSent.retryAfter());
    return new Conclusion(
        claim,
        from,
        EntryState.ACCEPTED,
        due,
        refusals,
        false,
        notSent.reason(),
        null,
        null,
        notSent);
  }

  private Instant nextQuestion(
      Outcome.Unknown unknown, Claim claim, int inquiries, boolean parked) {
    Instant anyway = claim.askedAnywayAt();
    if (anyway != null) {
      return unknown.askAt() == null || anyway.isBefore(unknown.askAt()) ? anyway : unknown.askAt();
    }
    if (unknown.askAt() != null) {
      return unknown.askAt();
    }
    return parked
        ? schedule.nextQuestionOfParked(claim.sentAt(), inquiries)
        : schedule.nextQuestion(inquiries);
  }

  private List<EntryState> concludeTogether(JdbcTemplate db, List<Conclusion> conclusions) {
    boolean[] moved =
        database.write(db, CONCLUDE, conclusions.stream().map(Conclusion::parameters).toList());
    List<Conclusion> written = new ArrayList<>(conclusions.size());
    List<EntryState> states = new ArrayList<>(conclusions.size());
    for (int i = 0; i < moved.length; i++) {
      Conclusion wanted = conclusions.get(i);
      Conclusion done = moved[i] ? wanted : concludeAfterAll(db, wanted);
      if (done != null) {
        written.add(done);
      }
      states.add(done == null ? stateOf(db, wanted.claim().id()) : done.to());
    }
    writeMoves(db, written.stream().filter(c -> c.from() != c.to()).map(Conclusion::move).toList());
    countDown(db, written);
    keepAnswers(db, written);
    OutboxRows.due(
        db,
        written.stream()
            .filter(c -> c.to().isFinal() || c.parks())
            .map(c -> c.claim().id())
            .toList(),
        clock.millis());
    for (Conclusion conclusion : written) {
      for (Watcher watcher : watchers) {
        watcher.concluded(db, conclusion.claim(), conclusion.outcome());
      }
    }
    for (Conclusion conclusion : written) {
      park(db, conclusion);
    }
    return states;
  }

  /** Those who ask over HTTP or a queue get Plural's answer, now and whenever they ask again. */
  private static void keepAnswers(JdbcTemplate db, List<Conclusion> written) {
    for (Conclusion conclusion : written) {
      if (!conclusion.claim().batchId().isEmpty()) {
        continue;
      }
      Said said = conclusion.answer();
      if (said != null) {
        db.update(
            KEEP_ANSWER,
            conclusion.claim().id(),
            conclusion.claim().command().merchant(),
            said.httpStatus(),
            said.json());
      } else if (!conclusion.confirmsRefusal()) {
        db.update("DELETE FROM answer WHERE entry_id = ?", conclusion.claim().id());
      }
    }
  }

  /** What follows for others of the order when an entry is parked, and when it is settled. */
  private void park(JdbcTemplate db, Conclusion conclusion) {
    Claim claim = conclusion.claim();
    if (conclusion.parks()) {
      Parking.count(db, claim.batchId(), 1);
      writeMoves(db, parking.holdBehind(db, claim));
    } else if (conclusion.unparks()) {
      Parking.count(db, claim.batchId(), -1);
      writeMoves(db, parking.release(db, claim));
    }
  }

  /** Keeps the count of open entries of each batch, so that its end is known without counting. */
  private static void countDown(JdbcTemplate db, List<Conclusion> written) {
    SortedMap<String, Integer> ended = new TreeMap<>();
    for (Conclusion conclusion : written) {
      if (conclusion.to().isFinal() && !conclusion.claim().batchId().isEmpty()) {
        ended.merge(conclusion.claim().batchId(), 1, Integer::sum);
      }
    }
    countDown(db, ended);
  }

  private static void countDown(JdbcTemplate db, SortedMap<String, Integer> ended) {
    ended.forEach(
        (batchId, count) ->
            db.update(
                "UPDATE batch SET open_entries = open_entries - ? WHERE id = ?", count, batchId));
  }

  /**
   * The entry was moved on while we waited for this outcome.
   *
   * @return what was written, or null when the outcome comes too late to count
   */
  private @Nullable Conclusion concludeAfterAll(JdbcTemplate db, Conclusion wanted) {
    List<Claim> found =
        db.query(
            "SELECT " + CLAIM_COLUMNS + " FROM entry e WHERE e.id = ?",
            (rs, i) -> entry(rs, clock.millis()),
            wanted.claim().id());
    Claim now = found.get(0);
    if (now.attempts() != wanted.claim().attempts()
        || now.state() == EntryState.ACCEPTED
        || !now.state().mayBecome(wanted.to())) {
      log.info(
          "Entry {} is {} by now, so that {} of its attempt {} comes too late to count",
          now.id(),
          now.state(),
          wanted.to(),
          wanted.claim().attempts());
      return null;
    }
    Conclusion instead = conclusion(now, now.state(), wanted.outcome());
    return database.write(db, CONCLUDE, List.<Object[]>of(instead.parameters()))[0]
        ? instead
        : null;
  }

  private static EntryState stateOf(JdbcTemplate db, long id) {
    return EntryState.valueOf(
        String.valueOf(
            db.queryForObject("SELECT state FROM entry WHERE id = ?", String.class, id)));
  }

  /** One move of an entry, for its history. */
  record Move(
      String merchant,
      long entryId,
      String from,
      String to,
      @Nullable String requestId,
      @Nullable String detail) {}

  private void writeMoves(JdbcTemplate db, List<Move> moves) {
    long now = clock.millis();
    database.write(
        db,
        MOVE,
        moves.stream()
            .map(
                m ->
                    new @Nullable Object[] {
                      m.merchant(),
                      m.entryId(),
                      now,
                      m.from(),
                      m.to(),
                      node,
                      m.requestId(),
                      m.detail()
                    })
            .toList());
  }

  /** One outcome on its way into the journal. */
  private record Conclusion(
      Claim claim,
      EntryState from,
      EntryState to,
      Instant due,
      int inquiries,
      boolean ended,
      @Nullable String reason,
      Outcome.@Nullable Declined error,
      @Nullable Instant parkedAt,
      Outcome outcome) {

    /** True when it gives up asking for the time being. */
    boolean parks() {
      return parkedAt != null && claim.parkedAt() == null;
    }

    /** True when what was parked is settled. */
    boolean unparks() {
      return parkedAt == null && claim.parkedAt() != null;
    }

    /** The answer that the sender gets if it stays at that; null when there is none. */
    private @Nullable Said answer() {
      return to.isFinal() || error == null ? outcome.evidence().said() : error.evidence().said();
    }

    /** True when an earlier no of Plural stands, so that its words do, too. */
    private boolean confirmsRefusal() {
      Outcome.Declined refusal = claim.otherwise();
      boolean stands = error != null && refusal != null && error.code().equals(refusal.code());
      return stands && to != EntryState.ACCEPTED;
    }

    private @Nullable Long noTraceSince() {
      return to == EntryState.UNKNOWN
              && outcome instanceof Outcome.Unknown unknown
              && unknown.noTraceSince() != null
          ? Long.valueOf(unknown.noTraceSince().toEpochMilli())
          : null;
    }

    /** The answer to a question says nothing of the status of the answer to the call. */
    private @Nullable Integer httpStatus() {
      boolean onlyAsked = from == EntryState.UNKNOWN && to != EntryState.SUCCEEDED;
      return onlyAsked ? null : outcome.evidence().httpStatus();
    }

    Object[] parameters() {
      Evidence evidence = outcome.evidence();
      OrderStatus order = evidence.orderStatus();
      return new @Nullable Object[] {
        to.name(),
        due.toEpochMilli(),
        inquiries,
        ended ? 1 : 0,
        noTraceSince(),
        reason,
        httpStatus(),
        order == null ? null : order.name(),
        error == null ? null : error.code(),
        error == null ? null : error.message(),
        evidence.requestId(),
        evidence.acquirer().rrn(),
        evidence.acquirer().approvalCode(),
        evidence.acquirer().reference(),
        evidence.orderAmount() == null ? null : evidence.orderAmount().minorUnits(),
        evidence.paymentId(),
        to.isFinal() ? due.toEpochMilli() : null,
        parkedAt == null ? null : parkedAt.toEpochMilli(),
        to.isFinal() ? 1 : 0,
        claim.id(),
        claim.attempts(),
        from.name(),
        claim.parkedAt() == null ? 0 : claim.parkedAt().toEpochMilli()
      };
    }

    Move move() {
      String detail = error == null ? reason : error.code() + ": " + error.message();
      return new Move(
          claim.command().merchant(),
          claim.id(),
          from.name(),
          to.name(),
          outcome.evidence().requestId(),
          detail);
    }
  }

  /** Commits what was handed in. The database stays open. */
  @Override
  public void close() {
    writer.close();
    teller.shutdown();
    again.shutdown();
    parking.sayWhatWasParked();
    presence.close();
  }
}
