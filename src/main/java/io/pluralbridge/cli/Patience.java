package io.pluralbridge.cli;

import io.pluralbridge.journal.batch.Hold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long somebody waits for a batch of which nothing moves. The time that the batch is held does
 * not count, but being held again and again does.
 */
final class Patience {

  private static final int HOLDS_IN_VAIN = 3;

  private final Duration longest;
  private final Clock clock;
  private long concluded = -1;
  private Instant moved;
  private Instant heldUntil = Instant.EPOCH;
  private int holdsInVain;
  private boolean held;
  private boolean newlyHeld;

  /**
   * Somebody who begins to wait.
   *
   * @param longest how long nothing may move
   */
  Patience(Duration longest, Clock clock) {
    this.longest = longest;
    this.clock = clock;
    this.moved = clock.instant();
  }

  /**
   * Looks at how the batch stands.
   *
   * @param nowConcluded how many lines have their final outcome
   * @param hold empty when it is not held
   */
  void look(long nowConcluded, Optional<Hold> hold) {
    if (nowConcluded != concluded) {
      concluded = nowConcluded;
      holdsInVain = 0;
      moved = clock.instant();
    }
    held = hold.isPresent();
    newlyHeld = hold.filter(h -> !h.until().equals(heldUntil)).isPresent();
    if (newlyHeld) {
      heldUntil = hold.orElseThrow().until();
      holdsInVain++;
    }
    if (held) {
      moved = clock.instant();
    }
  }

  /** True at the first look at each hold. */
  boolean isNewlyHeld() {
    return newlyHeld;
  }

  /** True when it is worth finding out whether waiting is of any use. */
  boolean isTested() {
    return held || isStillFor(Duration.ofSeconds(1));
  }

  /** True when it has come to its end. */
  boolean isOver() {
    return holdsInVain > HOLDS_IN_VAIN || isStillFor(longest);
  }

  private boolean isStillFor(Duration time) {
    return Duration.between(moved, clock.instant()).compareTo(time) > 0;
  }
}
