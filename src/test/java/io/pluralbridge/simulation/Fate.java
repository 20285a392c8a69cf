package io.pluralbridge.simulation;

import java.time.Duration;

/**
 * What becomes of one call.
 *
 * @param heldUp how long after its claim it tries to leave
 * @param carriedOut whether Plural carries it out, if its rules allow it
 * @param effectAfter how long after it left Plural does so; cut to what we promise to survive
 * @param replyAfter how long after it left the reply comes; cut to the response time-out
 * @param concludedAfter how long the reply lies in a process that was paused
 */
record Fate(
    Duration heldUp,
    boolean carriedOut,
    Duration effectAfter,
    Reply reply,
    Duration replyAfter,
    Duration concludedAfter) {

  /** Carried out and answered at once. */
  static final Fate GOOD =
      new Fate(Duration.ZERO, true, Duration.ZERO, Reply.TRUTH, Duration.ZERO, Duration.ZERO);

  @Override
  public String toString() {
    return "held up "
        + heldUp.toMillis()
        + " ms, "
        + (reply.leavesRoomForAnEffect() && carriedOut
            ? "carried out " + effectAfter.toMillis() + " ms later, "
            : "not carried out, ")
        + reply
        + " after "
        + replyAfter.toMillis()
        + " ms, concluded "
        + concludedAfter.toMillis()
        + " ms after";
  }
}
