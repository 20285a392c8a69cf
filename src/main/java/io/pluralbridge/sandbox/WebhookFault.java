package io.pluralbridge.sandbox;

import java.util.Locale;

/**
 * A trouble that an event can meet on its way to the merchant; {@link WebhookFaults} says how
 * often.
 */
public enum WebhookFault {
  /** It is sent that much later. */
  DELAYED(2_000),
  /** It is sent once more, under the same id, although it was answered well. */
  REPEATED,
  /** The next event of its order overtakes it, or that much time passes. */
  REORDERED(2_000),
  /** It is never sent. */
  LOST,
  /** Somebody without the secret tells a lie about its order first. */
  WRONG_SIGNATURE,
  /** It is sent first with a true signature of an hour ago, as if replayed. */
  STALE,
  /** It says the same in one of the other shapes that Plural's samples have. */
  IRREGULAR;

  private final int usualMs;

  WebhookFault() {
    this(0);
  }

  WebhookFault(int usualMs) {
    this.usualMs = usualMs;
  }

  /** Its name in settings: {@code wrong-signature}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it takes a time that can be chosen. */
  boolean lasts() {
    return usualMs > 0;
  }

  /** The name of that time in settings: {@code delayed-ms}. */
  String durationKey() {
    return key() + "-ms";
  }

  /** How long it takes when nobody says; 0 when it does not last. */
  int usualMs() {
    return usualMs;
  }
}
