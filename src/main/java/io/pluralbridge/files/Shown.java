package io.pluralbridge.files;

/** A sender's value as it may stand in a message: in quotes, short, and with nothing invisible. */
final class Shown {

  private static final int LONGEST = 40;

  private Shown() {}

  /**
   * The value in quotes; the caller has made sure that it is not from a line with a card number.
   */
  static String value(String value) {
    return value(value, LONGEST);
  }

  /** The same, cut to so many characters. */
  static String value(String value, int longest) {
    StringBuilder shown = new StringBuilder(longest + 8).append('"');
    int end = Math.min(value.length(), longest);
    for (int i = 0; i < end; ) {
      int codePoint = value.codePointAt(i);
      if (isVisible(codePoint)) {
        shown.appendCodePoint(codePoint);
      } else {
        shown.append(String.format("\\u%04x", codePoint));
      }
      i += Character.charCount(codePoint);
    }
    return shown.append(value.length() > longest ? "..." : "").append('"').toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
