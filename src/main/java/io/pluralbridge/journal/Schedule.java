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
 * @param giveUpAfter for how long after the last call it is asked about before it is parked
 * @param responseTimeout how long a call may wait for its answer
 */
public record Schedule(
    Duration retryFirst,
    Duration retryMax,
    Duration inquiryFirst,
    Duration inquiryMax,
    Duration proofAfter,
    Duration giveUpAfter,
    Duration responseTimeout,
    Clock clock,
    RandomGenerator random) {

  private static final int ASKED_BEFORE_PARKED = 3;
  private static final Duration DAY = Duration.ofDays(1);

  /**
   * The time of the next try of a call that did not get through.
   *
   * @param attempts how often it was tried so far, at least 1
   * @param asked how long Plural asked us to wait, null when it did not; never undercut
   */
  public Instant nextTry(int attempts, @Nullable Duration asked) {
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
   * True when an entry is to be parked: it was asked about for long enough, and more than once or
   * twice, as after a weekend without power.
   *
   * @param asked how many questions brought nothing so far
   */
  boolean givesUp(Instant sentAt, int asked) {
    return asked >= ASKED_BEFORE_PARKED && !clock.instant().isBefore(sentAt.plus(giveUpAfter));
  }

  /**
   * The time of the next question about a parked entry: as about any other as long as somebody who
   * came back for it has asked anew, and then in a quarter of its age, at least once a day.
   *
   * @param asked how many questions brought nothing since it was asked about anew
   */
  Instant nextQuestionOfParked(Instant sentAt, int asked) {
    if (backOff(inquiryFirst, inquiryMax, asked).compareTo(inquiryMax) < 0) {
      return nextQuestion(asked);
    }
    Instant now = clock.instant();
    Duration quarter = Duration.between(sentAt, now).dividedBy(4);
    Duration wait = quarter.compareTo(inquiryMax) > 0 ? quarter : inquiryMax;
    return now.plus(wait.compareTo(DAY) > 0 ? DAY : wait);
  }

  /**
   * True when a call has been refused unread so often, one time after the other, that it took
   * {@code giveUpAfter} at least: each wait is half of its back-off or more.
   */
  boolean givesUpTrying(int refusals) {
    Duration waited = Duration.ZERO;
    for (int i = 0; i < refusals && waited.compareTo(giveUpAfter) < 0; i++) {
      waited = waited.plus(backOff(retryFirst, retryMax, i).dividedBy(2));
    }
    return refusals >= ASKED_BEFORE_PARKED && waited.compareTo(giveUpAfter) >= 0;
  }

  /** How long it is asked about before it is parked, for a person: {@code 24 h}. */
  String giveUpAfterInWords() {
    long millis = giveUpAfter.toMillis();
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + " h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + " min";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  /**
   * From when on an order that shows no trace of a call proves that the call took no effect. Until
   * then the call itself may still be under way at Plural: twice the time that we would have waited
   * for its answer, and the wait before a first question on top. Short time-outs do not shorten it
   * below {@code proofAfter}.
   */
  public Instant absenceIsProofFrom(Instant sentAt) {
    Duration underWay = responseTimeout.multipliedBy(2).plus(inquiryFirst);
    return sentAt.plus(longer(underWay, proofAfter));
  }

  /** So long after a call one look is as good as two: one before it would have been proof, too. */
  Duration provenAfter() {
    return Duration.between(Instant.EPOCH, absenceIsProofFrom(Instant.EPOCH)).plus(betweenLooks());
  }

  /** How far two looks at an order must lie apart, so that the second is not the first repeated. */
  public Duration betweenLooks() {
    return inquiryFirst;
  }

  /** Longer than a call can take, with a token before it, and both once more. */
  Duration longestCall() {
    return responseTimeout.multipliedBy(4).plusSeconds(60);
  }

  /** Where the longest is shorter than the first, every one is as long as the first. */
  private static Duration backOff(Duration first, Duration max, int step) {
    Duration wait = first.multipliedBy(1L << Math.min(step, 20));
    return wait.compareTo(longer(first, max)) > 0 ? longer(first, max) : wait;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Between half of it and all of it, so that a thousand that failed together part. */
  private Duration jittered(Duration wait) {
    long millis = wait.toMillis();
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
