package io.pluralbridge.carddata;

/**
 * Passes through a text once, and stops at each stretch in which a card number could be: hardly any
 * text has one, and a closer look is dear.
 *
 * <p>It counts the digits between letters. An escape counts as a digit if it could be a part of
 * one, and never as a letter; so it may stop too often, never too seldom.
 */
final class DigitScan {

  private static final byte SIGN = 0;
  private static final byte DIGIT = 1;
  private static final byte LETTER = 2;
  private static final byte ESCAPE = 3;
  private static final byte[] KINDS = kinds();

  private final String text;
  private final boolean isBytes;
  private int start;
  private int end;

  private DigitScan(String text, boolean isBytes) {
    this.text = text;
    this.isBytes = isBytes;
  }

  static DigitScan of(String text) {
    return new DigitScan(text, false);
  }

  /** Of bytes in any encoding: one that is not ASCII may be anything. */
  static DigitScan ofBytes(String latin1) {
    return new DigitScan(latin1, true);
  }

  /** Where the stretch begins that it stopped at. */
  int start() {
    return start;
  }

  /** Where that ends. */
  int end() {
    return end;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c = 0; c < 128; c++) {
      kinds[c] = Character.isDigit(c) ? DIGIT : Character.isLetter(c) ? LETTER : SIGN;
    }
    kinds['%'] = ESCAPE;
    kinds['\\'] = ESCAPE;
    kinds['&'] = ESCAPE;
    kinds['<'] = ESCAPE;
    return kinds;
  }

  /** Goes on to the next stretch that may hold a card number; false when there is none. */
  boolean next() {
    int length = text.length();
    int digits = 0;
    int from = end;
    for (int i = end; i < length; i++) {
      char c = text.charAt(i);
      byte kind = c < 128 ? KINDS[c] : isLetter(c) ? LETTER : DIGIT;
      if (kind == DIGIT) {
        digits++;
      } else if (kind == LETTER) {
        if (digits >= CardRanges.SHORTEST && isPossible(from, i)) {
          return stop(from, i);
        }
        digits = 0;
        from = i + 1;
      } else if (kind == ESCAPE) {
        int past = endOfEscape(text, i);
        digits += past > i + 1 ? Math.max(1, digitsIn(i, past)) : 0;
        i = past - 1;
      }
    }
    boolean isLast = digits >= CardRanges.SHORTEST && isPossible(from, length);
    return stop(isLast ? from : length, length);
  }

  /** One long group, two of a fair length, or several; or what is not plain. */
  private boolean isPossible(int from, int to) {
    int groups = 0;
    int size = 0;
    int before = 0;
    boolean isPair = false;
    boolean isLongPair = false;
    for (int i = from; i <= to; i++) {
      char c = i < to ? text.charAt(i) : ' ';
      byte kind = c < 128 ? KINDS[c] : ESCAPE;
      if (kind == DIGIT) {
        size++;
      } else if (kind == ESCAPE || c < ' ') {
        return true;
      } else if (size > 0) {
        groups++;
        isPair |= size > 3 && before > 3;
        isLongPair |= (size > 7 && before > 5) || (size > 3 && before > 11);
        if (size >= CardRanges.SHORTEST || groups > 4) {
          return true;
        }
        before = size;
        size = 0;
      }
    }
    return isLongPair || (groups > 2 && isPair);
  }

  private boolean stop(int from, int to) {
    start = from;
    end = to;
    return to > from;
  }

  /** It may be none after all, but a sign between digits. */
  private int digitsIn(int from, int to) {
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      digits += c < 128 && KINDS[c] == DIGIT ? 1 : 0;
    }
    return digits;
  }

  /** In full width an escape looks like letters. */
  private boolean isLetter(char c) {
    return !isBytes && c < 0xFF00 && Character.isLetter(c);
  }

  /** Past the letters and digits that belong to the escape which begins there. */
  private static int endOfEscape(String text, int start) {
    int i = start + 1;
    char kind = text.charAt(start);
    if (kind == '<') {
      int end = Tags.end(start, text.length(), text::charAt);
      return end == start ? i : end;
    }
    if (kind == '&') {
      return endOfEntity(text, i);
    }
    if (kind == '\\') {
      while (i < text.length() && text.charAt(i) == '\\') {
        i++;
      }
      return endOfLetter(text, i);
    }
    while (text.startsWith("25", i) && isHex(text, i + 2) && isHex(text, i + 3)) {
      i += 2;
    }
    if (!isHex(text, i) || !isHex(text, i + 1)) {
      return endOfLetter(text, i);
    }
    return switch (text.substring(i, i + 2)) {
      case "26" -> endOfEntity(text, i + 2);
      case "5c", "5C", "23" -> endOfLetter(text, i + 2);
      default -> i + 2;
    };
  }

  /** Of one with a name, whose end may be escaped in turn, or with a number. */
  private static int endOfEntity(String text, int start) {
    if (text.startsWith("#", start)) {
      return endOfLetter(text, start + 1);
    }
    int i = start;
    while (i < text.length() && i - start < 32 && Character.isLetter(text.charAt(i))) {
      i++;
    }
    boolean isName = i < text.length() && (text.charAt(i) == ';' || text.charAt(i) == '%');
    if (!isName) {
      return start;
    }
    boolean isAmp = i - start == 3 && text.startsWith("amp", start);
    return isAmp ? endOfEntity(text, text.charAt(i) == ';' ? i + 1 : endOfEscape(text, i)) : i;
  }

  /** One letter that says what is escaped, and hexadecimal digits behind it. */
  private static int endOfLetter(String text, int start) {
    int i = start;
    if (i < text.length() && Character.isLetter(text.charAt(i))) {
      boolean isNumber = "uUxX".indexOf(text.charAt(i)) >= 0;
      i++;
      int end = isNumber ? i + 6 : i;
      while (i < end && isHex(text, i)) {
        i++;
      }
    }
    return i;
  }

  private static boolean isHex(String text, int index) {
    return index < text.length() && Character.digit(text.charAt(index), 16) >= 0;
  }
}
