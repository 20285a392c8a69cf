package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * Finds card numbers in text and in bytes, so that none is kept, logged or repeated.
 *
 * <p>A card number is 13 to 19 digits of a length and a range that a card network uses, with a
 * valid check digit, written together or in groups of four or more parted by spaces, dots, dashes,
 * underscores or slashes. Digits of any script count, and characters that nobody sees (a zero width
 * space, a NUL) do not part them. A run of digits counts as a whole, never a part of it, and a UUID
 * is never a card number: so order ids, timestamps, retrieval reference numbers (12 digits) and
 * device numbers (15 digits, beginning with 35) are left alone.
 */
public final class CardNumbers {

  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;
  private static final int SHORTEST_GROUP = 4;
  private static final int LONGEST_GROUP = 10;
  private static final int LONGEST_GAP = 3;
  private static final int UUID_LENGTH = 36;

  private CardNumbers() {}

  /** True when the text holds a card number. */
  public static boolean isIn(String text) {
    return find(isPlain(text) ? text : Folded.of(text).text, 0) != null;
  }

  /** True when the bytes, read as UTF-8 where they are and byte by byte where not, hold one. */
  public static boolean isIn(byte[] bytes, int from, int to) {
    return find(Folded.of(bytes, from, to).text, 0) != null;
  }

  /**
   * True when the last digit fits those before it, as that of every card number does (ISO/IEC
   * 7812-1).
   *
   * @param digits 0 to 9 only
   */
  public static boolean hasValidCheckDigit(String digits) {
    return hasValidCheckDigit(digits, 0, digits.length());
  }

  /** The text with every digit of every card number replaced by {@code *}, and nothing else. */
  public static String mask(String text) {
    if (isPlain(text) && find(text, 0) == null) {
      return text;
    }
    Folded folded = Folded.of(text);
    StringBuilder masked = new StringBuilder(text);
    for (Span found = find(folded.text, 0); found != null; found = find(folded.text, found.end())) {
      for (int i = found.start(); i < found.end(); i++) {
        if (isDigit(folded.text.charAt(i))) {
          for (int at = folded.starts[i]; at < folded.ends[i]; at++) {
            masked.setCharAt(at, '*');
          }
        }
      }
    }
    return masked.toString();
  }

  /**
   * Replaces every byte of every digit of every card number between the two positions by {@code *}.
   *
   * @return true when there was one
   */
  public static boolean mask(byte[] bytes, int from, int to) {
    Folded folded = Folded.of(bytes, from, to);
    Span found = find(folded.text, 0);
    boolean any = found != null;
    while (found != null) {
      for (int i = found.start(); i < found.end(); i++) {
        if (isDigit(folded.text.charAt(i))) {
          for (int at = folded.starts[i]; at < folded.ends[i]; at++) {
            bytes[at] = '*';
          }
        }
      }
      found = find(folded.text, found.end());
    }
    return any;
  }

  /** True for a byte that can stand neither in a card number nor in a UUID around one. */
  static boolean isBreak(byte b) {
    return b > 0 && !isDigit((char) b) && !isSeparator((char) b) && !Character.isLetter(b);
  }

  private record Span(int start, int end) {}

