package io.pluralbridge.sandbox;

import java.time.Clock;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides which fault, if any, the next call meets, and how long a burst goes on. */
final class FaultDice {

  private final Clock clock;
  private Faults faults;
  private Random random;
  private long burstEnds;

  FaultDice(Faults faults, Clock clock) {
    this.clock = clock;
    this.faults = faults;
    this.random = new Random(faults.seed());
    this.burstEnds = Long.MIN_VALUE;
  }

  synchronized Faults faults() {
    return faults;
  }

  /** From the next call on these hold, beginning anew with their seed. Ends a burst. */
  synchronized void use(Faults other) {
    faults = other;
    random = new Random(other.seed());
    burstEnds = Long.MIN_VALUE;
  }

  /** Whether a burst goes on that an earlier call began. */
  synchronized boolean isBurst() {
    return clock.millis() < burstEnds;
  }

  /** The fault of the next call, or null when it meets none. A burst begins here. */
  synchronized @Nullable Fault next() {
    Fault fault = drawn();
    if (fault == Fault.BURST) {
      burstEnds = clock.millis() + faults.durationMs(Fault.BURST);
    }
    return fault;
  }

  private @Nullable Fault drawn() {
    double drawn = random.nextDouble();
    for (Fault fault : Fault.values()) {
      drawn -= faults.probabilityOf(fault);
      if (drawn < 0) {
        return fault;
      }
    }
    return null;
  }
}
