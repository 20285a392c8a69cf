package io.pluralbridge.journal.store;

/** The journal does not take a command now, and has not taken it. */
public final class JournalUnavailableException extends Exception {

  private static final long serialVersionUID = 1;

  public JournalUnavailableException(Exception cause) {
    super("the journal does not answer", cause);
  }
}
