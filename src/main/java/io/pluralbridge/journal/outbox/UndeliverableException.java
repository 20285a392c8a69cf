package io.pluralbridge.journal.outbox;

/** Its receiver says that it will never take that, nor anything like it. */
public final class UndeliverableException extends Exception {

  private static final long serialVersionUID = 1L;

  public UndeliverableException(String message) {
    super(message);
  }
}
