package io.pluralbridge.files;

import io.pluralbridge.files.csv.Line;
import io.pluralbridge.files.csv.LineReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capture file being read, row by row, in little memory.
 *
 * <p>Its first line names the columns {@code order_id}, {@code merchant_capture_reference}, {@code
 * amount} (minor units), {@code currency} and, if wanted, {@code action}, in any order; further
 * ones are not looked at, but for card numbers. A bad row costs no other, but for those of its
 * order and those that stand inside a quote which it leaves open. Blank lines are no rows.
 */
public final class CaptureFile implements Closeable {

  private final LineReader lines;
  private final Header header;
  private final LineRules rules;

  private final MessageDigest sha256;

  private CaptureFile(LineReader lines, MessageDigest sha256, Header header) {
    this.lines = lines;
    this.sha256 = sha256;
    this.header = header;
    this.rules = new LineRules(header);
  }

  /**
   * Opens the file and reads its header.
   *
   * @throws FileRefusedException when the header has faults, with all of them
   */
  public static CaptureFile open(Path file) throws IOException, FileRefusedException {
    MessageDigest sha256 = CaptureFiles.sha256();
    LineReader lines = new LineReader(new DigestInputStream(Files.newInputStream(file), sha256));
    try {
      Header header = Header.readFrom(lines);
      if (!header.refusals().isEmpty()) {
        throw new FileRefusedException(header.refusals());
      }
      return new CaptureFile(lines, sha256, header);
    } catch (IOException | FileRefusedException e) {
      lines.close();
      throw e;
    }
  }

  /** The names of the columns, in their order. */
  public List<String> columns() {
    return header.columns();
  }

  /** The next row, or null after the last one. */
  @Nullable
  public CaptureLine next() throws IOException {
    Line line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line == null ? null : rules.read(line);
  }

  /** The SHA-256 of what was read, in lower case hexadecimal. To be asked once, after the end. */
  public String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
