package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.GroupCommit;
import io.pluralbridge.journal.store.JournalLostException;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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

  static final String UNKNOWN_DUE =
      "SELECT "
          + EntryRows.CLAIM_COLUMNS
          + " FROM entry e WHERE e.state = 'UNKNOWN' AND e.due_at <= ?"
          + " ORDER BY e.due_at, e.id LIMIT ?";

  /** Of the given ids, or for each the one of its order that is asked about. */
  private static final String UNKNOWN_WAITED_FOR =
      "SELECT w.id AS waited_for, "
          + EntryRows.CLAIM_COLUMNS
          + " FROM entry w JOIN entry e ON e.id = COALESCE((SELECT u.id FROM entry u"
          + " WHERE w.order_id <> '' AND u.merchant = w.merchant AND u.order_id = w.order_id"
          + " AND u.order_id <> '' AND u.state IN ('SENT', 'UNKNOWN')), w.id)"
          + " WHERE w.id IN (%s) AND e."
          + Rows.ITS_STATE
          + " = 'UNKNOWN' AND e.asked_by IS NULL ORDER BY e.due_at, e.id LIMIT ?";

  static final String ASK =
      "UPDATE entry SET due_at = ?, asked_by = ? WHERE id = ? AND "
          + Rows.ITS_STATE
          + " = 'UNKNOWN'";

  private static final int TRIES_TO_CONCLUDE = 20;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

  private static final Duration ANOTHER_OF_THAT_NAME = Duration.ofSeconds(15);

  private final Database database;
  private final Schedule schedule;
  private final Clock clock;
  private final String node;
  private final Parking parking;
  private final GroupCommit writer;
  private final Moves moves;
  private final Withdrawals withdrawals;
  private final DueClaims due;
  private final Conclusions conclusions;
  private final TakeUp takeUp;
  private final GroupCommit.Kind<Conclusion, EntryState> outcomes;

  /** Tells, of all that was committed together, one after the other. */
  private final ExecutorService teller = oneThread("journal-teller");

  /** Tries again what the database did not take. */
  private final ExecutorService again = oneThread("journal-again");

  private final List<Signal> signals = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder concluded = new LongAdder();
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
    Locks.Held presence = TakeUp.bePresent(database.locks(), node, longestWait);
    this.database = database;
    this.schedule = schedule;
    this.clock = schedule.clock();
    this.node = node;
    this.parking = new Parking(database, clock);
    this.moves = new Moves(database, clock, node);
    this.withdrawals = new Withdrawals(moves, clock);
    this.writer = new GroupCommit(database, gathers);
    this.takeUp = new TakeUp(database, writer, schedule, node, moves, presence, this::changed);
    this.due = new DueClaims(database, writer, schedule, node, moves, withdrawals);
    this.conclusions = new Conclusions(database, schedule, moves, parking);
    this.outcomes = conclusions::write;
    writer.areOutcomes(outcomes);
  }

  private static ExecutorService oneThread(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
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

  /** Commits what several write, together. */
  public GroupCommit writer() {
    return writer;
  }

  /** What takes back what was accepted; whoever it withdraws is told by {@link #tell}. */
  public Withdrawals withdrawals() {
    return withdrawals;
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
    Set<Long> waitedFor = new HashSet<>();
    listeners.forEach(listener -> waitedFor.addAll(listener.waitedFor()));
    DueClaims.Taken taken = due.take(waitedFor, max);
    tell(taken.withdrawn());
    if (taken.doubted() > 0) {
      changed();
    }
    return taken.claims();
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
                db.query(
                    UNKNOWN_DUE + database.skipLocked(),
                    (rs, i) -> EntryRows.entry(rs, now),
                    now,
                    max),
                now));
  }

  static String unknownWaitedFor(List<Long> ids) {
    return UNKNOWN_WAITED_FOR.formatted(DueClaims.list(ids));
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
                Claim claim = EntryRows.entry(rs, now);
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
    return takeUp.ofThisNode();
  }

  private void takeUpWhatWasForgotten() {
    if (takeUp.ofOthers()) {
      sweepParking();
    }
  }

  private void sweepParking() {
    parking.sayWhatWasParked();
    if (parking.hasSomethingToSweep()) {
      writer.commitWork(
          db -> {
            List<Move> moves = parking.sweep(db);
            this.moves.write(db, moves);
            return moves.size();
          });
      listeners.forEach(Listener::moved);
      changed();
    }
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
    Conclusion conclusion = conclusions.of(claim, claim.state(), outcome);
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
    Conclusion conclusion = conclusions.of(claim, claim.state(), outcome);
    CompletableFuture<EntryState> told =
        writer
            .commitLater(outcomes, conclusion, isWaitedFor(claim))
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

  /** Has that told, in the same transaction, of each outcome. */
  public void watchedBy(Watcher watcher) {
    conclusions.watchedBy(watcher);
  }

  void tells(Listener listener) {
    listeners.add(listener);
  }

  /** An outcome is too good to be lost to a database that restarts. */
  private EntryState commitAtLast(Conclusion conclusion) {
    for (int i = 0; i < TRIES_TO_CONCLUDE && !isTimeUp(); i++) {
      try {
        return writer.commit(outcomes, conclusion);
      } catch (JournalLostException e) {
        throw e;
      } catch (DataAccessException | TransactionException e) {
        log.warn("An outcome cannot be written down, trying again: {}", e.getMessage());
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
    return writer.commit(outcomes, conclusion);
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

  /** Commits what was handed in. The database stays open. */
  @Override
  public void close() {
    writer.close();
    teller.shutdown();
    again.shutdown();
    parking.sayWhatWasParked();
    takeUp.close();
  }
}
