package io.pluralbridge.app;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Has what follows from a message wait for those at the door. While anybody waits there to be
 * written down, it rests three times as long as its last piece took: so a storm is answered first,
 * and a quarter of the time goes to what follows, however long the storm lasts. It never rests for
 * more than a quarter of a second.
 */
final class DoorFirst {

  private static final int REST = 3;
  private static final long LONGEST_NANOS = 250_000_000;

  private final BooleanSupplier somebodyWaits;
  private final LongSupplier nanos;
  private volatile long begun;
  private volatile long until;

  /**
   * Nothing is under way yet.
   *
   * @param somebodyWaits whether anybody waits at the door
   * @param nanos a time in nanoseconds
   */
  DoorFirst(BooleanSupplier somebodyWaits, LongSupplier nanos) {
    this.somebodyWaits = somebodyWaits;
    this.nanos = nanos;
    this.until = nanos.getAsLong();
  }

  /** True while those at the door go first. */
  boolean isOn() {
    return nanos.getAsLong() - until < 0 && somebodyWaits.getAsBoolean();
  }

  /** A piece is taken in hand. */
  void begins() {
    begun = nanos.getAsLong();
  }

  /** A piece is done. */
  void ends() {
    long now = nanos.getAsLong();
    until = now + Math.min(REST * (now - begun), LONGEST_NANOS);
  }
}
