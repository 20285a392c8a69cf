package io.pluralbridge.files;

import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.LineReader;
import io.pluralbridge.payment.Money;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a capture file once to its end and says whether its rows may be looked at at all. */
public final class CaptureFiles {

  private static final int MOST_SHOWN = 20;

  private CaptureFiles() {}

  /**
   * Reads the whole file, whatever is wrong with it, keeping nothing of its rows.
   *
   * @param ctl its control totals, null when there are none
   */
  public static CheckedFile check(Path csv, @Nullable Path ctl) throws IOException {
    MessageDigest sha256 = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(csv), sha256);
        LineReader lines = new LineReader(in)) {
      Header header = Header.readFrom(lines);
      Count count = new Count(header);
      for (Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          count.add(line);
        }
      }
      ControlTotals totals = ctl == null ? null : ControlTotals.readFrom(Files.newInputStream(ctl));
      return new CheckedFile(
          HexFormat.of().formatHex(sha256.digest()),
          count.rows,
          count.sums.byCurrency(),
          count.bad,
          count.cardNumber || (totals != null && totals.cardNumber()),
          count.refusals(totals));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }

  private static final class Count {

    private final Header header;
    @Nullable private final LineRules rules;
    private final Sums sums = new Sums();
    private long rows;
    private long bad;
    private boolean cardNumber;
    private long written;
    private final List<String> firstWritten = new ArrayList<>();

    Count(Header header) {
      this.header = header;
      this.rules = header.refusals().isEmpty() ? new LineRules(header) : null;
      this.cardNumber = header.cardNumber();
    }

    void add(Line line) {
      rows++;
      cardNumber |= line.cardNumber();
      if (rules == null) {
        return;
      }
      CaptureLine read = rules.read(line);
      if (read instanceof CaptureLine.Bad refused) {
        bad++;
        cardNumber |= refused.cardNumber();
        addWritten(refused);
      }
      Money amount = read.amount();
      if (amount != null) {
        sums.add(amount);
      }
    }

    private void addWritten(CaptureLine.Bad line) {
      if (line.written() != null) {
        written++;
        if (firstWritten.size() < MOST_SHOWN) {
          firstWritten.add("line " + line.line() + ", amount " + line.written());
        }
      }
    }

    /**
     * Where one amount is written as money the others may be, too, and 1100.00 was saved as 1100.
     */
    private List<FileError> writtenAsMoney() {
      if (written == 0) {
        return List.of();
      }
      String message =
          written
              + (written == 1 ? " amount is" : " amounts are")
              + " written as money, so that the others cannot be believed either; write minor units"
              + " in all of them: "
              + String.join(". ", firstWritten)
              + (written > firstWritten.size() ? ". And more" : "");
      return List.of(FileError.ofFile(ErrorCode.AMOUNT_NOT_MINOR_UNITS, message));
    }

    List<FileError> refusals(@Nullable ControlTotals totals) {
      List<FileError> refusals = new ArrayList<>(header.refusals());
      boolean isReadable = refusals.isEmpty();
      if (isReadable && rows == 0) {
        refusals.add(FileError.ofFile(ErrorCode.NO_ROWS, "there is a header and no row below it"));
      }
      refusals.addAll(writtenAsMoney());
      List<FileError> uncountable = sums.refusals();
      refusals.addAll(uncountable);
      if (totals != null && isReadable && uncountable.isEmpty()) {
        refusals.addAll(totals.disagreements(rows, sums.byCurrency()));
      }
      return refusals;
    }
  }
}
