package io.pluralbridge.sandbox;

import java.time.Clock;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides which fault, if any, the next call meets, and how long a burst goes on. */
final class FaultDice {

  private final Clock clock;
  private SandboxFaults faults;
  private Random random;
  private long burstEnds;

  FaultDice(SandboxFaults faults, Clock clock) {
    this.clock = clock;
    this.faults = faults;
    this.random = new Random(faults.seed());
    this.burstEnds = Long.MIN_VALUE;
  }

  synchronized SandboxFaults faults() {
    return faults;
  }

  /** From the next call on these hold, beginning anew with their seed. Ends a burst. */
  synchronized void use(SandboxFaults other) {
    faults = other;
    random = new Random(other.seed());
    burstEnds = Long.MIN_VALUE;
  }

  /** Whether a burst goes on that an earlier call began. */
  synchronized boolean isBurst() {
    return clock.millis() < burstEnds;
  }

  /** The fault of the next call, or null when it meets none. A burst begins here. */
  synchronized @Nullable SandboxFault next() {
    SandboxFault fault = drawn();
    if (fault == SandboxFault.BURST) {
      burstEnds = clock.millis() + faults.durationMs(SandboxFault.BURST);
    }
    return fault;
  }

  private @Nullable SandboxFault drawn() {
    double drawn = random.nextDouble();
    for (SandboxFault fault : SandboxFault.values()) {
      drawn -= faults.probabilityOf(fault);
      if (drawn < 0) {
        return fault;
      }
    }
    return null;
  }
}
