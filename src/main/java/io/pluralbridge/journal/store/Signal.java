package io.pluralbridge.journal.store;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread that has nothing to do. Raised twice before it looks, it wakes once. */
public final class Signal {

  private final Semaphore raised = new Semaphore(0);

  /** Wakes the thread that waits, or the next that would. */
  public void raise() {
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** Returns when raised, or after that long. */
  public void await(Duration longest) throws InterruptedException {
    if (raised.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      raised.drainPermits();
    }
  }
}
