package io.pluralbridge.journal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One writer that commits what many threads hand it in groups, so that one flush to disk serves all
 * who wait at that moment. A thread goes on only when what it wrote is durable. What nobody waits
 * for is committed with what somebody does, or some milliseconds later.
 *
 * <p>When a group fails, its members are tried one by one, so that none suffers for another.
 */
public final class GroupCommit implements AutoCloseable {

  /** As many as may wait at once for a database that takes its time. */
  private static final int GROUP = 1024;

  /** Long enough for a commit to serve several where one call takes 50 ms, and nobody notices. */
  public static final Duration GATHERS = Duration.ofMillis(10);

  /** Of so many there is no use in waiting for more. */
  private static final int ENOUGH = 64;

  /** Where nothing is written any more, as nothing comes, a failure says nothing after a while. */
  private static final Duration FAILURE_COUNTS = Duration.ofMinutes(1);

  private record Failure(long at, String why) {}

  private static final Kind<Function<JdbcTemplate, ?>, ?> WORK =
      (db, works) -> works.stream().map(work -> work.apply(db)).toList();

  private static final Kind<Object, Object> STOP = (db, none) -> none;

  /**
   * Writes of which there are many: those of a group are done together.
   *
   * @param <C> what is written
   * @param <R> what became of it
   */
  public interface Kind<C, R> {

    /** Returns what became of each, in the same order. May be run twice. */
    List<? extends R> write(JdbcTemplate db, List<C> items);
  }

  private record Pending(
      Kind<?, ?> kind,
      Object item,
      boolean presses,
      long since,
      CompletableFuture<@Nullable Object> done) {

    static Pending of(Kind<?, ?> kind, Object item) {
      return of(kind, item, true);
    }

    static Pending of(Kind<?, ?> kind, Object item, boolean presses) {
      return new Pending(kind, item, presses, System.nanoTime(), new CompletableFuture<>());
    }
  }

  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(4 * GROUP);
  private final Database database;
  private final Duration gathers;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Thread writer;

  /** How many of the queue somebody waits for. */
  private final AtomicInteger pressing = new AtomicInteger();

  private final Signal go = new Signal();

  /** What nobody may do without. */
  private volatile @Nullable Kind<?, ?> outcomes;

  /** When the last group was through, for the writer. */
  private long lastEnded = System.nanoTime();

  private volatile @Nullable Pending oldest;
  private volatile @Nullable Failure lastFailure;
  private volatile boolean stopped;

