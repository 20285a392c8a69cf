package io.pluralbridge.journal.store;

import org.springframework.dao.NonTransientDataAccessResourceException;

/** The journal is not the one any more that this node has written: nothing is written or sent. */
public final class JournalLostException extends NonTransientDataAccessResourceException {

  private static final long serialVersionUID = 1;

  JournalLostException(String why) {
    super(why);
  }

  /** It tells of a state, which was said when it was found: from where it is met tells nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
