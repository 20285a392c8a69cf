package io.pluralbridge.payment;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a command, as far as we can prove it. */
public sealed interface Outcome {

  /** What we were told with it. */
  Evidence evidence();

  /** It took effect. */
  record Succeeded(Evidence evidence) implements Outcome {}

  /**
   * Plural or the issuer said no; nothing moved.
   *
   * @param code Plural's error code, or {@code HTTP_nnn} where it gave none
   */
  record Declined(String code, String message, Evidence evidence) implements Outcome {}

  /**
   * It was sent, and nobody can say yet whether it took effect. Only ever left by asking.
   *
   * @param otherwise what it is when asking shows no trace of it: null when it may then be sent
   *     again
   * @param ended true when Plural is known to be done with the call, so that an order that shows no
   *     trace of it is proof; false when the call may still be under way
   * @param askAt when asking is worth it; null when the usual schedule decides
   * @param noTraceSince when an order was first seen that shows no trace of it, and every look
   *     since agreed; null when none was
   */
  record Unknown(
      String reason,
      @Nullable Declined otherwise,
      boolean ended,
      @Nullable Instant askAt,
      @Nullable Instant noTraceSince,
      Evidence evidence)
      implements Outcome {

    /** Before anybody has asked. */
    public Unknown(
        String reason,
        @Nullable Declined otherwise,
        boolean ended,
        @Nullable Instant askAt,
        Evidence evidence) {
      this(reason, otherwise, ended, askAt, null, evidence);
    }
  }

  /**
   * It never reached Plural, or Plural turned it away unread. Safe to repeat.
   *
   * @param retryAfter how long Plural asked us to wait, null when it did not
   * @param ours true when it was we who did not let it leave, so that it says nothing about Plural
   */
  record NotSent(String reason, @Nullable Duration retryAfter, boolean ours, Evidence evidence)
      implements Outcome {

    /** One that did not get through. */
    public NotSent(String reason, @Nullable Duration retryAfter, Evidence evidence) {
      this(reason, retryAfter, false, evidence);
    }
  }
}
