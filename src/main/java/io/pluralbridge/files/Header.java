package io.pluralbridge.files;

import static java.util.stream.Collectors.joining;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.files.csv.CsvLine;
import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.Line.Fault;
import io.pluralbridge.files.csv.LineReader;
import io.pluralbridge.files.csv.MalformedLineException;
import io.pluralbridge.payment.Spelling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a capture file, and all that is wrong with it.
 *
 * @param columns the names in their order; none when the line cannot be split
 * @param refusals why the file must be refused; empty when it can be read on
 * @param cardNumber true when there is a card number in the line
 */
record Header(List<String> columns, List<FileError> refusals, boolean cardNumber) {

  static final String ORDER_ID = "order_id";
  static final String REFERENCE = "merchant_capture_reference";
  static final String AMOUNT = "amount";
  static final String CURRENCY = "currency";
  static final String ACTION = "action";
  static final String PARTIAL = "partial";

  private static final List<String> REQUIRED = List.of(ORDER_ID, REFERENCE, AMOUNT, CURRENCY);
  private static final List<String> OPTIONAL = List.of(ACTION, PARTIAL);

  /** What the result file adds to the columns that came in. */
  /** What no file may hold, whatever stands under it. */
  private static final Set<String> OF_CARDS =
      Set.of(
          "cvv",
          "cvv2",
          "cvc",
          "cvc2",
          "cvn",
          "pin",
          "cardpin",
          "cardcvv",
          "securitycode",
          "pan",
          "cardno",
          "cardnumber",
          "cryptogram");

  private static final Set<String> RESERVED =
      Set.of(
          "line",
          "status",
          "order_status",
          "error_code",
          "error_message",
          "attempts",
          "request_id",
          "rrn",
          "concluded_at",
          "order_amount",
          "released",
          "payment_id");

  private static final int MOST_SHOWN = 20;

  Header {
    columns = List.copyOf(columns);
    refusals = List.copyOf(refusals);
  }

  /** True for the name of a column that we read; others are carried through. */
  static boolean isRead(String column) {
    return REQUIRED.contains(column) || OPTIONAL.contains(column);
  }

  /** Reads up to the first line that is not blank, and takes it for the header. */
  static Header readFrom(LineReader lines) throws IOException {
    Line line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return of(line);
  }

  private static Header of(@Nullable Line line) {
    if (line == null) {
      String message = "the file is empty; it begins with a header: " + String.join(",", REQUIRED);
      return new Header(List.of(), List.of(FileError.ofFile(ErrorCode.EMPTY_FILE, message)), false);
    }
    FileError notText = notText(line);
    if (notText != null) {
      return new Header(List.of(), List.of(notText), line.cardNumber());
    }
    try {
      List<String> names = CsvLine.split(line.text());
      return new Header(names, faults(line, names), line.cardNumber());
    } catch (MalformedLineException e) {
      List<FileError> faults = new ArrayList<>();
      faults.add(FileError.ofHeader(line.number(), null, ErrorCode.HEADER_MALFORMED, e.advice()));
      addCardNumber(line, faults);
      return new Header(List.of(), faults, line.cardNumber());
    }
  }

  /** Why the line cannot be a line of a text in UTF-8, or null when it can. */
  @Nullable
  private static FileError notText(Line line) {
    String text = line.text();
    long number = line.number();
    if (text.startsWith("PK\u0003\u0004")) {
      return FileError.ofFile(
          ErrorCode.NOT_A_CSV,
          "the file is an Excel workbook or a zip archive; in Excel, save it as \"CSV UTF-8\"");
    }
    String unicode = otherUnicode(line);
    if (unicode != null) {
      return FileError.ofFile(
          ErrorCode.NOT_UTF_8,
          "the file is " + unicode + "; save it as UTF-8 (in Excel: \"CSV UTF-8\")");
    }
    if (hasControlCharacters(text)) {
      return FileError.ofFile(
          ErrorCode.NOT_A_CSV, "the first line holds control characters; the file is not text");
    }
    if (text.indexOf('\r') >= 0) {
      return FileError.ofHeader(
          number,
          null,
          ErrorCode.CR_LINE_ENDS,
          "a carriage return without a line feed in the first line; end lines with LF or CRLF");
    }
    return switch (line.fault()) {
      case NOT_UTF_8 ->
          FileError.ofHeader(
              number,
              null,
              ErrorCode.NOT_UTF_8,
              "byte "
                  + line.faultAt()
                  + " of the header is not UTF-8; save the file as UTF-8 (in Excel: \"CSV"
                  + " UTF-8\")");
      case TOO_LONG ->
          FileError.ofHeader(
              number,
              null,
              ErrorCode.HEADER_TOO_LONG,
              "the first line has more than "
                  + LineReader.DEFAULT_MAX_BYTES
                  + " bytes; it names the columns, and lines end with LF or CRLF");
      case NUL, NONE -> null;
    };
  }

