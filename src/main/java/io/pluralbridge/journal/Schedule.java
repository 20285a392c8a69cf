package io.pluralbridge.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again and when to ask again: capped exponential back-off with jitter.
 *
 * @param retryFirst wait after the first call that did not get through
 * @param retryMax the longest wait between two tries
 * @param inquiryFirst wait between a lost answer and the first question about it
 * @param inquiryMax the longest wait between two questions
 * @param proofAfter an order without a trace of a call proves nothing sooner than this after it
 * @param responseTimeout how long a call may wait for its answer
 */
public record Schedule(
    Duration retryFirst,
    Duration retryMax,
    Duration inquiryFirst,
    Duration inquiryMax,
    Duration proofAfter,
    Duration responseTimeout,
    Clock clock,
    RandomGenerator random) {

  /**
   * The time of the next try of a call that did not get through.
   *
   * @param attempts how often it was tried so far, at least 1
   * @param asked how long Plural asked us to wait, null when it did not; never undercut
   */
  Instant nextTry(int attempts, @Nullable Duration asked) {
    Duration wait = jittered(backOff(retryFirst, retryMax, attempts - 1));
    if (asked != null && asked.compareTo(wait) > 0) {
      wait = asked.plus(jittered(retryFirst).dividedBy(4));
    }
    return clock.instant().plus(wait);
  }

  /**
   * The time of the next question about a lost answer.
   *
   * @param asked how many questions brought nothing so far
   */
  Instant nextQuestion(int asked) {
    return clock.instant().plus(backOff(inquiryFirst, inquiryMax, asked));
  }

  /**
   * From when on an order that shows no trace of a call proves that the call took no effect. Until
   * then the call itself may still be under way at Plural: twice the time that we would have waited
   * for its answer, and the wait before a first question on top. Short time-outs do not shorten it
   * below {@code proofAfter}.
   */
  public Instant absenceIsProofFrom(Instant sentAt) {
    Duration underWay = responseTimeout.multipliedBy(2).plus(inquiryFirst);
    return sentAt.plus(underWay.compareTo(proofAfter) > 0 ? underWay : proofAfter);
  }

  /** How far two looks at an order must lie apart, so that the second is not the first repeated. */
  public Duration betweenLooks() {
    return inquiryFirst;
  }

  /** Longer than a call can take, with a token before it, and both once more. */
  Duration longestCall() {
    return responseTimeout.multipliedBy(4).plusSeconds(60);
  }

  private static Duration backOff(Duration first, Duration max, int step) {
    Duration wait = first.multipliedBy(1L << Math.min(step, 20));
    return wait.compareTo(max) > 0 ? max : wait;
  }

  /** Between half of it and all of it, so that a thousand that failed together part. */
  private Duration jittered(Duration wait) {
    long millis = wait.toMillis();
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
