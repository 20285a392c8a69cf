package io.pluralbridge.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many pieces are worth claiming before there is a free hand for them: as many as hands become
 * free while a claim is under way. Then no hand waits for a claim, and no piece for long for a
 * hand: where the work takes its time, hardly any is claimed ahead.
 */
final class Ahead {

  /** What the last claim tells, beside all those before it. */
  private static final double WEIGHT = 0.2;

  private final int most;
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
    return (int) Math.min(most, Math.ceil(freedPerNano * nanosOfClaim));
  }
}
