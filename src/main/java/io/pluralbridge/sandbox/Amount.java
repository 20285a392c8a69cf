package io.pluralbridge.sandbox;

/** An amount in minor units: {@code 1050} INR is ten rupees and fifty paise. */
record Amount(long value, String currency) {

  Amount {
    currency = currency.intern();
  }
}
