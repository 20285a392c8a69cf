package io.pluralbridge.carddata;

/** What digits say when they are read as a date. Years that no one writes now are none. */
final class Digits {

  private static final int FIRST_YEAR = 2000;
  private static final int LAST_YEAR = 2049;
  private static final int FIRST_EXPIRY = 20;
  private static final int LAST_EXPIRY = 49;

  private Digits() {}

  /** So many digits from there on as a number. */
  static int number(byte[] digits, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      value = value * 10 + digits[i];
    }
    return value;
  }

  /** Six digits, year, month and day with the year in front or behind. */
  static boolean isShortDate(byte[] digits, int from) {
    int first = number(digits, from, 2);
    int second = number(digits, from + 2, 2);
    int third = number(digits, from + 4, 2);
    boolean yearIsFirst = isShortYear(first) && isMonth(second) && isDay(third);
    boolean yearIsLast =
        isShortYear(third)
            && ((isDay(first) && isMonth(second)) || (isMonth(first) && isDay(second)));
    return yearIsFirst || yearIsLast;
  }

  /** Eight digits, year, month and day with the year in front or behind. */
  static boolean isDate(byte[] digits, int from) {
    return isYearFirst(digits, from)
        || (isYear(number(digits, from + 4, 4))
            && ((isDay(number(digits, from, 2)) && isMonth(number(digits, from + 2, 2)))
                || (isMonth(number(digits, from, 2)) && isDay(number(digits, from + 2, 2)))));
  }

  private static boolean isYearFirst(byte[] digits, int from) {
    return isYear(number(digits, from, 4))
        && isMonth(number(digits, from + 4, 2))
        && isDay(number(digits, from + 6, 2));
  }

  /** Four digits or more that begin with the month and year in which a card ends. */
  static boolean isExpiry(byte[] digits, int from, int length) {
    if (length < 4) {
      return false;
    }
    int first = number(digits, from, 2);
    int second = number(digits, from + 2, 2);
    if ((isMonth(first) && isExpiryYear(second)) || (isExpiryYear(first) && isMonth(second))) {
      return true;
    }
    return length >= 6
        && ((isMonth(first) && second == 20 && isExpiryYear(number(digits, from + 4, 2)))
            || (first == 20 && isExpiryYear(second) && isMonth(number(digits, from + 4, 2))));
  }

  /** True for what begins with a time: a date, or the seconds since 1970 or parts of them. */
  static boolean isTimeFirst(byte[] digits, int from) {
    boolean isEpoch = digits[from] == 1;
    return isEpoch || isDate(digits, from) || isShortDate(digits, from);
  }

  static boolean isMonth(int number) {
    return number >= 1 && number <= 12;
  }

  private static boolean isDay(int number) {
    return number >= 1 && number <= 31;
  }

  private static boolean isShortYear(int number) {
    return number >= 15 && number <= 39;
  }

  private static boolean isYear(int number) {
    return number >= FIRST_YEAR && number <= LAST_YEAR;
  }

  private static boolean isExpiryYear(int number) {
    return number >= FIRST_EXPIRY && number <= LAST_EXPIRY;
  }
}