  @Nullable
  private static Span find(String text, int from) {
    int i = from;
    int length = text.length();
    while (i < length) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int end = endOfDigits(text, i);
      int found = end - i >= SHORTEST ? together(text, i, end) : grouped(text, i, end);
      if (found > 0 && !isInUuid(text, i)) {
        return new Span(i, found);
      }
      i = end;
    }
    return null;
  }

  private static int together(String text, int start, int end) {
    return isCardNumber(text, start, end, end - start) ? end : -1;
  }

  /** Where the longest card number in groups ends that begins here, or -1. */
  private static int grouped(String text, int start, int firstEnd) {
    int longest = -1;
    int end = firstEnd;
    int group = firstEnd - start;
    int digits = group;
    while (group >= SHORTEST_GROUP && group <= LONGEST_GROUP) {
      int next = endOfGap(text, end);
      if (next < 0) {
        break;
      }
      end = endOfDigits(text, next);
      group = end - next;
      digits += group;
      if (digits > LONGEST) {
        break;
      }
      if (isCardNumber(text, start, end, digits)) {
        longest = end;
      }
    }
    return longest;
  }

  private static int endOfGap(String text, int start) {
    int end = start;
    while (end < text.length() && isSeparator(text.charAt(end))) {
      end++;
    }
    boolean isGap = end > start && end - start <= LONGEST_GAP;
    return isGap && end < text.length() && isDigit(text.charAt(end)) ? end : -1;
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '_' || c == '/' || c == '\t';
  }

  private static boolean isInUuid(String text, int position) {
    // Looks no further than a UUID is long: a text may be one long run of what could be in one.
    int start = position;
    while (start > 0 && position - start <= UUID_LENGTH && isOfUuid(text.charAt(start - 1))) {
      start--;
    }
    int end = position;
    while (end < text.length() && end - start <= UUID_LENGTH && isOfUuid(text.charAt(end))) {
      end++;
    }
    if (end - start != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      boolean isDash = text.charAt(start + i) == '-';
      if (isDash != (i == 8 || i == 13 || i == 18 || i == 23)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfUuid(char c) {
    return isDigit(c) || c == '-' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isCardNumber(String text, int start, int end, int digits) {
    return digits >= SHORTEST
        && digits <= LONGEST
        && isOfANetwork(text, start, digits)
        && hasValidCheckDigit(text, start, end);
  }

  /** The first digits that card networks use, each with the lengths that it uses them in. */
  private static boolean isOfANetwork(String text, int start, int digits) {
    int four = leading(text, start, 4);
    int two = four / 100;
    boolean isLong = digits >= 16;
    if (two >= 40 && two <= 49) { // Visa
      return digits == 13 || digits == 16 || digits == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) { // Mastercard
      return digits == 16;
    }
    if (two == 34 || two == 37) { // American Express
      return digits == 15;
    }
    if (two == 36 || two == 38 || two == 39 || (two == 30 && four <= 3059)) { // Diners Club
      return digits == 14 || isLong;
    }
    if (two == 35) { // JCB; 353 and 356 are RuPay
      return isLong;
    }
    // RuPay (508, 60, 65, 81, 82), Maestro, Discover, UnionPay
    return isLong
        && (two == 50 || (two >= 56 && two <= 58) || two / 10 == 6 || two == 81 || two == 82);
  }

  private static int leading(String text, int start, int count) {
    int value = 0;
    int found = 0;
    for (int i = start; found < count; i++) {
      if (isDigit(text.charAt(i))) {
        value = value * 10 + (text.charAt(i) - '0');
        found++;
      }
    }
    return value;
  }

  private static boolean hasValidCheckDigit(String text, int start, int end) {
    int sum = 0;
    boolean doubled = false;
    for (int i = end - 1; i >= start; i--) {
      if (!isDigit(text.charAt(i))) {
        continue;
      }
      int digit = text.charAt(i) - '0';
      if (doubled) {
        digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
      }
      sum += digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 127 || c == 0) {
        return false;
      }
    }
    return true;
  }

  /** A text in plain digits, separators and letters, and where each of them came from. */
  private static final class Folded {

    private String text = "";
    private final int[] starts;
    private final int[] ends;
    private final StringBuilder plain;

    private Folded(int size) {
      starts = new int[size];
      ends = new int[size];
      plain = new StringBuilder(size);
    }

    static Folded of(String text) {
      Folded folded = new Folded(text.length());
      for (int i = 0; i < text.length(); ) {
        int codePoint = text.codePointAt(i);
        int next = i + Character.charCount(codePoint);
        folded.add(codePoint, i, next);
        i = next;
      }
      return folded.done();
    }

    static Folded of(byte[] bytes, int from, int to) {
      Folded folded = new Folded(to - from);
      for (int i = from; i < to; ) {
        int length = lengthOfUtf8(bytes, i, to);
        folded.add(length == 1 ? bytes[i] & 0xFF : utf8(bytes, i, length), i, i + length);
        i += length;
      }
      return folded.done();
    }

    private Folded done() {
      text = plain.toString();
      return this;
    }

    private void add(int codePoint, int start, int end) {
      char folded = fold(codePoint);
      if (folded != 0) {
        starts[plain.length()] = start;
        ends[plain.length()] = end;
        plain.append(folded);
      }
    }

    /** The plain character that it looks like, or 0 when nobody sees it. */
    @SuppressWarnings("CharacterGetNumericValue") // asked of numbers only, superscripts among them
    private static char fold(int codePoint) {
      if (codePoint < 128) {
        return (char) codePoint;
      }
      int type = Character.getType(codePoint);
      if (type == Character.FORMAT || type == Character.NON_SPACING_MARK) {
        return 0;
      }
      if (type == Character.DECIMAL_DIGIT_NUMBER || type == Character.OTHER_NUMBER) {
        int value = Character.getNumericValue(codePoint);
        return value >= 0 && value <= 9 ? (char) ('0' + value) : '?';
      }
      if (type == Character.SPACE_SEPARATOR) {
        return ' ';
      }
      if (type == Character.DASH_PUNCTUATION || codePoint == 0x2212) {
        return '-';
      }
      return '?';
    }

    /** How many bytes make the UTF-8 character that begins here; 1 where there is none. */
    private static int lengthOfUtf8(byte[] bytes, int at, int to) {
      int first = bytes[at] & 0xFF;
      int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
      if (at + length > to) {
        return 1;
      }
      for (int i = 1; i < length; i++) {
        if ((bytes[at + i] & 0xC0) != 0x80) {
          return 1;
        }
      }
      return length;
    }

    private static int utf8(byte[] bytes, int at, int length) {
      int codePoint = bytes[at] & (0xFF >> (length + 1));
      for (int i = 1; i < length; i++) {
        codePoint = codePoint << 6 | (bytes[at + i] & 0x3F);
      }
      return codePoint;
    }
  }
}
