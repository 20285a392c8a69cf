package io.pluralbridge.payment;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;

/**
 * An amount of money: an integer number of minor units and its currency. {@code 1050} INR is ten
 * rupees and fifty paise.
 *
 * @param minorUnits more than zero
 */
public record Money(long minorUnits, Currency currency) {

  public Money {
    if (minorUnits <= 0) {
      throw new IllegalArgumentException("an amount is more than zero minor units: " + minorUnits);
    }
  }

  /**
   * The amount in the currency of that code.
   *
   * @param currencyCode an ISO 4217 code in capitals
   * @throws IllegalArgumentException when the amount is not positive or the code is not one
   */
  public static Money of(long minorUnits, String currencyCode) {
    return new Money(minorUnits, Currency.getInstance(currencyCode));
  }

  /** As people write it: {@code INR 1,100.00}, {@code JPY 1,100}, {@code KWD 1.100}. */
  public String inWords() {
    return inWords(minorUnits, currency.getCurrencyCode());
  }

  /**
   * The same for a sum, which may be zero or less.
   *
   * @param minorUnits as many digits behind the point as the currency has, by ISO 4217
   * @param currencyCode an ISO 4217 code in capitals
   */
  public static String inWords(long minorUnits, String currencyCode) {
    int digits = Math.max(0, Currency.getInstance(currencyCode).getDefaultFractionDigits());
    DecimalFormat grouped =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    grouped.setMinimumFractionDigits(digits);
    grouped.setMaximumFractionDigits(digits);
    return currencyCode + " " + grouped.format(BigDecimal.valueOf(minorUnits, digits));
  }
}
