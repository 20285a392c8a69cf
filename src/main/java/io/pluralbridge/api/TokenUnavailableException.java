package io.pluralbridge.api;

import org.jspecify.annotations.Nullable;

/** There is no access token to be had, so nothing was sent. Its message holds no secret. */
public final class TokenUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  TokenUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
