package io.pluralbridge.files.csv;

/**
 * Follows quotes from line to line, to tell the lines that stand inside a quoted field which began
 * further up. Is fed bytes, of a line of any length, and keeps none.
 *
 * <p>A field is open behind a quote at its beginning, up to a quote with a comma or the end of the
 * line behind it. Of a quote with something else behind it nobody can say what it is: on the line
 * that the field began on it counts as one of a pair, on a later line the field stays open.
 */
final class Quotes {

  private enum State {
    /** Nothing of the field is there yet. */
    BEFORE,
    /** In a field that does not begin with a quote; in it a quote is a letter like others. */
    PLAIN,
    /** Inside quotes. */
    INSIDE,
    /** Behind the first of a pair of quotes within a field that began with one. */
    BETWEEN,
    /** Behind a quote that may end the field, or be the first of two. */
    AFTER
  }

  private State state = State.BEFORE;

  /** Where it goes on when the quote that was just seen does not end the field. */
  private State otherwise = State.BETWEEN;

  private boolean spaced;
  private boolean beganAbove;
  private long openedOn;

  /** The line on which the quote was opened that the next line stands inside; 0 when none is. */
  long openedOn() {
    return openedOn;
  }

  /** Looks at the next bytes of a line. */
  void read(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      read(bytes[i]);
    }
  }

  private void read(byte b) {
    switch (state) {
      case BEFORE -> {
        if (b == '"') {
          state = State.INSIDE;
        } else if (b != ',' && !isSpace(b)) {
          state = State.PLAIN;
        }
      }
      case PLAIN -> {
        if (b == ',') {
          state = State.BEFORE;
        }
      }
      case INSIDE -> {
        if (b == '"') {
          quote(State.BETWEEN);
        }
      }
      case BETWEEN -> {
        if (b == '"') {
          quote(State.INSIDE);
        } else if (b == ',' && !beganAbove) {
          state = State.BEFORE;
        }
      }
      case AFTER -> after(b);
    }
  }

  private void quote(State elseTo) {
    otherwise = elseTo;
    spaced = false;
    state = State.AFTER;
  }

  private void after(byte b) {
    if (b == ',') {
      state = State.BEFORE;
      beganAbove = false;
    } else if (b == '"') {
      State before = otherwise == State.BETWEEN ? State.INSIDE : State.BETWEEN;
      if (spaced) {
        quote(before);
      } else {
        state = before;
      }
    } else if (isSpace(b)) {
      spaced = true;
    } else {
      state = otherwise;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  /**
   * The line is over.
   *
   * @param number of the line
   */
  void endLine(long number) {
    boolean open = state == State.INSIDE || (state == State.BETWEEN && beganAbove);
    if (!open) {
      openedOn = 0;
    } else if (!beganAbove) {
      openedOn = number;
    }
    beganAbove = open;
    state = open ? State.INSIDE : State.BEFORE;
  }
}
