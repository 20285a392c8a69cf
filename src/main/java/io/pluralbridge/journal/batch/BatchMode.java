package io.pluralbridge.journal.batch;

/** What a file with bad lines is worth. */
public enum BatchMode {
  /** Bad lines are refused, and the rest is carried out. */
  LENIENT,
  /** One bad line, and the whole file is refused. */
  STRICT
}
