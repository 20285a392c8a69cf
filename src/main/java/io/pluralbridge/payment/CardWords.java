package io.pluralbridge.payment;

import java.util.regex.Pattern;

/**
 * Card data in a text that somebody else wrote: card numbers wherever they stand, and what is known
 * only by the name before it.
 */
public final class CardWords {

  private static final String HIDDEN = "$1***";
  private static final String SIGNS = "[\\\\\"'\\s:=]{1,12}";

  private static final Pattern DIGITS =
      Pattern.compile("(?i)(\\b(?:cvv2?|cvc2?|otp)" + SIGNS + ")[0-9]{3,8}\\b");
  private static final Pattern CRYPTOGRAM =
      Pattern.compile("(?i)(\\bcryptogram" + SIGNS + ")[a-z0-9+/=_-]{8,}");

  private static final String[] NAMES = {"cvv", "cvc", "otp", "cryptogram"};

  private CardWords() {}

  /** The same text with {@code *} for card numbers, CVVs, one-time passwords and cryptograms. */
  public static String mask(String text) {
    String masked = CardNumbers.mask(text);
    return hasName(masked) ? withoutWhatIsNamed(masked) : masked;
  }

  private static String withoutWhatIsNamed(String text) {
    String masked = DIGITS.matcher(text).replaceAll(HIDDEN);
    return CRYPTOGRAM.matcher(masked).replaceAll(HIDDEN);
  }

  /** Hardly any text has one of them, and to look for them by a pattern is dear. */
  private static boolean hasName(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      int small = text.charAt(i) | 0x20;
      if ((small == 'c' || small == 'o') && isNameAt(text, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNameAt(String text, int position) {
    int next = text.charAt(position + 1) | 0x20;
    for (String name : NAMES) {
      if (next == name.charAt(1) && text.regionMatches(true, position, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }
}
