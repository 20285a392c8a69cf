package io.pluralbridge.http;

import java.io.IOException;

/** The body of a request ended before its end, or stopped coming. */
public final class BodyIncompleteException extends IOException {

  private static final long serialVersionUID = 1;

  public BodyIncompleteException(String message) {
    super(message);
  }
}
