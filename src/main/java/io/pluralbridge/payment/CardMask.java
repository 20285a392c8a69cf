package io.pluralbridge.payment;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Passes bytes on with every digit of every card number replaced by {@code *}: as many bytes as
 * came in, in any encoding, of any length, in little memory.
 *
 * <p>Where more than 60,000 bytes follow one another without anything that could part two values,
 * it may mask digits that are a part of a longer number, but never leaves a card number.
 */
public final class CardMask extends OutputStream {

  private static final int CAPACITY = 64 * 1024;
  private static final int OVERLAP = 1024;

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

  private void passOn() throws IOException {
    int cut = size;
    while (cut > OVERLAP && !CardNumbers.isBreak(held[cut - 1])) {
      cut--;
    }
    if (cut > OVERLAP) {
      found |= CardNumbers.mask(held, 0, cut);
    } else {
      // Nothing parts values here: mask all, and look once more at the end with what follows.
      found |= CardNumbers.mask(held, 0, size);
      cut = size - OVERLAP;
    }
    out.write(held, 0, cut);
    System.arraycopy(held, cut, held, 0, size - cut);
    size -= cut;
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
