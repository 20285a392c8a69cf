package io.pluralbridge.files;

import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.Line.Fault;
import io.pluralbridge.files.csv.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the sender says a capture file adds up to: {@code rows=3} and {@code amount.INR=330000}
 * (minor units), each on a line. Blank lines and those that begin with {@code #} are skipped.
 */
final class ControlTotals {

  private static final Pattern ENTRY =
      Pattern.compile("\\s*(rows|amount\\.([A-Z]{3}))\\s*=\\s*(\\d{1,18})\\s*");

  private final SortedMap<String, Long> amounts = new TreeMap<>();
  private final List<FileError> faults = new ArrayList<>();
  @Nullable private Long rows;
  private boolean cardNumber;

  private ControlTotals() {}

  /** Reads them to their end, whatever is wrong with them. Closes the stream. */
  static ControlTotals readFrom(InputStream in) throws IOException {
    ControlTotals totals = new ControlTotals();
    try (LineReader lines = new LineReader(in)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        totals.read(line);
      }
    }
    if (totals.faults.isEmpty() && totals.rows == null && totals.amounts.isEmpty()) {
      totals.faults.add(
          FileError.ofFile(
              ErrorCode.CONTROL_TOTALS_EMPTY,
              "the control totals name nothing; write rows=3 and amount.INR=330000"));
    }
    return totals;
  }

  boolean cardNumber() {
    return cardNumber;
  }

  private void read(Line line) {
    if (line.cardNumber()) {
      cardNumber = true;
      faults.add(
          FileError.ofFile(
              ErrorCode.CARD_NUMBER, "there is a card number in the control totals" + at(line)));
      return;
    }
    if (line.isBlank() || (line.fault() == Fault.NONE && line.text().startsWith("#"))) {
      return;
    }
    Matcher entry = ENTRY.matcher(line.text());
    if (line.fault() != Fault.NONE || !entry.matches()) {
      unreadable(line, ": " + Shown.value(line.text()) + "; write rows=3 or amount.INR=330000");
      return;
    }
    long figure = Long.parseLong(entry.group(3));
    String currency = entry.group(2);
    if (currency == null) {
      if (rows != null) {
        unreadable(line, " names rows again");
      }
      rows = figure;
    } else if (!Amounts.isCurrency(currency)) {
      unreadable(line, ": " + currency + " is not an ISO 4217 currency");
    } else if (amounts.putIfAbsent(currency, figure) != null) {
      unreadable(line, " names amount." + currency + " again");
    }
  }

  private void unreadable(Line line, String what) {
    faults.add(
        FileError.ofFile(ErrorCode.CONTROL_TOTALS_UNREADABLE, "control totals" + at(line) + what));
  }

  private static String at(Line line) {
    return ", line " + line.number();
  }

  /** Where they are not those of the file, or why they cannot be read. */
  List<FileError> disagreements(long rowsFound, SortedMap<String, Long> sumsFound) {
    if (!faults.isEmpty()) {
      return faults;
    }
    List<FileError> disagreements = new ArrayList<>();
    Long rowsSaid = rows;
    if (rowsSaid != null && rowsSaid != rowsFound) {
      disagreements.add(
          disagree("the control totals say " + rowsSaid + " rows, the file has " + rowsFound));
    }
    if (amounts.isEmpty()) {
      return disagreements;
    }
    TreeSet<String> currencies = new TreeSet<>(amounts.keySet());
    currencies.addAll(sumsFound.keySet());
    for (String currency : currencies) {
      Long said = amounts.get(currency);
      long found = sumsFound.getOrDefault(currency, 0L);
      if (said == null) {
        disagreements.add(
            disagree(
                "the control totals do not name "
                    + currency
                    + ", the file has amount."
                    + currency
                    + "="
                    + found));
      } else if (said != found) {
        disagreements.add(
            disagree(
                "the control totals say amount."
                    + currency
                    + "="
                    + said
                    + ", the file has "
                    + found));
      }
    }
    return disagreements;
  }

  private static FileError disagree(String message) {
    return FileError.ofFile(ErrorCode.CONTROL_TOTALS_DISAGREE, message);
  }
}
