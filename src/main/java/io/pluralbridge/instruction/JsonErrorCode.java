package io.pluralbridge.instruction;

/**
 * Everything that a JSON instruction can be refused for. The names are stable: programs read them.
 * Those that capture files have, too, mean the same there.
 */
public enum JsonErrorCode {
  // The whole instruction.
  MALFORMED_JSON("The body is not one JSON object, in UTF-8, that names each field once."),
  ORDER_ID_INVALID("The order id is not 1 to 50 letters, digits, dashes and underscores."),
  IDEMPOTENCY_KEY_INVALID("The idempotency key is not 1 to 255 visible ASCII characters."),
  CARD_NUMBER("There is a card number in a reference, a key or an order id."),

  // Any field.
  FIELD_MISSING("A field that the action or the type of payment needs is absent, null or empty."),
  FIELD_TYPE("A field is not of the JSON type that it has at Plural."),
  FIELD_INVALID("A field has a value that Plural does not take."),
  FIELD_UNKNOWN(
      "A field that could decide about money is none that the instruction has, is spelt otherwise,"
          + " or stands elsewhere."),

  // References and amounts.
  REFERENCE_MISSING("The merchant's reference is absent, null or empty."),
  REFERENCE_INVALID(
      "The merchant's reference is not 1 to 50 letters, digits, dashes and underscores, or is given"
          + " twice."),
  AMOUNT_MISSING("The amount or its value is absent, null or empty."),
  AMOUNT_NOT_MINOR_UNITS(
      "The amount has a decimal point or an exponent; it is written in minor units."),
  AMOUNT_NOT_DIGITS("The amount is neither an integer nor a text of the digits 0 to 9."),
  AMOUNT_NOT_POSITIVE("The amount is zero or negative."),
  AMOUNT_LEADING_ZERO("The amount is a text that begins with a zero."),
  AMOUNT_TOO_LARGE("The amount has more than 12 digits."),
  AMOUNT_ABOVE_ORDER("The payments are for more than the order that they pay."),
  CURRENCY_MISSING("The currency is absent, null or empty."),
  CURRENCY_UNKNOWN("The currency is not the code of an ISO 4217 currency in capitals."),
  CURRENCY_OF_ORDER("The amount is in another currency than the order that it is for."),

  // Ways to pay.
  PAYMENT_TYPE_UNKNOWN("The payment method is none that we know, or it is unclear which is meant."),
  CARD_NUMBER_INVALID("The card number is not 12 to 19 digits with the right check digit."),
  CARD_EXPIRED("The card or the token is past its month of expiry everywhere on earth."),
  EXPIRY_INVALID("The expiry is not a month 01 to 12 and a year of four or two digits."),
  CVV_MISSING("The CVV is absent, and this kind of token is never paid with without it."),
  CVV_INVALID("The CVV is not 3 or 4 digits.");

  private final String sentence;

  JsonErrorCode(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, in a sentence. */
  public String sentence() {
    return sentence;
  }
}
