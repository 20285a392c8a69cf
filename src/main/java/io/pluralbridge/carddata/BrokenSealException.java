package io.pluralbridge.carddata;

import java.io.IOException;

/** Card data cannot be opened: its key is not among the settings, or it was tampered with. */
public final class BrokenSealException extends IOException {

  private static final long serialVersionUID = 1;

  BrokenSealException(String message) {
    super(message);
  }
}