  /**
   * Commits what it is handed in.
   *
   * @param gathers so soon after a commit there is none only for what nobody waits for
   */
  public GroupCommit(Database database, Duration gathers) {
    this.database = database;
    this.gathers = gathers;
    this.jdbc = database.template(database.writing());
    this.transaction =
        new TransactionTemplate(new DataSourceTransactionManager(database.writing()));
    this.writer = new Thread(this::write, "journal-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /** Names the kind that is taken for as long as that is of any use. */
  public void areOutcomes(Kind<?, ?> kind) {
    outcomes = kind;
  }

  /** Returns when the item is committed. */
  @SuppressWarnings("unchecked")
  public <C, R> R commit(Kind<C, R> kind, C item) {
    return (R) await(Pending.of(kind, item));
  }

  /** Runs the work in a transaction and returns when it is committed. It may be run twice. */
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> T commitWork(Function<JdbcTemplate, T> work) {
    return (T) await(Pending.of(WORK, work));
  }

  /**
   * The same for whoever does not wait. What follows is not to be done on the thread that completes
   * it, as that is the writer.
   *
   * @param presses false when it may wait some milliseconds for others to be committed with
   */
  @SuppressWarnings("unchecked")
  public <C, R> CompletableFuture<R> commitLater(Kind<C, R> kind, C item, boolean presses) {
    Pending pending = Pending.of(kind, item, presses);
    put(pending);
    return (CompletableFuture<R>) (CompletableFuture<?>) pending.done();
  }

  /** For how long the one has waited by now that waits longest. */
  public Duration longestWait() {
    Pending first = oldest;
    return first == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - first.since());
  }

  /** Why the last commit failed, in the database's words; empty when it did not, or long ago. */
  public Optional<String> trouble() {
    Failure last = lastFailure;
    return last == null || System.nanoTime() - last.at() > FAILURE_COUNTS.toNanos()
        ? Optional.empty()
        : Optional.of(last.why());
  }

  /** How many wait for the next group. */
  int waiting() {
    return queue.size();
  }

  @SuppressWarnings("NullAway") // a null result is what the work returned
  private Object await(Pending pending) {
    put(pending);
    try {
      return pending.done().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Once the journal is lost, outcomes alone are still written down, if they can be rescued. */
  private void checkIsTaken(Pending pending) {
    boolean outcome = pending.kind() == outcomes && database.takesOutcomes();
    if (database.isLost() && !outcome && pending.kind() != STOP) {
      throw new JournalLostException("the journal is not the one any more that was written");
    }
  }

  private void put(Pending pending) {
    checkIsTaken(pending);
    if (pending.presses()) {
      pressing.incrementAndGet();
    }
    try {
      queue.put(pending);
      if (isTimeToGo()) {
        go.raise();
      }
    } catch (InterruptedException e) {
      if (pending.presses()) {
        pressing.decrementAndGet();
      }
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the journal took it", e);
    }
    if (stopped) {
      failTheRest();
    }
  }

  private void write() {
    List<Pending> group = new ArrayList<>(GROUP);
    boolean stopping = false;
    while (!stopping) {
      try {
        group.add(queue.take());
        oldest = group.get(0);
        gather();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the writer", e);
      }
      queue.drainTo(group, GROUP - 1);
      group.stream().filter(Pending::presses).forEach(one -> pressing.decrementAndGet());
      stopping = group.removeIf(pending -> pending.kind() == STOP);
      commitAll(group);
      lastEnded = System.nanoTime();
      group.clear();
    }
    stopped = true;
    failTheRest();
  }

  /** Returns once somebody waits, or there is enough, or the last commit is some time ago. */
  private void gather() throws InterruptedException {
    long left = left();
    while (left > 0 && !isTimeToGo()) {
      go.await(Duration.ofNanos(left));
      left = left();
    }
  }

  private long left() {
    return lastEnded + gathers.toNanos() - System.nanoTime();
  }

  private boolean isTimeToGo() {
    return pressing.get() > 0 || queue.size() >= ENOUGH;
  }

  private void failTheRest() {
    Pending late = queue.poll();
    while (late != null) {
      late.done().completeExceptionally(new IllegalStateException("the journal is closed"));
      late = queue.poll();
    }
  }

  private void commitAll(List<Pending> group) {
    try {
      commitTogether(group);
    } catch (RuntimeException | Error groupFailed) {
      for (Pending one : group) {
        try {
          commitTogether(List.of(one));
        } catch (RuntimeException | Error e) {
          if (isOfTheDatabase(e)) {
            lastFailure =
                new Failure(
                    System.nanoTime(),
                    String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage()));
          }
          one.done().completeExceptionally(e);
        }
      }
    }
  }

  /** What was written may be refused for what it is; this is the database that cannot write. */
  private static boolean isOfTheDatabase(Throwable failure) {
    return failure instanceof TransactionException
        || (failure instanceof DataAccessException
            && !(failure instanceof DataIntegrityViolationException));
  }

  private void commitTogether(List<Pending> group) {
    Map<Kind<?, ?>, List<Pending>> kinds = new LinkedHashMap<>();
    for (Pending pending : group) {
      kinds.computeIfAbsent(pending.kind(), kind -> new ArrayList<>()).add(pending);
    }
    List<@Nullable Object> results = new ArrayList<>();
    boolean wrote =
        database
            .inOne(
                transaction,
                Lane.COMMITS,
                jdbc,
                db -> {
                  kinds.forEach((kind, some) -> results.addAll(write(kind, some)));
                  return true;
                })
            .wrote();
    // A look that found nothing to do is committed on a full disk, too, and says nothing.
    if (wrote && lastFailure != null) {
      lastFailure = null;
    }
    oldest = queue.peek();
    Iterator<@Nullable Object> result = results.iterator();
    kinds.values().forEach(some -> some.forEach(one -> one.done().complete(result.next())));
  }

  /** Whoever handed them in saw to it that they are of that kind. */
  @SuppressWarnings("unchecked")
  private <C> List<?> write(Kind<C, ?> kind, List<Pending> some) {
    return kind.write(jdbc, (List<C>) some.stream().map(Pending::item).toList());
  }

  /** Commits what was handed in, then stops. */
  @Override
  public void close() {
    try {
      put(Pending.of(STOP, STOP));
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
