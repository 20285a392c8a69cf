package io.pluralbridge.journal;

/**
 * Somebody asked for a move that {@link EntryState#mayBecome} does not allow. A bug, never data.
 */
public final class IllegalMoveException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalMoveException(EntryState from, EntryState to) {
    super("an entry that is " + from + " may not become " + to);
  }
}
