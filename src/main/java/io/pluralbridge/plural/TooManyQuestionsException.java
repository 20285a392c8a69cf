package io.pluralbridge.plural;

import java.io.IOException;

/** Callers ask more than Plural may be asked for them: a question would have to wait too long. */
final class TooManyQuestionsException extends IOException {

  private static final long serialVersionUID = 1L;

  TooManyQuestionsException() {
    super("more questions than may be passed on");
  }
}
