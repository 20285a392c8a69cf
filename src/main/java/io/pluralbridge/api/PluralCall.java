package io.pluralbridge.api;

import org.jspecify.annotations.Nullable;

/**
 * One question to Plural.
 *
 * @param path below the base URL, with a leading slash
 * @param body JSON; null when the call has none
 */
public record PluralCall(String method, String path, @Nullable String body) {

  /** Without the body, which may hold what is nobody's business. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
