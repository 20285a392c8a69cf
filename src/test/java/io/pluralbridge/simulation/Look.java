package io.pluralbridge.simulation;

import java.time.Duration;

/**
 * What becomes of one question about an order.
 *
 * @param answer what comes back
 * @param answeredAfter how long after it was asked
 * @param stale how old the answer is by then; cut to what two looks survive
 * @param concludedAfter how long the answer lies in a process that was paused
 */
record Look(Kind answer, Duration answeredAfter, Duration stale, Duration concludedAfter) {

  /** Asked and answered at once, truly. */
  static final Look GOOD = new Look(Kind.TRUTH, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  enum Kind {
    /** The order as it stands, or stood. */
    TRUTH,
    /** A 5xx. */
    SERVER_ERROR,
    /** Nothing. */
    SILENCE,
    /** Plural forgets for once that it knows the order. */
    MISSING,
    /** Another order. */
    OTHER_ORDER,
    /** An HTML page from on the way. */
    PAGE
  }

  @Override
  public String toString() {
    return answer
        + " after "
        + answeredAfter.toMillis()
        + " ms, stale by "
        + stale.toMillis()
        + " ms, concluded "
        + concludedAfter.toMillis()
        + " ms after";
  }
}
