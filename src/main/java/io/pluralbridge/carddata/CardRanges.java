package io.pluralbridge.carddata;

/** The first digits and the lengths that card networks use, and the check digit of all cards. */
final class CardRanges {

  static final int SHORTEST = 13;
  static final int LONGEST = 19;

  private CardRanges() {}

  /** True when so many digits from there on could be the number of a card. */
  static boolean isCard(byte[] digits, int from, int length) {
    return length >= SHORTEST
        && length <= LONGEST
        && isOfANetwork(digits, from, length)
        && hasValidCheckDigit(digits, from, length);
  }

  /**
   * The same of the ranges that nearly all cards are of, and of no digits that begin with a date.
   */
  static boolean isCommonCard(byte[] digits, int from, int length) {
    int four = leading(digits, from);
    int two = four / 100;
    boolean isCommon =
        length == 15
            ? two == 34 || two == 37
            : length == 16
                && (two / 10 == 4
                    || (two >= 51 && two <= 55)
                    || (four >= 2221 && four <= 2720 && !Digits.isShortDate(digits, from))
                    || two == 35
                    || two == 60
                    || two == 65
                    || two == 81
                    || two == 82
                    || four / 10 == 508);
    return isCommon && hasValidCheckDigit(digits, from, length);
  }

  /** True for American Express, whose security codes have four digits. */
  static boolean hasLongCode(byte[] digits, int from) {
    int two = leading(digits, from) / 100;
    return two == 34 || two == 37;
  }

  private static boolean isOfANetwork(byte[] digits, int from, int length) {
    int four = leading(digits, from);
    int two = four / 100;
    boolean isLong = length >= 16;
    if (two >= 40 && two <= 49) { // Visa
      return length == 13 || length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) { // Mastercard
      return length == 16;
    }
    if (two == 34 || two == 37) { // American Express
      return length == 15;
    }
    if (two == 36 || two == 38 || two == 39 || (two == 30 && four <= 3059)) { // Diners Club
      return length == 14 || isLong;
    }
    if (two == 35) { // JCB; 353 and 356 are RuPay
      return isLong;
    }
    if (four == 9792 || four == 8600 || four == 9860 || four == 9704) {
      return length == 16; // Troy, Uzcard, Humo, NAPAS
    }
    // RuPay (508, 60, 65, 81, 82), Maestro, Discover, UnionPay
    return isLong
        && (two == 50 || (two >= 56 && two <= 58) || two / 10 == 6 || two == 81 || two == 82);
  }

  private static int leading(byte[] digits, int from) {
    return Digits.number(digits, from, 4);
  }

  /** ISO/IEC 7812-1. */
  static boolean hasValidCheckDigit(byte[] digits, int from, int length) {
    int sum = 0;
    boolean doubled = false;
    for (int i = from + length - 1; i >= from; i--) {
      int digit = digits[i];
      if (doubled) {
        digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
      }
      sum += digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }
}
