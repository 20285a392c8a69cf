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

  private CardWords() {}

  /** The same text with {@code *} for card numbers, CVVs, one-time passwords and cryptograms. */
  public static String mask(String text) {
    String masked = DIGITS.matcher(CardNumbers.mask(text)).replaceAll(HIDDEN);
    return CRYPTOGRAM.matcher(masked).replaceAll(HIDDEN);
  }
}
