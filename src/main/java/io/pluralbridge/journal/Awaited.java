package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Tells the outcome of a command to whoever waits for it, as long as a caller has patience. Who
 * waits holds no thread. What is waited for is sent before what nobody waits for, and where its
 * answer is lost, Plural is asked sooner.
 */
public final class Awaited implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Awaited.class);

  /** What this node does not do itself, nobody tells it. */
  private static final long LOOK_AGAIN_MS = 500;

  private final Journal journal;
  private final Commands commands;
  private final Duration patience;
  private final int most;
  private final Executor hands;
  private final Semaphore places;
  private final Looks looks;
  private final Map<Long, Set<Waiter>> waiting = new ConcurrentHashMap<>();

  /** Of these, the commands that may have to be sent: there is no use in that while it is asked. */
  private final Set<Long> toBeSent = ConcurrentHashMap.newKeySet();

  /** Only says when it is time; the looking is done by the hands. */
  private final ScheduledThreadPoolExecutor clocks;

  private final AtomicBoolean lookingAtOthers = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Waits for what that journal concludes.
   *
   * @param patience for how long at most
   * @param most how many may wait at once; nobody beyond waits at all
   * @param hands look at the journal for those who wait, and tell them. They may be held up there.
   *     To refuse nothing for as long as the journal is open
   */
  public Awaited(
      Database database,
      Journal journal,
      Commands commands,
      Duration patience,
      int most,
      Executor hands,
      Clock clock) {
    this.journal = journal;
    this.commands = commands;
    this.patience = patience;
    this.most = most;
    this.hands = hands;
    this.places = new Semaphore(most);
    this.looks = new Looks(clock);
    this.clocks = clocks();
    if (!database.isEmbedded()) {
      Future<?> unused =
          clocks.scheduleWithFixedDelay(
              () -> {
                if (!waiting.isEmpty() && lookingAtOthers.compareAndSet(false, true)) {
                  hands.execute(this::lookAtOthers);
                }
              },
              LOOK_AGAIN_MS,
              LOOK_AGAIN_MS,
              TimeUnit.MILLISECONDS);
    }
    journal.tells(
        new Journal.Listener() {
          @Override
          public void concluded(long entryId) {
            waiting.getOrDefault(entryId, Set.of()).forEach(Waiter::raise);
          }

          @Override
          public void moved() {
            raiseAll();
          }

          @Override
          public Set<Long> waitedFor() {
            return toBeSent;
          }
        });
  }

  /** A thread for all. Once it is shut down, what is late does not matter any more. */
  private static ScheduledThreadPoolExecutor clocks() {
    ScheduledThreadPoolExecutor clocks =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "patience");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    clocks.setRemoveOnCancelPolicy(true);
    return clocks;
  }

  /**
   * Tells once the outcome of a command is known, or a person is needed for it, or it cannot be
   * waited for any longer. Where that is so at once, it is told before this returns; else by one of
   * the hands.
   *
   * @param name what it was asked for by
   * @return empty when it is not there any more, as the file that it came in was refused
   */
  public CompletableFuture<Optional<CommandView>> await(long entryId, String name) {
    if (!places.tryAcquire()) {
      return CompletableFuture.completedFuture(commands.find(entryId, name));
    }
    Waiter waiter = new Waiter(entryId, name);
    waiter.begin();
    return waiter.told;
  }

  /** How many wait right now. */
  public int waiting() {
    return most - places.availablePermits();
  }

  /** One who waits. It looks at its command in one thread at a time, and again when raised. */
  private final class Waiter implements Runnable {

    private final long entryId;
    private final String name;
    private final long end = System.nanoTime() + patience.toNanos();
    private final CompletableFuture<Optional<CommandView>> told = new CompletableFuture<>();

    /** How often it was raised since it last began to look. Who raises it from 0 has it look. */
    private final AtomicInteger raised = new AtomicInteger(1);

    private @Nullable Future<?> clock;
    private volatile Commands.@Nullable Standing seen;

    Waiter(long entryId, String name) {
      this.entryId = entryId;
      this.name = name;
    }

    void begin() {
      // First be told, then look: nothing happens unseen between the two.
      waiting.compute(
          entryId,
          (id, waiters) -> {
            looks.begin(id);
            toBeSent.add(id);
            return with(this, waiters);
          });
      run();
    }

    void raise() {
      if (raised.getAndIncrement() == 0) {
        hands.execute(this);
      }
    }

    @Override
    public void run() {
      int before;
      do {
        before = raised.get();
        if (isOver()) {
          // It stays raised, so that it never looks again.
          return;
        }
      } while (raised.addAndGet(-before) != 0);
    }

    private boolean isOver() {
      Optional<CommandView> view;
      try {
        view = commands.find(entryId, name);
        if (view.isPresent() && goesOn(view.get())) {
          return false;
        }
      } catch (RuntimeException | Error e) {
        leave();
        told.completeExceptionally(e);
        return true;
      }
      leave();
      told.complete(view);
      return true;
    }

    private boolean goesOn(CommandView view) {
      if (isWorthTelling(view) || closed || System.nanoTime() - end >= 0) {
        return false;
      }
      seen = Commands.Standing.of(view);
      if (clock == null) {
        clock = clocks.schedule(this::raise, patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      return true;
    }

    private void leave() {
      waiting.computeIfPresent(
          entryId,
          (id, waiters) -> {
            waiters.remove(this);
            if (!waiters.isEmpty()) {
              return waiters;
            }
            looks.end(id);
            toBeSent.remove(id);
            return null;
          });
      places.release();
      if (clock != null) {
        clock.cancel(false);
      }
    }
  }

  private static Set<Waiter> with(Waiter waiter, @Nullable Set<Waiter> others) {
    Set<Waiter> waiters = others == null ? ConcurrentHashMap.newKeySet() : others;
    waiters.add(waiter);
    return waiters;
  }

  private boolean isWorthTelling(CommandView view) {
    boolean unknown = view.state() == EntryState.UNKNOWN;
    if (unknown) {
      looks.lost(view.entryId(), view.attempts());
      toBeSent.remove(view.entryId());
    } else {
      toBeSent.add(view.entryId());
    }
    return switch (view.state()) {
      case SUCCEEDED, DECLINED, WITHDRAWN, HELD -> true;
      case ACCEPTED, SENT, UNKNOWN -> false;
    };
  }

  // ---- questions -------------------------------------------------------------------------------

  /** True when it is time to ask about something that is waited for. */
  public boolean isToBeAsked() {
    return looks.areDue();
  }

  /**
   * Takes up to {@code max} commands about which to ask as somebody waits for them, or for what
   * stands behind them for the same order.
   */
  public List<Claim> claimQuestions(int max) {
    List<Long> due = looks.due();
    if (due.isEmpty()) {
      return List.of();
    }
    Journal.AskedEarly asked = journal.claimUnknownFor(due, max);
    // There may be more to ask about than hands to ask: those are still due.
    looks.looked(asked.waitedFor().size() < max ? due : asked.waitedFor());
    return asked.claims();
  }

  // ---- raising ---------------------------------------------------------------------------------

  /** Another node may have moved what is waited for here: one question for all who wait. */
  private void lookAtOthers() {
    try {
      Map<Long, Commands.Standing> now = commands.standings(waiting.keySet());
      waiting.forEach(
          (id, waiters) ->
              waiters.stream()
                  .filter(waiter -> waiter.seen != null && !waiter.seen.equals(now.get(id)))
                  .forEach(Waiter::raise));
    } catch (DataAccessException e) {
      log.debug("Nobody knows now what other nodes did, looking again soon", e);
    } finally {
      lookingAtOthers.set(false);
    }
  }

  private void raiseAll() {
    waiting.values().forEach(waiters -> waiters.forEach(Waiter::raise));
  }

  /** Lets everybody go who waits. */
  @Override
  public void close() {
    closed = true;
    clocks.shutdownNow();
    raiseAll();
  }
}
