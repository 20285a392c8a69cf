package io.pluralbridge.sandbox;

import java.util.Locale;

/**
 * How the merchant hears at {@code callback_url} what the customer did. Plural's documents do not
 * say which way it takes; its own shop plug-ins read a form.
 */
public enum CallbackBy {
  /** The browser is sent there, what is said in the query. */
  GET,
  /** The browser posts a form there. */
  FORM,
  /** The sandbox posts JSON there itself; the browser stays. */
  JSON;

  /**
   * Reads {@code get}, {@code form} or {@code json}.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static CallbackBy parse(String text) {
    for (CallbackBy known : values()) {
      if (known.key().equals(text)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "a callback comes by get, form or json, not \"" + text + "\"");
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
