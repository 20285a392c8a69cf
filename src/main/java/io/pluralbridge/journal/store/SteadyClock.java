package io.pluralbridge.journal.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that does not jump. When the time that it follows does, it runs a tenth faster or slower
 * until it has caught up, so that a wait that keeps money safe is never cut short by more.
 *
 * <p>Nodes that follow the clock of one database agree about the time.
 */
public final class SteadyClock extends Clock {

  private final LongSupplier nanos;
  private volatile Reading reading;

  /** When the process had run for so many nanoseconds, it was so many milliseconds UTC. */
  private record Reading(long nanos, long millis) {}

  /** A clock that begins at that time, in milliseconds UTC. */
  public SteadyClock(long startMillis) {
    this(startMillis, System::nanoTime);
  }

  SteadyClock(long startMillis, LongSupplier nanos) {
    this.nanos = nanos;
    this.reading = new Reading(nanos.getAsLong(), startMillis);
  }

  /** Goes after that time, in milliseconds UTC. To be called every few seconds. */
  public synchronized void follow(long millis) {
    long now = nanos.getAsLong();
    long mine = at(now);
    long most = (mine - reading.millis()) / 10;
    reading = new Reading(now, mine + Math.max(-most, Math.min(most, millis - mine)));
  }

  private long at(long now) {
    Reading last = reading;
    return last.millis() + Math.floorDiv(now - last.nanos(), 1_000_000L);
  }

  @Override
  public long millis() {
    return at(nanos.getAsLong());
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("it tells UTC");
  }
}
