package io.pluralbridge.sandbox;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides which fault, if any, the next call meets. */
final class FaultDice {

  private Faults faults;
  private Random random;

  FaultDice(Faults faults) {
    this.faults = faults;
    this.random = new Random(faults.seed());
  }

  synchronized Faults faults() {
    return faults;
  }

  /** From the next call on these hold, beginning anew with their seed. */
  synchronized void use(Faults other) {
    faults = other;
    random = new Random(other.seed());
  }

  /** The fault of the next call, or null when it meets none. */
  synchronized @Nullable Fault next() {
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
