package io.pluralbridge.payment;

import java.util.Currency;

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
}
