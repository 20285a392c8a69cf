package io.pluralbridge.files;

import io.pluralbridge.payment.Money;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount that a person or a spreadsheet has written as money, and not as minor units: with a
 * decimal point or comma, with its thousands apart, with a currency, with an exponent.
 *
 * @param number the number in it
 */
record WrittenMoney(BigDecimal number) {

  private static final int LONGEST = 60;
  private static final int MOST_DIGITS = 12;

  /** A comma and three digits behind it. */
  private static final int THOUSANDS = 4;

  private static final Pattern BEFORE =
      Pattern.compile("^(?:\\p{Sc}|([A-Za-z]{2,6})\\.?)(?=[\\s\\d.,+-])\\s*");
  private static final Pattern BEHIND = Pattern.compile("\\s*(?:\\p{Sc}|/-|([A-Za-z]{2,6})\\.?)$");
  private static final Pattern BETWEEN_DIGITS = Pattern.compile("(?<=\\d)['’_\\s](?=\\d)");
  private static final Pattern NUMBER =
      Pattern.compile("([+-]?)([\\d.,٫٬]*\\d[\\d.,٫٬]*)([eE][+-]?\\d{1,2})?");

  /** What is written there as money; null when nothing is, as in {@code 1100} or {@code abc}. */
  @Nullable
  static WrittenMoney in(String amount) {
    if (amount.length() > LONGEST) {
      return null;
    }
    String plain = inPlainDigits(Normalizer.normalize(amount, Normalizer.Form.NFKC)).strip();
    String number = plain;
    for (String rest = without(number); !rest.equals(number); rest = without(number)) {
      number = rest;
    }
    number = BETWEEN_DIGITS.matcher(number).replaceAll("");
    Matcher parts = NUMBER.matcher(number);
    boolean isPlain = number.equals(plain) && number.chars().noneMatch(WrittenMoney::isOfMoney);
    if (isPlain || !parts.matches()) {
      return null;
    }
    String exponent = parts.group(3) == null ? "" : parts.group(3);
    try {
      return new WrittenMoney(
          new BigDecimal(parts.group(1) + withPoint(parts.group(2)) + exponent));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isOfMoney(int c) {
    return c == '.' || c == ',' || c == 'e' || c == 'E' || c == '٫' || c == '٬';
  }

  private static String inPlainDigits(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.chars()
        .map(c -> c == '\u2212' ? '-' : c)
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(c -> plain.append((char) c));
    return plain.toString();
  }

  /** Without a currency before or behind it, if there is one. */
  private static String without(String text) {
    for (Pattern side : new Pattern[] {BEFORE, BEHIND}) {
      Matcher currency = side.matcher(text);
      if (currency.find() && (currency.group(1) == null || isCurrency(currency.group(1)))) {
        return currency.replaceFirst("");
      }
    }
    return text;
  }

  private static boolean isCurrency(String word) {
    String name = word.toUpperCase(Locale.ROOT);
    return name.equals("RS") || name.startsWith("RUPEE") || Amounts.isCurrency(name);
  }

  /** Of points and commas the last one is the decimal point, unless it parts thousands. */
  private static String withPoint(String digits) {
    String text = digits.replace('٫', '.').replace("٬", "");
    int point = text.lastIndexOf('.');
    int comma = text.lastIndexOf(',');
    boolean isAlone = text.indexOf(',') == comma && point < 0;
    boolean partsThousands = isAlone ? text.length() - comma == THOUSANDS : point < 0;
    if (comma > point && !partsThousands) {
      return text.replace(".", "").replace(',', '.');
    }
    boolean pointsPartThousands = text.indexOf('.') != point;
    String bare = text.replace(",", "");
    return pointsPartThousands ? bare.replace(".", "") : bare;
  }

  /**
   * Both ways to read it.
   *
   * @param currency the currency beside it, empty when that cannot be read
   */
  String readings(String currency) {
    if (currency.isEmpty()) {
      return "it is money, or it is minor units";
    }
    int digits = Currency.getInstance(currency).getDefaultFractionDigits();
    BigDecimal units = number.movePointRight(digits).stripTrailingZeros();
    return "as "
        + (currency.equals("INR") ? "rupees" : "money")
        + " it is "
        + (isWhole(units)
            ? words(units, currency) + " = " + units.toPlainString() + " minor units"
            : "finer than minor units are")
        + "; as minor units it is "
        + (isWhole(number) ? words(number, currency) : "none");
  }

  private static boolean isWhole(BigDecimal units) {
    BigDecimal bare = units.stripTrailingZeros();
    return bare.scale() <= 0 && bare.precision() - bare.scale() <= MOST_DIGITS;
  }

  private static String words(BigDecimal units, String currency) {
    return Money.inWords(units.longValueExact(), currency);
  }
}
