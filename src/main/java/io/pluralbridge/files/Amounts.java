package io.pluralbridge.files;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an amount and a currency must look like, and what to write where they do not. */
public final class Amounts {

  private static final int MOST_DIGITS = 12;
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}\\.\\d{1,4}");
  private static final Pattern POINT = Pattern.compile("[+-]?\\d*\\.\\d*");
  private static final Pattern NEGATIVE = Pattern.compile("[-\u2212]\\d+");
  private static final Pattern ZERO = Pattern.compile("0+");
  private static final Pattern EXPONENT = Pattern.compile("\\d+(\\.\\d+)?[eE][+-]?\\d+");
  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}([,'_\u00A0 ]\\d{2,3})+");

  private Amounts() {}

  /** What keeps it from being an amount, or null when it is one. */
  @Nullable
  public static ErrorCode faultIn(String amount) {
    if (amount.isEmpty()) {
      return ErrorCode.AMOUNT_MISSING;
    }
    if (!isDigits(amount)) {
      if (POINT.matcher(amount).matches()) {
        return ErrorCode.AMOUNT_NOT_MINOR_UNITS;
      }
      return NEGATIVE.matcher(amount).matches()
          ? ErrorCode.AMOUNT_NOT_POSITIVE
          : ErrorCode.AMOUNT_NOT_DIGITS;
    }
    if (amount.charAt(0) == '0') {
      return ZERO.matcher(amount).matches()
          ? ErrorCode.AMOUNT_NOT_POSITIVE
          : ErrorCode.AMOUNT_LEADING_ZERO;
    }
    return amount.length() > MOST_DIGITS ? ErrorCode.AMOUNT_TOO_LARGE : null;
  }

  /**
   * What would be right instead.
   *
   * @param currency the currency beside it, empty when that cannot be read
   */
  public static String right(ErrorCode fault, String amount, String currency) {
    return switch (fault) {
      case AMOUNT_NOT_MINOR_UNITS -> minorUnits(amount, currency);
      case AMOUNT_NOT_POSITIVE -> "write an amount of more than zero, without a sign";
      case AMOUNT_LEADING_ZERO -> "write it without zeros in front";
      case AMOUNT_TOO_LARGE -> "write at most " + MOST_DIGITS + " digits";
      default -> digits(amount);
    };
  }

  private static String minorUnits(String amount, String currency) {
    Matcher decimal = DECIMAL.matcher(amount);
    if (decimal.matches() && !currency.isEmpty()) {
      int digits = Currency.getInstance(currency).getDefaultFractionDigits();
      BigDecimal units = new BigDecimal(amount).movePointRight(digits).stripTrailingZeros();
      if (units.scale() <= 0 && units.signum() > 0) {
        return "write minor units: " + units.toPlainString() + " for " + amount + " " + currency;
      }
    }
    return "write minor units, without a point: 1100 for 11.00 INR";
  }

  private static String digits(String amount) {
    if (isDigits(amount.strip())) {
      return "write it without spaces around it";
    }
    if (EXPONENT.matcher(amount).matches()) {
      return "write all its digits, without an exponent";
    }
    if (GROUPED.matcher(amount).matches()) {
      return "write its digits without anything between them";
    }
    if (amount.startsWith("+")) {
      return "write it without a sign";
    }
    return "write minor units, the digits 0 to 9 only: 1100 for 11.00 INR";
  }

  /** True for the code of a currency that money can be in; not for gold, tests or lower case. */
  public static boolean isCurrency(String code) {
    if (code.length() != 3) {
      return false;
    }
    try {
      return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
