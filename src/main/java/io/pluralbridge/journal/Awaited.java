package io.pluralbridge.journal;

import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the outcome of a command, as long as a caller has patience. What is waited for is sent
 * before what nobody waits for, and where its answer is lost, Plural is asked sooner.
 */
public final class Awaited implements AutoCloseable {

  /** What this node does not do itself, nobody tells it. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Journal journal;
  private final Commands commands;
  private final Duration lookAgain;
  private final Duration patience;
  private final int most;
  private final Semaphore places;
  private final Looks looks;
  private final Map<Long, Set<Signal>> waiting = new ConcurrentHashMap<>();

  /** Of these, the commands that may have to be sent: there is no use in that while it is asked. */
  private final Set<Long> toBeSent = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * Waits for what that journal concludes.
   *
   * @param patience for how long at most
   * @param most how many may wait at once; nobody beyond waits at all
   */
  public Awaited(
      Database database,
      Journal journal,
      Commands commands,
      Duration patience,
      int most,
      Clock clock) {
    this.journal = journal;
    this.commands = commands;
    this.lookAgain = database.isEmbedded() ? patience : LOOK_AGAIN;
    this.patience = patience;
    this.most = most;
    this.places = new Semaphore(most);
    this.looks = new Looks(clock);
    journal.tells(
        new Journal.Listener() {
          @Override
          public void concluded(long entryId) {
            waiting.getOrDefault(entryId, Set.of()).forEach(Signal::raise);
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

  /**
   * Returns once the outcome of a command is known, or a person is needed for it, or it cannot be
   * waited for any longer.
   *
   * @param name what it was asked for by
   * @return empty when it is not there any more, as the file that it came in was refused
   */
  public Optional<CommandView> await(long entryId, String name) throws InterruptedException {
    if (!places.tryAcquire()) {
      return commands.find(entryId, name);
    }
    Signal signal = new Signal();
    // First be told, then look: nothing happens unseen between the two.
    waiting.compute(
        entryId,
        (id, signals) -> {
          looks.begin(id);
          toBeSent.add(id);
          return with(signal, signals);
        });
    try {
      return await(entryId, name, signal);
    } finally {
      waiting.computeIfPresent(
          entryId,
          (id, signals) -> {
            signals.remove(signal);
            if (!signals.isEmpty()) {
              return signals;
            }
            looks.end(id);
            toBeSent.remove(id);
            return null;
          });
      places.release();
    }
  }

  /** How many wait right now. */
  public int waiting() {
    return most - places.availablePermits();
  }

  private static Set<Signal> with(Signal signal, @Nullable Set<Signal> others) {
    Set<Signal> signals = others == null ? ConcurrentHashMap.newKeySet() : others;
    signals.add(signal);
    return signals;
  }

  private Optional<CommandView> await(long entryId, String name, Signal signal)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<CommandView> view = commands.find(entryId, name);
    while (view.isPresent() && !isWorthTelling(view.get()) && !closed) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return view;
      }
      signal.await(Duration.ofMillis(Math.min(left, lookAgain.toMillis())));
      view = commands.find(entryId, name);
    }
    return view;
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

  private void raiseAll() {
    waiting.values().forEach(signals -> signals.forEach(Signal::raise));
  }

  /** Lets everybody go who waits. */
  @Override
  public void close() {
    closed = true;
    raiseAll();
  }
}
