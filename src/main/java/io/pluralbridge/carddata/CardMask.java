package io.pluralbridge.carddata;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Passes bytes on with every digit of every card number replaced by {@code *}: as many bytes as
 * came in, in any encoding, of any length, in little memory.
 *
 * <p>At the end of each 60,000 bytes it may mask digits that are a part of a longer number, but
 * never leaves a card number.
 */
public final class CardMask extends OutputStream {

  private static final int CAPACITY = 64 * 1024;

  /** More than any card number is long, however often it is encoded. */
  private static final int OVERLAP = 4096;

  private static final int LONGEST_WORD = 256;

  private final OutputStream out;
  private final byte[] held = new byte[CAPACITY];
  private int size;
  private boolean found;

  /** Masks on the way to that stream, and closes it when closed. */
  public CardMask(OutputStream out) {
    this.out = out;
  }

  /** True when there was a card number in what was written; certain after {@link #close}. */
  public boolean found() {
    return found;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, CAPACITY - size);
      System.arraycopy(bytes, from, held, size, part);
      size += part;
      from += part;
      left -= part;
      if (size == CAPACITY) {
        passOn();
      }
    }
  }

  /** A number that is cut off here is looked for again together with what follows. */
  private void passOn() throws IOException {
    found |= CardNumbers.mask(held, 0, size);
    int cut = size - OVERLAP;
    while (cut > size - OVERLAP - LONGEST_WORD && isInWord(held[cut])) {
      cut--;
    }
    out.write(held, 0, cut);
    System.arraycopy(held, cut, held, 0, size - cut);
    size -= cut;
  }

  /** What stands before a number may say that it is none. */
  private static boolean isInWord(byte b) {
    return b == '-' || Character.isLetterOrDigit(b & 0x7F);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      found |= CardNumbers.mask(held, 0, size);
      out.write(held, 0, size);
      Arrays.fill(held, (byte) 0);
      size = 0;
    }
  }
}