  @Nullable
  private static String otherUnicode(Line line) {
    String text = line.text();
    if (line.fault() == Fault.NOT_UTF_8) {
      if (text.startsWith("\u00FF\u00FE\0\0")) {
        return "UTF-32";
      }
      if (text.startsWith("\u00FF\u00FE") || text.startsWith("\u00FE\u00FF")) {
        return "UTF-16";
      }
      if (text.startsWith("\0\0\u00FE\u00FF")) {
        return "UTF-32";
      }
    }
    if (hasControlCharacters(text) || text.indexOf('\0') < 0) {
      return null;
    }
    return "UTF-16 or damaged (there are NUL bytes in its first line)";
  }

  private static boolean hasControlCharacters(String text) {
    return text.chars().anyMatch(c -> (c < ' ' && c != '\t' && c != '\r' && c != 0) || c == 0x7F);
  }

  private static List<FileError> faults(Line line, List<String> names) {
    List<FileError> faults = new ArrayList<>();
    addCardNumber(line, faults);
    addMissing(line, names, faults);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String column = line.cardNumber() ? null : name;
      if (name.isBlank()) {
        add(line, null, ErrorCode.COLUMN_UNNAMED, "column " + (i + 1) + " has no name", faults);
      } else if (!seen.add(name)) {
        String message = "column " + (i + 1) + " is named like an earlier one" + of(column);
        add(line, column, ErrorCode.COLUMN_DUPLICATE, message, faults);
      } else if (OF_CARDS.contains(Spelling.plain(name))) {
        String message =
            "column "
                + (i + 1)
                + " is named for card data, which is never taken from files; leave it out";
        add(line, column, ErrorCode.CARD_NUMBER, message, faults);
      } else if (RESERVED.contains(name)) {
        String message =
            "the result file adds a column \"" + name + "\" of its own; give yours another name";
        add(line, name, ErrorCode.COLUMN_RESERVED, message, faults);
      } else {
        String meant = ColumnNames.meant(name, names, REQUIRED, OPTIONAL).orElse(null);
        if (meant != null) {
          String message =
              "column "
                  + (i + 1)
                  + of(column)
                  + " could be meant for "
                  + meant
                  + unclear(meant, names);
          add(line, column, ErrorCode.COLUMN_UNCLEAR, message, faults);
        }
      }
    }
    return faults;
  }

  private static String unclear(String meant, List<String> names) {
    return names.contains(meant)
        ? ", which is there, too; take one of the two out, or give it another name"
        : "; write it exactly so, or give it a name that is less like it";
  }

  private static String of(@Nullable String column) {
    return column == null ? "" : ": " + Shown.value(column);
  }

  private static void addCardNumber(Line line, List<FileError> faults) {
    if (line.cardNumber() || CardNumbers.isIn(line.text())) {
      String message =
          "the header holds a card number; card numbers are never taken from files, and the first"
              + " line names the columns";
      add(line, null, ErrorCode.CARD_NUMBER, message, faults);
    }
  }

  private static void addMissing(Line line, List<String> names, List<FileError> faults) {
    for (String required : REQUIRED) {
      if (!names.contains(required)) {
        String message = "no column \"" + required + "\"" + hint(line, names, required);
        add(line, required, ErrorCode.COLUMN_MISSING, message, faults);
      }
    }
  }

  private static String hint(Line line, List<String> names, String required) {
    if (line.cardNumber()) {
      return "";
    }
    for (String name : names) {
      if (name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').equals(required)) {
        return "; found " + Shown.value(name) + ": write it without spaces, in lower case";
      }
    }
    String found =
        names.stream().limit(MOST_SHOWN).map(Shown::value).collect(joining(", ", "; found ", ""));
    if (names.size() == 1 && (line.text().contains(";") || line.text().contains("\t"))) {
      return found + ": part columns by commas";
    }
    return found + (names.size() > MOST_SHOWN ? " and more" : "");
  }

  private static void add(
      Line line, @Nullable String column, ErrorCode code, String message, List<FileError> faults) {
    faults.add(FileError.ofHeader(line.number(), column, code, message));
  }
}
