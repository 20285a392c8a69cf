package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.files.csv.CsvLine;
import io.pluralbridge.files.csv.CsvWriter;
import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.Line.Fault;
import io.pluralbridge.files.csv.LineReader;
import io.pluralbridge.files.csv.MalformedLineException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result file of a capture file: one row out for each row in, in order, with the columns
 * that came in and behind them what became of the row.
 *
 * <p>No value in it is a card number, and none is run as a formula by a spreadsheet. Every record
 * is one physical line. Memory is flat, however many rows there are.
 */
public final class ResultFile {

  /** The columns that stand behind those that came in. */
  public static final List<String> ADDED_COLUMNS =
      List.of(
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

  /** The status of a row that nobody gave a result for. */
  public static final String MISSING = "MISSING";

  private static final DateTimeFormatter UTC_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int BUFFER = 64 * 1024;

  private final CsvWriter out;
  private final List<String> columns;
  private final Iterator<LineResult> results;
  private final Tally.Counter counter = new Tally.Counter();
  @Nullable private LineResult next;

  private ResultFile(CsvWriter out, List<String> columns, Iterator<LineResult> results) {
    this.out = out;
    this.columns = columns;
    this.results = results;
    this.next = results.hasNext() ? results.next() : null;
  }

  /**
   * Reads the source once more and writes its rows with their results.
   *
   * @param source a capture file whose header was accepted
   * @param results ordered by line
   * @param target is written over
   * @return what was written; a row without a result and a result without a row are told there
   * @throws IOException when a file cannot be read or written, or the source has no readable header
   */
  public static Tally write(Path source, Iterator<LineResult> results, Path target)
      throws IOException {
    return write(source, results, target, true);
  }

  /** As {@link #write}, but leaves out the rows that have no result. */
  public static Tally writeOnly(Path source, Iterator<LineResult> results, Path target)
      throws IOException {
    return write(source, results, target, false);
  }

  private static Tally write(
      Path source, Iterator<LineResult> results, Path target, boolean everyRow) throws IOException {
    try (LineReader lines = new LineReader(Files.newInputStream(source));
        BufferedWriter writer =
            new BufferedWriter(new OutputStreamWriter(OwnerOnly.write(target), UTF_8), BUFFER)) {
      CsvWriter out = new CsvWriter(writer);
      List<String> columns = header(nextRow(lines), source);
      ResultFile file = new ResultFile(out, columns, results);
      file.writeHeader();
      for (Line line = nextRow(lines); line != null; line = nextRow(lines)) {
        if (everyRow || file.hasResultOf(line.number())) {
          file.writeRow(line);
        }
      }
      return file.done();
    }
  }

  /** The number of the last line that is a row. */
  static long lastLineOf(Path source) throws IOException {
    try (LineReader lines = new LineReader(Files.newInputStream(source))) {
      long last = 0;
      for (Line line = nextRow(lines); line != null; line = nextRow(lines)) {
        last = line.number();
      }
      return last;
    }
  }

  @Nullable
  private static Line nextRow(LineReader lines) throws IOException {
    Line line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line;
  }

  private static List<String> header(@Nullable Line line, Path source) throws IOException {
    if (line == null || line.fault() != Fault.NONE) {
      throw new IOException("no header in " + source.getFileName());
    }
    try {
      return CsvLine.split(line.text());
    } catch (MalformedLineException e) {
      throw new IOException("the header of " + source.getFileName() + ": " + e.advice(), e);
    }
  }

  private void writeHeader() throws IOException {
    for (String column : columns) {
      out.field(safe(column));
    }
    out.row(ADDED_COLUMNS);
  }

  private boolean hasResultOf(long line) {
    skipResultsBefore(line);
    return next != null && next.line() == line;
  }

  private void writeRow(Line line) throws IOException {
    List<String> fields = line.cardNumber() ? masked(fields(line)) : fields(line);
    for (int i = 0; i < columns.size(); i++) {
      out.field(i < fields.size() ? safe(fields.get(i)) : "");
    }
    LineResult result = resultOf(line.number());
    if (result == null) {
      counter.addMissing();
      write(new LineResult(line.number(), MISSING, null, null, null, 0, null, null, null, null));
    } else {
      counter.add(result.status(), result.amount());
      write(result);
    }
    out.endRow();
  }

  /** A number may be parted by the commas between the columns. */
  private static List<String> masked(List<String> fields) {
    String whole = CardNumbers.mask(String.join(",", fields));
    List<String> masked = new ArrayList<>(fields.size());
    int from = 0;
    for (String field : fields) {
      masked.add(whole.substring(from, from + field.length()));
      from += field.length() + 1;
    }
    return masked;
  }

  /** As many fields as can be told. */
  private static List<String> fields(Line line) {
    try {
      List<String> fields = CsvLine.split(line.text());
      boolean isCutOff = line.fault() == Fault.TOO_LONG;
      return isCutOff ? fields.subList(0, fields.size() - 1) : fields;
    } catch (MalformedLineException e) {
      return e.fieldsBefore();
    }
  }

  /** The result of that line, null when there is none; those of earlier lines have no row. */
  @Nullable
  private LineResult resultOf(long line) {
    skipResultsBefore(line);
    if (next == null || next.line() != line) {
      return null;
    }
    LineResult found = next;
    advance();
    return found;
  }

  private void skipResultsBefore(long line) {
    while (next != null && next.line() < line) {
      counter.addSurplus();
      advance();
    }
  }

  private void advance() {
    next = results.hasNext() ? results.next() : null;
  }

  private void write(LineResult result) throws IOException {
    out.field(Long.toString(result.line()));
    out.field(safe(result.status()));
    out.field(safe(result.orderStatus()));
    out.field(safe(result.errorCode()));
    out.field(safe(result.errorMessage()));
    out.field(Integer.toString(result.attempts()));
    out.field(safe(result.requestId()));
    out.field(safe(result.rrn()));
    out.field(time(result.concludedAt()));
    out.field(number(result.orderAmount()));
    out.field(number(result.released()));
    out.field(safe(result.paymentId()));
  }

  private static String number(@Nullable Long minorUnits) {
    return minorUnits == null ? "" : minorUnits.toString();
  }

  private static String time(@Nullable Instant instant) {
    return instant == null ? "" : UTC_MILLIS.format(instant);
  }

  private static String safe(@Nullable String value) {
    return value == null || value.isEmpty()
        ? ""
        : CsvWriter.defused(onOneLine(CardNumbers.mask(value)));
  }

  private static String onOneLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (isBreak(value.charAt(i))) {
        return flattened(value);
      }
    }
    return value;
  }

  private static String flattened(String value) {
    StringBuilder flat = new StringBuilder(value);
    for (int i = 0; i < flat.length(); i++) {
      if (isBreak(flat.charAt(i))) {
        flat.setCharAt(i, ' ');
      }
    }
    return flat.toString();
  }

  private static boolean isBreak(char c) {
    return (c < ' ' && c != '\t') || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private Tally done() {
    while (next != null) {
      counter.addSurplus();
      advance();
    }
    return counter.done();
  }
}
