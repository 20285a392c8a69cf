package io.pluralbridge.simulation;

import io.pluralbridge.journal.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * The settings of a run, and what is promised under them.
 *
 * @param staleness how old a look may be at most, unless it is the first one at a call
 */
record Timing(
    Duration responseTimeout, Duration inquiryFirst, Duration proofAfter, Duration staleness) {

  Schedule schedule(Clock clock) {
    return new Schedule(
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        inquiryFirst,
        Duration.ofMinutes(5),
        proofAfter,
        Duration.ofDays(1),
        responseTimeout,
        clock,
        new Random(1));
  }

  /**
   * The last moment at which a call may take effect for all our promises to hold. Written down here
   * a second time, on purpose: twice the response time-out, and the wait before a first question on
   * top. Where Plural's looks may be stale, it must be over that much sooner, as nobody could see
   * it else.
   */
  Instant lastEffect(Instant sentAt) {
    Duration underWay = responseTimeout.multipliedBy(2).plus(inquiryFirst);
    Duration window = underWay.compareTo(proofAfter) > 0 ? underWay : proofAfter;
    return sentAt.plus(window).minus(staleness).minusMillis(1);
  }
}
