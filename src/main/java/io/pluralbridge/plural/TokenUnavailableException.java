package io.pluralbridge.plural;

import org.jspecify.annotations.Nullable;

/** There is no access token to be had, so nothing was sent. Its message holds no secret. */
public final class TokenUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  TokenUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.refused = cause instanceof TokenUnavailableException original && original.isRefused();
  }

  private TokenUnavailableException(String message) {
    super(message, null);
    this.refused = true;
  }

  static TokenUnavailableException refused(String message) {
    return new TokenUnavailableException(message);
  }

  /** True when Plural refused the client id or secret, so that asking again is of no use. */
  public boolean isRefused() {
    return refused;
  }
}
