package io.pluralbridge.files.csv;

import io.pluralbridge.files.csv.MalformedLineException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Splits one physical line into its fields, as RFC 4180 has it and not one bit looser. */
public final class CsvLine {

  private static final int USUAL_FIELDS = 8;

  private CsvLine() {}

  /**
   * The fields of the line, unquoted, spaces kept. An empty line has one empty field.
   *
   * @throws MalformedLineException when a quote is not where it belongs, or a carriage return
   *     stands in the line
   */
  public static List<String> split(String line) throws MalformedLineException {
    List<String> fields = new ArrayList<>(USUAL_FIELDS);
    int at = 0;
    while (true) {
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      int end = quoted ? quoted(line, at, fields) : plain(line, at, fields);
      if (end == line.length()) {
        return fields;
      }
      at = end + 1;
    }
  }

  /** Adds the unquoted field that begins here; returns where its comma is, or the end. */
  private static int plain(String line, int start, List<String> fields)
      throws MalformedLineException {
    int end = start;
    for (; end < line.length(); end++) {
      char c = line.charAt(end);
      if (c == ',') {
        break;
      }
      if (c == '"') {
        throw new MalformedLineException(
            Problem.STRAY_QUOTE,
            end + 1,
            "a quote at character "
                + (end + 1)
                + " inside a field that does not begin with one: put the whole field in quotes and"
                + " write the quote twice",
            fields);
      }
      refuseCarriageReturn(c, end, fields);
    }
    fields.add(line.substring(start, end));
    return end;
  }

  /** Adds the quoted field that begins here; returns where its comma is, or the end. */
  private static int quoted(String line, int start, List<String> fields)
      throws MalformedLineException {
    StringBuilder field = new StringBuilder();
    int i = start + 1;
    while (i < line.length()) {
      char c = line.charAt(i);
      refuseCarriageReturn(c, i, fields);
      boolean isQuote = c == '"';
      boolean isDoubled = isQuote && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (isQuote && !isDoubled) {
        return closed(line, i + 1, field, fields);
      }
      field.append(c);
      i += isDoubled ? 2 : 1;
    }
    throw new MalformedLineException(
        Problem.UNCLOSED_QUOTE,
        start + 1,
        "the quote opened at character "
            + (start + 1)
            + " is not closed on this line: close it, and keep each record on one line; the lines"
            + " below are refused, too, up to one with a quote that closes it",
        fields);
  }

  private static int closed(String line, int end, StringBuilder field, List<String> fields)
      throws MalformedLineException {
    if (end < line.length() && line.charAt(end) != ',') {
      throw new MalformedLineException(
          Problem.TEXT_AFTER_QUOTE,
          end + 1,
          "text at character "
              + (end + 1)
              + " after a closing quote: a comma comes next, and a quote inside a field is written"
              + " twice",
          fields);
    }
    fields.add(field.toString());
    return end;
  }

  private static void refuseCarriageReturn(char c, int at, List<String> fields)
      throws MalformedLineException {
    if (c == '\r') {
      throw new MalformedLineException(
          Problem.CARRIAGE_RETURN,
          at + 1,
          "a carriage return at character "
              + (at + 1)
              + ": end lines with LF or CRLF, and keep each record on one line",
          fields);
    }
  }
}
