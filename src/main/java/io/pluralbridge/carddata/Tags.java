package io.pluralbridge.carddata;

import java.util.function.IntUnaryOperator;

/** Finds the tags of HTML between digits, as in {@code 4012<br/>0010}. */
final class Tags {

  private static final int LONGEST = 64;

  private Tags() {}

  /**
   * Where the tag ends that begins there; there itself where none does, or one in which a card
   * number could be.
   *
   * @param length of the text
   * @param text its characters by their places
   */
  static int end(int start, int length, IntUnaryOperator text) {
    int i = start + 1;
    if (i < length && text.applyAsInt(i) == '/') {
      i++;
    }
    if (i >= length || !isAsciiLetter(text.applyAsInt(i))) {
      return start;
    }
    int digits = 0;
    for (; i < length && i - start < LONGEST; i++) {
      int c = text.applyAsInt(i);
      if (c == '>') {
        return i + 1;
      }
      boolean isPlain = c >= ' ' && c < 0x7F && c != '<' && c != '%' && c != '&' && c != '\\';
      digits += c >= '0' && c <= '9' ? 1 : 0;
      if (!isPlain || digits >= CardRanges.SHORTEST) {
        return start;
      }
    }
    return start;
  }

  private static boolean isAsciiLetter(int c) {
    int small = c | 0x20;
    return small >= 'a' && small <= 'z';
  }
}
