package io.pluralbridge.sandbox;

import java.util.Locale;

/**
 * A trouble that a call can meet; {@link SandboxFaults} says how often, and how long those take
 * that last.
 */
public enum SandboxFault {
  /** It takes effect, and the connection is closed without an answer. */
  LOST_AFTER_EFFECT,
  /** The connection is closed without an answer, and nothing took effect. */
  LOST_BEFORE_EFFECT,
  /** It takes effect, and the answer is HTTP 500. */
  ERROR_AFTER_EFFECT,
  /** The answer is HTTP 500, and nothing took effect. */
  ERROR_BEFORE_EFFECT,
  /** HTTP 429 with {@code Retry-After: 1}, and nothing took effect. */
  RATE_LIMITED,
  /** HTTP 401, nothing took effect, and the access token is unknown from now on. */
  TOKEN_FORGOTTEN,
  /** It takes effect at once, and the answer comes late. */
  SLOW(40_000),
  /** It takes effect late, if the order then allows it, be the client still there or not. */
  LATE(5_000),
  /** A capture takes no effect, and is answered as done, without a list of captures. */
  CLAIMED,
  /** It takes effect, and the merchant's references in the answer are in capitals. */
  CAPITALS,
  /** From this call on, every call but that for a token is {@link #RATE_LIMITED} for a while. */
  BURST(2_000),
  /** Every connection is closed, nothing took effect, and for a while nobody can connect. */
  OUTAGE(3_000);

  private final int usualMs;

  SandboxFault() {
    this(0);
  }

  SandboxFault(int usualMs) {
    this.usualMs = usualMs;
  }

  /** Its name in settings: {@code lost-after-effect}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it takes a time that can be chosen. */
  boolean lasts() {
    return usualMs > 0;
  }

  /** The name of that time in settings: {@code slow-ms}. */
  String durationKey() {
    return key() + "-ms";
  }

  /** How long it takes when nobody says; 0 when it does not last. */
  int usualMs() {
    return usualMs;
  }
}
