package io.pluralbridge.carddata;

import org.jspecify.annotations.Nullable;

/**
 * A text in plain ASCII, and where each of its characters came from.
 *
 * <p>Digits of any script become 0 to 9, letters of any script a letter, spaces and dashes those of
 * ASCII; what is not seen (a zero width space, a NUL) is left out.
 */
final class PlainText {

  private static final int LONGEST_ENTITY = 31;

  private final char[] chars;
  private final int[] starts;
  private final int[] ends;
  private int length;

  private PlainText(int size) {
    chars = new char[size];
    starts = new int[size];
    ends = new int[size];
  }

  static PlainText of(String text, int from, int to) {
    PlainText plain = new PlainText(to - from);
    for (int i = from; i < to; ) {
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      plain.add(codePoint, i, next);
      i = next;
    }
    return plain;
  }

  /** Of bytes, read as UTF-8 where they are and byte by byte where not. */
  static PlainText of(byte[] bytes, int from, int to) {
    PlainText plain = new PlainText(to - from);
    for (int i = from; i < to; ) {
      int size = Utf8.sizeAt(bytes, i, to);
      plain.add(size == 1 ? bytes[i] & 0xFF : Utf8.codePoint(bytes, i, size), i, i + size);
      i += size;
    }
    return plain;
  }

  int length() {
    return length;
  }

  char at(int index) {
    return chars[index];
  }

  /** Where that character begins in the original. */
  int start(int index) {
    return starts[index];
  }

  /** Where it ends there. */
  int end(int index) {
    return ends[index];
  }

  private void add(int codePoint, int start, int end) {
    char folded = fold(codePoint);
    if (folded != 0) {
      chars[length] = folded;
      starts[length] = start;
      ends[length] = end;
      length++;
    }
  }

  /** The plain character that it looks like, or 0 when it is not seen. */
  @SuppressWarnings("CharacterGetNumericValue") // asked of numbers only, superscripts among them
  private static char fold(int codePoint) {
    if (codePoint >= ' ' && codePoint < 0x7F) {
      return (char) codePoint;
    }
    if (codePoint < 0x80) {
      return codePoint >= '\t' && codePoint <= '\r' ? ' ' : 0;
    }
    if (codePoint >= 0xFF01 && codePoint <= 0xFF5E) { // full width
      return (char) (codePoint - 0xFEE0);
    }
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT,
          Character.CONTROL,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          0;
      case Character.DECIMAL_DIGIT_NUMBER, Character.OTHER_NUMBER -> {
        int value = Character.getNumericValue(codePoint);
        yield value >= 0 && value <= 9 ? (char) ('0' + value) : '?';
      }
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          ' ';
      case Character.DASH_PUNCTUATION -> '-';
      default -> Character.isLetter(codePoint) ? 'x' : codePoint == 0x2212 ? '-' : '?';
    };
  }

  // ---- escapes ---------------------------------------------------------------------------------

  /**
   * The same with what is escaped in it decoded once: percent-encoding (also with u and four
   * digits), entities and tags of HTML, and the escapes of JSON.
   *
   * @return null when nothing is
   */
  @Nullable PlainText decoded() {
    PlainText plain = new PlainText(length);
    boolean changed = false;
    for (int i = 0; i < length; ) {
      Escape escape = escapeAt(i);
      if (escape == null) {
        plain.add(chars[i], starts[i], ends[i]);
        i++;
      } else {
        plain.add(escape.codePoint, starts[i], ends[escape.end - 1]);
        i = escape.end;
        changed = true;
      }
    }
    return changed ? plain : null;
  }

  private record Escape(int codePoint, int end) {}

  private @Nullable Escape escapeAt(int index) {
    return switch (chars[index]) {
      case '%' -> percent(index);
      case '\\' -> backslash(index);
      case '&' -> entity(index);
      case '<' -> tag(index);
      default -> null;
    };
  }

  private @Nullable Escape percent(int index) {
    if (isAt(index + 1, 'u')) {
      return wide(index + 2);
    }
    int first = hex(index + 1, 2);
    if (first < 0) {
      return null;
    }
    if (first < 0x80) {
      return new Escape(first, index + 3);
    }
    byte[] bytes = new byte[4];
    int size = 0;
    for (int b = first;
        size < 4 && b >= 0;
        b = isAt(index + 3 * size, '%') ? hex(index + 3 * size + 1, 2) : -1) {
      bytes[size] = (byte) b;
      size++;
    }
    int of = Utf8.sizeAt(bytes, 0, size);
    return new Escape(of == 1 ? first : Utf8.codePoint(bytes, 0, of), index + 3 * of);
  }

  private @Nullable Escape backslash(int index) {
    if (index + 1 >= length) {
      return null;
    }
    return switch (chars[index + 1]) {
      case 'u' -> wide(index + 2);
      case 'x' -> {
        int value = hex(index + 2, 2);
        if (value < 0) {
          yield null;
        }
        yield new Escape(value, index + 4);
      }
      case 'n', 'r', 't', 'f', 'b', 'v' -> new Escape(' ', index + 2);
      case '\\', '/', '"', '\'' -> new Escape(chars[index + 1], index + 2);
      default -> null;
    };
  }

  /** Four hexadecimal digits, or twice four for what needs two of them. */
  private @Nullable Escape wide(int index) {
    int value = hex(index, 4);
    if (value < 0) {
      return null;
    }
    if (Character.isHighSurrogate((char) value)
        && isAt(index + 5, 'u')
        && chars[index + 4] == chars[index - 2]) {
      int low = hex(index + 6, 4);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        return new Escape(Character.toCodePoint((char) value, (char) low), index + 10);
      }
    }
    return new Escape(value, index + 4);
  }

  /** A tag of HTML parts as a space does. One with many digits in it is looked at as it is. */
  private @Nullable Escape tag(int index) {
    int end = Tags.end(index, length, at -> chars[at]);
    return end == index ? null : new Escape(' ', end);
  }

  /** Every one with a name but that of {@code &} itself parts as a space does. */
  private @Nullable Escape entity(int index) {
    if (isAt(index + 1, '#')) {
      return numbered(index + 2);
    }
    int end = index + 1;
    while (end < length && end - index <= LONGEST_ENTITY && isAsciiLetter(chars[end])) {
      end++;
    }
    if (end - index < 3 || !isAt(end, ';')) {
      return null;
    }
    boolean isAmp = end - index == 4 && chars[index + 1] == 'a' && chars[index + 2] == 'm';
    return new Escape(isAmp ? '&' : ' ', end + 1);
  }

  private @Nullable Escape numbered(int index) {
    boolean isHex = isAt(index, 'x') || isAt(index, 'X');
    int start = isHex ? index + 1 : index;
    int end = start;
    int value = 0;
    while (end < length && end - start < 7 && Character.digit(chars[end], isHex ? 16 : 10) >= 0) {
      value = value * (isHex ? 16 : 10) + Character.digit(chars[end], isHex ? 16 : 10);
      end++;
    }
    if (end == start || value > Character.MAX_CODE_POINT) {
      return null;
    }
    return new Escape(value, isAt(end, ';') ? end + 1 : end);
  }

  private boolean isAt(int index, char c) {
    return index < length && chars[index] == c;
  }

  /** So many hexadecimal digits as a number, -1 where they are not. */
  private int hex(int index, int count) {
    if (index + count > length) {
      return -1;
    }
    int value = 0;
    for (int i = index; i < index + count; i++) {
      int digit = Character.digit(chars[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
