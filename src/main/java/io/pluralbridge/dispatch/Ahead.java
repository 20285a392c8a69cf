package io.pluralbridge.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many pieces are worth claiming before there is a free hand for them: as many as hands become
 * free until the next claim is through. Then no hand waits for a claim, and no piece for long for a
 * hand: where the work takes its time, hardly any is claimed ahead.
 *
 * <p>And when the next claim is worth its commit: once there is room for many, or some milliseconds
 * after the last. What is claimed ahead is enough for as long as that.
 */
final class Ahead {

  /** What the last claim tells, beside all those before it. */
  private static final double WEIGHT = 0.2;

  /** A claim waits for so long at most until it is worth its commit. */
  private static final long GATHERS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int most;
  private final int worthIt;
  private final AtomicLong freed = new AtomicLong();
  private double nanosOfClaim;
  private double freedPerNano;
  private long since;

  /**
   * Nothing is known yet.
   *
   * @param most more than so many never are
   * @param now in nanoseconds
   */
  Ahead(int most, long now) {
    this.most = most;
    this.worthIt = most / 4;
    this.since = now;
  }

  /** A hand has become free. */
  void freed() {
    freed.incrementAndGet();
  }

  /** A claim brought something. For the thread that claims, as what follows. */
  void claimed(long began, long ended) {
    double rate = (double) freed.getAndSet(0) / Math.max(1, ended - since);
    freedPerNano += WEIGHT * (rate - freedPerNano);
    nanosOfClaim += WEIGHT * ((double) (ended - began) - nanosOfClaim);
    since = ended;
  }

  /** How many are worth claiming. */
  int many() {
    return (int) Math.min(most, Math.ceil(freedPerNano * nanosOfClaim + gathered()));
  }

  /** So much room is worth a claim at once. */
  int worthIt() {
    return (int) Math.ceil(gathered());
  }

  /** For how many nanoseconds a claim for less than that is to wait yet. */
  long nanosLeft(long now) {
    return since + GATHERS_NANOS - now;
  }

  private double gathered() {
    return Math.min(worthIt, freedPerNano * GATHERS_NANOS);
  }
}
