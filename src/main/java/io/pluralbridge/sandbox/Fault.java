package io.pluralbridge.sandbox;

import java.util.Locale;

/** A trouble that a call can meet; {@link Faults} says how often. */
public enum Fault {
  LOST_AFTER_EFFECT,
  LOST_BEFORE_EFFECT,
  ERROR_AFTER_EFFECT,
  ERROR_BEFORE_EFFECT,
  RATE_LIMITED,
  TOKEN_FORGOTTEN,
  SLOW;

  /** Its name in settings: {@code lost-after-effect}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
