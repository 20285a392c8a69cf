package io.pluralbridge.carddata;

import java.util.regex.Pattern;

/**
 * Card data in a text that somebody else wrote: card numbers wherever they stand, and what is known
 * only by the name before it.
 */
public final class CardWords {

  private static final String HIDDEN = "$1***";

  /** What parts a name and its value, also where that is encoded. */
  private static final String SIGNS =
      "(?:[^a-z0-9%&]|%(?:25)*[0-9a-f]{2}|&#?[a-z0-9]+;){1,16}(?:(?:code|no|number|is)[^a-z0-9]{1,4})?";

  private static final Pattern CODE =
      Pattern.compile("(?i)((?<![a-z])(?:cvv2?|cvc2?|cvn2?)" + SIGNS + ")[0-9]{3,4}(?![0-9])");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)((?<![a-z])otp" + SIGNS + ")[0-9]{3,8}(?![0-9])");
  private static final Pattern CRYPTOGRAM =
      Pattern.compile("(?i)((?<![a-z])cryptogram" + SIGNS + ")[a-z0-9+/=_-]{8,}");

  private static final String[] NAMES = {"cvv", "cvc", "cvn", "otp", "cryptogram"};

  private CardWords() {}

  /** The same text with {@code *} for card numbers, CVVs, one-time passwords and cryptograms. */
  public static String mask(String text) {
    String masked = CardNumbers.mask(text);
    return hasName(masked) ? withoutWhatIsNamed(masked) : masked;
  }

  /**
   * The same text with {@code *} for card numbers and CVVs: in what a sender wrote, a one-time
   * password may be that of a delivery.
   */
  public static String maskCards(String text) {
    String masked = CardNumbers.mask(text);
    return hasName(masked) ? CODE.matcher(masked).replaceAll(HIDDEN) : masked;
  }

  private static String withoutWhatIsNamed(String text) {
    String masked = CODE.matcher(text).replaceAll(HIDDEN);
    masked = PASSWORD.matcher(masked).replaceAll(HIDDEN);
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
