package io.pluralbridge.files.csv;

import java.io.IOException;
import java.util.List;

/** Writes rows as RFC 4180 has them, each ended by LF, quoting only where it is needed. */
public final class CsvWriter {

  private final Appendable out;
  private int fields;
  private boolean empty;

  /** Writes to that; what buffers, flushes and closes it is the caller. */
  public CsvWriter(Appendable out) {
    this.out = out;
  }

  /** Writes a whole row. */
  public void row(List<String> values) throws IOException {
    for (String value : values) {
      field(value);
    }
    endRow();
  }

  /** Writes the next field of the row. */
  public void field(String value) throws IOException {
    if (fields > 0) {
      out.append(',');
    }
    fields++;
    empty = fields == 1 && value.isEmpty();
    if (needsQuotes(value)) {
      quoted(value);
    } else {
      out.append(value);
    }
  }

  /**
   * Ends the row. A row of one empty field is written as two quotes, for a blank line is no row.
   */
  public void endRow() throws IOException {
    if (empty) {
      out.append("\"\"");
    }
    out.append('\n');
    fields = 0;
    empty = false;
  }

  private void quoted(String value) throws IOException {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        out.append('"');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean needsQuotes(String value) {
    if (value.isBlank()) {
      return !value.isEmpty();
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }

  /**
   * The value, with a leading {@code '} where a spreadsheet would run it as a formula: where it
   * begins with {@code = + - @}, a tab or a line break, also behind white space or in full width.
   */
  public static String defused(String value) {
    return isFormula(value) ? "'" + value : value;
  }

  private static boolean isFormula(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\u2212' -> {
          return true;
        }
        default -> {
          if (!isUnseen(c)) {
            return false;
          }
        }
      }
    }
    return false;
  }

  private static boolean isUnseen(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }
}
