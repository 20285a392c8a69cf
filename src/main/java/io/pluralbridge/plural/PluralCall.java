package io.pluralbridge.plural;

import org.jspecify.annotations.Nullable;

/**
 * One question to Plural.
 *
 * @param path below the base URL, with a leading slash
 * @param query what follows the question mark, encoded; null when nothing does
 * @param body JSON; null when the call has none
 */
public record PluralCall(
    String method, String path, @Nullable String query, @Nullable String body) {

  /** One without a query. */
  public PluralCall(String method, String path, @Nullable String body) {
    this(method, path, null, body);
  }

  /** Without the body, which may hold what is nobody's business. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
