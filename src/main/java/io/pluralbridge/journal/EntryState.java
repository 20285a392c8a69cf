package io.pluralbridge.journal;

/** Where a command stands, and where it may go from there. */
public enum EntryState {
  /** Written down, not on its way. Safe to send. */
  ACCEPTED,
  /** Written down, and waiting for a person or a time. */
  HELD,
  /** Taken back before it was sent. */
  WITHDRAWN,
  /** On its way to Plural. Whether it arrived is open until an outcome is written down. */
  SENT,
  /** Sent, and nobody can say what became of it. Ask before anything else. */
  UNKNOWN,
  /** It took effect. */
  SUCCEEDED,
  /** Plural or the issuer said no; nothing moved. */
  DECLINED;

  /** True when nothing more will happen to it. */
  public boolean isFinal() {
    return switch (this) {
      case SUCCEEDED, DECLINED, WITHDRAWN -> true;
      case ACCEPTED, HELD, SENT, UNKNOWN -> false;
    };
  }

  /**
   * The whole state machine. Back to ACCEPTED leads only proof that it did not take effect, and
   * from UNKNOWN no road leads to SENT. From ACCEPTED to UNKNOWN goes what may have been sent in a
   * time that a restored journal knows nothing of.
   */
  public boolean mayBecome(EntryState next) {
    return switch (this) {
      case ACCEPTED -> next == SENT || next == HELD || next == WITHDRAWN || next == UNKNOWN;
      case HELD -> next == ACCEPTED || next == WITHDRAWN;
      case SENT -> next == SUCCEEDED || next == DECLINED || next == UNKNOWN || next == ACCEPTED;
      case UNKNOWN -> next == SUCCEEDED || next == DECLINED || next == ACCEPTED;
      case SUCCEEDED, DECLINED, WITHDRAWN -> false;
    };
  }

  /**
   * Checks one move.
   *
   * @throws IllegalMoveException when the move is not one, naming both states
   */
  void checkMayBecome(EntryState next) {
    if (!mayBecome(next)) {
      throw new IllegalMoveException(this, next);
    }
  }
}
