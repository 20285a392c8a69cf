package io.pluralbridge.files.csv;

import java.io.Serial;
import java.util.List;

/**
 * A line is not CSV. The message says where and what would be right, and repeats nothing of the
 * line.
 */
public final class MalformedLineException extends Exception {

  /** What keeps a line from being CSV. */
  public enum Problem {
    /** A quote is opened and not closed; a quoted line break looks the same. */
    UNCLOSED_QUOTE,
    /** Something other than a comma follows a closing quote. */
    TEXT_AFTER_QUOTE,
    /** A quote stands inside a field that does not begin with one. */
    STRAY_QUOTE,
    /** A carriage return stands in the line. */
    CARRIAGE_RETURN
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final int position;
  private final String advice;
  private final transient List<String> fieldsBefore;

  MalformedLineException(Problem problem, int position, String message, List<String> fieldsBefore) {
    super(message);
    this.problem = problem;
    this.position = position;
    this.advice = message;
    this.fieldsBefore = List.copyOf(fieldsBefore);
  }

  public Problem problem() {
    return problem;
  }

  /** The character of the line that the problem begins at, 1 for the first. */
  public int position() {
    return position;
  }

  /** The message: where the problem is, and what would be right. */
  public String advice() {
    return advice;
  }

  /** The fields that can be told, up to the one with the problem. */
  public List<String> fieldsBefore() {
    return fieldsBefore;
  }
}
