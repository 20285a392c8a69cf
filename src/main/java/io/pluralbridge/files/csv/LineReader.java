package io.pluralbridge.files.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.carddata.CardMask;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.files.csv.Line.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file by physical lines, ended by LF or CRLF, and tells what is wrong with the bytes of
 * each, and whether it stands inside quotes that were opened further up. A UTF-8 byte order mark at
 * the start is dropped. Memory is two buffers, whatever the length of the file or of a line.
 */
public final class LineReader implements Closeable {

  /** How many bytes a line may have, unless told otherwise. */
  public static final int DEFAULT_MAX_BYTES = 64 * 1024;

  private static final int READ_AHEAD = 64 * 1024;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer;
  private final CharsetDecoder strictUtf8 = UTF_8.newDecoder();
  private int start;
  private int end;
  private boolean ended;
  private long lines;
  private final Quotes quotes = new Quotes();

  /** Reads that stream, and closes it when closed. */
  public LineReader(InputStream in) {
    this(in, DEFAULT_MAX_BYTES);
  }

  /**
   * Reads that stream, and closes it when closed.
   *
   * @param maxBytes how many bytes a line may have without its line end
   */
  public LineReader(InputStream in, int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("a line has at least one byte: " + maxBytes);
    }
    this.in = in;
    this.maxBytes = maxBytes;
    this.buffer = new byte[maxBytes + READ_AHEAD];
  }

  /** The next line, or null after the last one. */
  @Nullable
  public Line next() throws IOException {
    if (lines == 0) {
      dropByteOrderMark();
    }
    int length = 0;
    int bits = 0;
    boolean nul = false;
    boolean quote = quotes.openedOn() > 0;
    while (true) {
      for (int i = start + length; i < end; i++) {
        byte b = buffer[i];
        if (b == '\n') {
          return line(i - start, i + 1, bits, nul, quote);
        }
        bits |= b;
        nul |= b == 0;
        quote |= b == '"';
      }
      length = end - start;
      if (length > maxBytes + 1) {
        return tooLong();
      }
      if (!more()) {
        return length == 0 ? null : line(length, end, bits, nul, quote);
      }
    }
  }

  private Line line(int lengthWithCr, int next, int bits, boolean nul, boolean quote) {
    int from = start;
    int length = lengthWithCr;
    if (length > 0 && buffer[from + length - 1] == '\r') {
      length--;
    }
    start = next;
    lines++;
    long openedOn = quotes.openedOn();
    if (quote) {
      quotes.read(buffer, from, from + length);
      quotes.endLine(lines);
    }
    if (length > maxBytes) {
      String beginning = new String(buffer, from, maxBytes, UTF_8);
      boolean card = CardNumbers.isIn(buffer, from, from + length);
      return new Line(lines, beginning, Fault.TOO_LONG, maxBytes + 1L, card, openedOn);
    }
    if (bits >= 0) {
      String text = new String(buffer, from, length, ISO_8859_1);
      return nul
          ? new Line(
              lines, text, Fault.NUL, text.indexOf('\0') + 1L, CardNumbers.isIn(text), openedOn)
          : new Line(lines, text, Fault.NONE, 0, CardNumbers.isIn(text), openedOn);
    }
    return decoded(from, length, nul, openedOn);
  }

  private Line decoded(int from, int length, boolean nul, long openedOn) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, from, length).slice();
    CharBuffer chars = CharBuffer.allocate(length);
    CoderResult result = strictUtf8.reset().decode(bytes, chars, true);
    if (result.isError()) {
      String text = new String(buffer, from, length, ISO_8859_1);
      boolean card = CardNumbers.isIn(buffer, from, from + length);
      return new Line(lines, text, Fault.NOT_UTF_8, bytes.position() + 1L, card, openedOn);
    }
    String text = chars.flip().toString();
    boolean card = CardNumbers.isIn(text);
    return nul
        ? new Line(lines, text, Fault.NUL, firstNul(from), card, openedOn)
        : new Line(lines, text, Fault.NONE, 0, card, openedOn);
  }

  private long firstNul(int from) {
    int i = from;
    while (buffer[i] != 0) {
      i++;
    }
    return i - from + 1L;
  }

  /** Skips the line to its end; what passes by is only looked through for card numbers. */
  private Line tooLong() throws IOException {
    String beginning = new String(buffer, start, maxBytes, UTF_8);
    CardMask search = new CardMask(OutputStream.nullOutputStream());
    lines++;
    long openedOn = quotes.openedOn();
    boolean more = true;
    while (more) {
      int i = start;
      while (i < end && buffer[i] != '\n') {
        i++;
      }
      search.write(buffer, start, i - start);
      quotes.read(buffer, start, i);
      start = i;
      if (i < end) {
        start++;
        break;
      }
      more = more();
    }
    search.close();
    quotes.endLine(lines);
    return new Line(lines, beginning, Fault.TOO_LONG, maxBytes + 1L, search.found(), openedOn);
  }

  private void dropByteOrderMark() throws IOException {
    while (end < 3 && more()) {
      // until there are three bytes or no more
    }
    if (end >= 3
        && start == 0
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      start = 3;
    }
  }

  /** Reads on behind what is still held; false at the end of the file. */
  private boolean more() throws IOException {
    if (ended) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
      return false;
    }
    end += read;
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
