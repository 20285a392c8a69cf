package io.pluralbridge.carddata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.BitSet;

/**
 * Finds card numbers in text and in bytes, so that none is kept, logged or repeated.
 *
 * <p>A card number is 13 to 19 digits of a length and a range that a card network uses, with a
 * valid check digit, written together or in groups as cards have them, parted by whatever is no
 * letter; also behind zeros, and with an expiry or a security code right behind. Digits of any
 * script count, characters that are not seen (a zero width space, a NUL) do not part them, and what
 * is percent-encoded, an HTML entity or a JSON escape is decoded first, as often as it was encoded.
 *
 * <p>Left alone are order ids, timestamps, retrieval reference numbers (12 digits), device numbers
 * (15 digits, beginning with 35), UUIDs, digests in hexadecimal, and numbers in other groups such
 * as {@code 6011-20261130-0001}. What cannot be told from a card number is taken for one: a
 * reference of 16 digits alone that begins like a card and has a right check digit, about one in
 * twenty-five.
 */
public final class CardNumbers {

  /** More often nothing is encoded that somebody means to be read. */
  private static final int MOST_DECODINGS = 5;

  /** So much around a number tells whether it is a part of something else. */
  private static final int CONTEXT = 48;

  private CardNumbers() {}

  /** True when the text holds a card number. */
  public static boolean isIn(String text) {
    DigitScan scan = DigitScan.of(text);
    while (scan.next()) {
      if (!places(around(text, scan), scan, 0).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** True when the bytes, read as UTF-8 where they are and byte by byte where not, hold one. */
  public static boolean isIn(byte[] bytes, int from, int to) {
    return !places(bytes, from, to).isEmpty();
  }

  /**
   * True when the last digit fits those before it, as that of every card number does (ISO/IEC
   * 7812-1).
   *
   * @param digits 0 to 9 only
   */
  public static boolean hasValidCheckDigit(String digits) {
    byte[] values = new byte[digits.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (digits.charAt(i) - '0');
    }
    return CardRanges.hasValidCheckDigit(values, 0, values.length);
  }

  /**
   * The text with every digit of every card number replaced by {@code *}, and nothing else; where a
   * digit is encoded, each character of that.
   */
  public static String mask(String text) {
    DigitScan scan = DigitScan.of(text);
    StringBuilder masked = null;
    while (scan.next()) {
      BitSet found = places(around(text, scan), scan, 0);
      if (!found.isEmpty()) {
        masked = masked == null ? new StringBuilder(text) : masked;
        for (int at = found.nextSetBit(0); at >= 0; at = found.nextSetBit(at + 1)) {
          masked.setCharAt(at, '*');
        }
      }
    }
    return masked == null ? text : masked.toString();
  }

  /**
   * Replaces every byte of every digit of every card number between the two positions by {@code *}.
   *
   * @return true when there was one
   */
  public static boolean mask(byte[] bytes, int from, int to) {
    BitSet found = places(bytes, from, to);
    found.stream().forEach(at -> bytes[at] = '*');
    return !found.isEmpty();
  }

  private static BitSet places(byte[] bytes, int from, int to) {
    DigitScan scan = DigitScan.ofBytes(new String(bytes, from, to - from, ISO_8859_1));
    BitSet found = new BitSet();
    while (scan.next()) {
      int start = Math.max(from, from + scan.start() - CONTEXT);
      int end = Math.min(to, from + scan.end() + CONTEXT);
      found.or(places(PlainText.of(bytes, start, end), scan, from));
    }
    return found;
  }

  private static PlainText around(String text, DigitScan scan) {
    int start = Math.max(0, scan.start() - CONTEXT);
    int end = Math.min(text.length(), scan.end() + CONTEXT);
    return PlainText.of(text, start, end);
  }

  /**
   * What is of card numbers in that stretch, as it is and however often it can be decoded.
   *
   * @param offset where what was scanned begins
   */
  private static BitSet places(PlainText text, DigitScan stretch, int offset) {
    BitSet places = new BitSet();
    PlainText layer = text;
    for (int i = 0; layer != null && i <= MOST_DECODINGS; i++) {
      BitSet found = CardFinder.find(layer);
      for (int at = found.nextSetBit(0); at >= 0; at = found.nextSetBit(at + 1)) {
        int start = layer.start(at) - offset;
        if (start >= stretch.start() && start < stretch.end()) {
          places.set(layer.start(at), layer.end(at));
        }
      }
      layer = layer.decoded();
    }
    return places;
  }
}
