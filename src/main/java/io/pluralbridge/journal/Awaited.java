package io.pluralbridge.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until there is something to tell about a command: its outcome, or that nobody will know it
 * soon. What is waited for is sent before what nobody waits for.
 */
public final class Awaited implements AutoCloseable {

  /** What this node does not do itself, nobody tells it. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /** A question that is due by then is worth waiting for. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Commands commands;
  private final Duration lookAgain;
  private final Duration patience;
  private final int most;
  private final Semaphore places;
  private final Clock clock;
  private final Map<Long, Set<Signal>> waiting = new ConcurrentHashMap<>();
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
    this.commands = commands;
    this.lookAgain = database.isEmbedded() ? patience : LOOK_AGAIN;
    this.patience = patience;
    this.most = most;
    this.places = new Semaphore(most);
    this.clock = clock;
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
            return waiting.keySet();
          }
        });
  }

  /**
   * Returns once there is something to tell about a command, or nobody can wait any longer.
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
    waiting.compute(entryId, (id, signals) -> with(signal, signals));
    try {
      return await(entryId, name, signal);
    } finally {
      waiting.computeIfPresent(
          entryId,
          (id, signals) -> {
            signals.remove(signal);
            return signals.isEmpty() ? null : signals;
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
    Instant soon = clock.instant().plus(SOON);
    return switch (view.state()) {
      case SUCCEEDED, DECLINED, WITHDRAWN, HELD -> true;
      case ACCEPTED, SENT -> false;
      case UNKNOWN -> !view.beingAsked() && view.dueAt().isAfter(soon);
    };
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
