package io.pluralbridge.messaging;

/** The keys to which commands are sealed cannot be had now. The message may be good, and waits. */
public final class KeysUnavailableException extends Exception {

  private static final long serialVersionUID = 1;

  KeysUnavailableException(Exception cause) {
    super("the keys of intake.queue.seal-keys cannot be had: " + cause.getMessage(), cause);
  }
}
