package io.pluralbridge.plural;

import java.io.IOException;

/** A call was held up for so long that it was not sent. */
final class TooLateException extends IOException {

  private static final long serialVersionUID = 1L;

  TooLateException() {
    super("the call was held up, and it was too late to send it");
  }
}
