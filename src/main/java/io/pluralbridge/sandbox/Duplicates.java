package io.pluralbridge.sandbox;

import java.util.Locale;

/**
 * How a call is answered whose reference an earlier one used up. Plural's documents contradict each
 * other, so a client has to live with both.
 */
public enum Duplicates {
  /** HTTP 422 {@code DUPLICATE_REQUEST}, as its error pages say. */
  REFUSED,
  /** With the order, payment or refund that is there, as its API description says. */
  RETURNED;

  /**
   * Reads {@code refused} or {@code returned}.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static Duplicates parse(String text) {
    for (Duplicates known : values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(text)) {
        return known;
      }
    }
    throw new IllegalArgumentException("duplicates are refused or returned, not \"" + text + "\"");
  }
}
