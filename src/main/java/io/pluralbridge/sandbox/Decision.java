package io.pluralbridge.sandbox;

import java.util.Locale;

/** What a customer can do about a payment that waits for the challenge. */
public enum Decision {
  /** Passes it. */
  AUTHORISE,
  /** Fails it. */
  FAIL,
  /**
   * Wants no payment any more, which cancels the order. Who only closes the window decides nothing,
   * and the order stays PENDING.
   */
  ABANDON;

  /**
   * Reads {@code authorise}, {@code fail} or {@code abandon}.
   *
   * @throws ApiError saying what is allowed
   */
  static Decision parse(String text) {
    for (Decision known : values()) {
      if (known.key().equals(text)) {
        return known;
      }
    }
    throw ApiError.invalidField("do", "must be authorise, fail or abandon");
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
