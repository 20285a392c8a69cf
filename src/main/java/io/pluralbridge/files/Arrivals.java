package io.pluralbridge.files;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Batches;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that are ours and wait for somebody to take them in hand: just dropped, or left by a
 * node that died before it had read them or put them away.
 */
public final class Arrivals {

  private static final long LOOK_EVERY_MS = 5_000;
  private static final long LOOK_AT_ONCE_MS = 100;

  private final Spool deliveries;
  private final Batches batches;
  private final Path inbox;
  private final Runnable wake;
  private final Clock clock;
  private final Set<String> triedBefore = new HashSet<>();
  private volatile boolean more = true;
  private long lookedAt;

  /**
   * Arrivals of that inbox.
   *
   * @param wake wakes whoever takes them in hand
   */
  public Arrivals(Spool deliveries, Batches batches, Path inbox, Runnable wake, Clock clock) {
    this.deliveries = deliveries;
    this.batches = batches;
    this.inbox = inbox;
    this.wake = wake;
    this.clock = clock;
  }

  /**
   * A file, and how far it has come.
   *
   * @param batch as far as the journal knows it, else empty
   */
  public record Arrival(SpooledFile delivery, Optional<Batch> batch) {

    /** True when all its lines have their results, and it is only to be put away. */
    public boolean isDone() {
      return batch.map(Batch::state).equals(Optional.of(Batch.State.DONE));
    }
  }

  /** Another file is here. */
  public void add() {
    more = true;
    wake.run();
  }

  /**
   * The batch ids of files to be read or put away, oldest first; now and again, or after one came.
   */
  public synchronized List<String> waiting() throws IOException {
    long now = clock.millis();
    if (now < lookedAt + (more ? LOOK_AT_ONCE_MS : LOOK_EVERY_MS)) {
      return List.of();
    }
    lookedAt = now;
    more = false;
    List<String> waiting =
        deliveries.batchIds().stream().filter(id -> isWaiting(batches.find(id))).toList();
    triedBefore.retainAll(waiting);
    more = !triedBefore.containsAll(waiting);
    return waiting;
  }

  /** The file of that batch, for whoever has its lock; empty when it does not wait any more. */
  public synchronized Optional<Arrival> take(String batchId) throws IOException {
    Optional<Batch> batch = batches.find(batchId);
    if (!isWaiting(batch)) {
      return Optional.empty();
    }
    triedBefore.add(batchId);
    return deliveries.complete(batchId, inbox).map(delivery -> new Arrival(delivery, batch));
  }

  private static boolean isWaiting(Optional<Batch> batch) {
    return batch.isEmpty()
        || switch (batch.get().state()) {
          case READING, REFUSED, DONE -> true;
          case LOOKING, OPEN, HELD, REPORTED -> false;
        };
  }
}
