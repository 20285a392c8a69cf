package io.pluralbridge.sandbox;

import java.util.Locale;

/** Whether an event is what it says, and in which way it is not. */
public enum Signing {
  /** Signed now, with the secret. */
  GENUINE,
  /** Signed now, with another secret. */
  WRONG_SIGNATURE,
  /** Signed with the secret an hour ago. */
  STALE,
  /** Signed with the secret for a time in an hour. */
  FUTURE,
  /** Without any of the three headers. */
  UNSIGNED;

  /**
   * Reads {@code wrong-signature} and the others.
   *
   * @throws ApiError saying what is allowed
   */
  static Signing parse(String text) {
    for (Signing known : values()) {
      if (known.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return known;
      }
    }
    throw ApiError.invalidField(
        "as", "must be genuine, wrong-signature, stale, future or unsigned");
  }
}
