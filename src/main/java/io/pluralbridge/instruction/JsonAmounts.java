package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.files.Amounts;
import io.pluralbridge.files.ErrorCode;
import io.pluralbridge.payment.Money;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"value": 1100, "currency": "INR"}}, the value in minor units. */
final class JsonAmounts {

  private static final String EXAMPLE = "{\"value\": 1100, \"currency\": \"INR\"} for 11.00 INR";

  private JsonAmounts() {}

  /**
   * The amount, its value made an integer where it was a text.
   *
   * @return null when there is none or it was refused
   */
  static @Nullable Money required(Field amount) {
    if (!amount.isGiven()) {
      String found = amount.isNamed() ? found(amount) : "missing";
      amount.refuse(
          JsonErrorCode.AMOUNT_MISSING, amount.name() + " is " + found + "; write " + EXAMPLE);
      return null;
    }
    return read(amount);
  }

  /**
   * As {@link #required}, but its field may be left out, which asks for all that there is. One that
   * is null or empty was meant to be filled in.
   */
  static @Nullable Money optional(Field amount) {
    if (amount.isNamed() && !amount.isGiven()) {
      amount.refuse(
          JsonErrorCode.AMOUNT_MISSING,
          amount.name()
              + " is "
              + found(amount)
              + "; write "
              + EXAMPLE
              + ", or leave the field out for all that there is");
    }
    return amount.isGiven() ? read(amount) : null;
  }

  private static String found(Field amount) {
    return amount.node() == null ? "null" : "empty";
  }

  private static @Nullable Money read(Field amount) {
    if (!(amount.node() instanceof ObjectNode object)) {
      amount.refuse(
          JsonErrorCode.FIELD_TYPE, amount.name() + " is " + amount.kind() + "; write " + EXAMPLE);
      return null;
    }
    String currency = currency(amount.at("currency"));
    String value = value(amount.at("value"), currency == null ? "" : currency);
    if (value == null || currency == null) {
      return null;
    }
    long minorUnits = Long.parseLong(value);
    object.put("value", minorUnits);
    return Money.of(minorUnits, currency);
  }

  private static @Nullable String value(Field value, String currency) {
    JsonNode node = value.node();
    if (node == null) {
      value.refuse(JsonErrorCode.AMOUNT_MISSING, "value is missing; write minor units");
      return null;
    }
    if (!node.isTextual() && !node.isNumber()) {
      value.refuse(
          JsonErrorCode.AMOUNT_NOT_DIGITS,
          "value is " + value.kind() + "; write minor units, an integer");
      return null;
    }
    String text = node.asText();
    ErrorCode fault =
        node.isNumber() && !node.isIntegralNumber()
            ? ErrorCode.AMOUNT_NOT_MINOR_UNITS
            : Amounts.faultIn(text);
    if (fault == null) {
      return text;
    }
    String right =
        fault == ErrorCode.AMOUNT_MISSING
            ? "write minor units, an integer"
            : Amounts.right(fault, text, currency);
    value.refuse(JsonErrorCode.valueOf(fault.name()), wrong(fault) + "; " + right);
    return null;
  }

  private static String wrong(ErrorCode fault) {
    return switch (fault) {
      case AMOUNT_MISSING -> "value is empty";
      case AMOUNT_NOT_MINOR_UNITS -> "value has a decimal point or an exponent";
      case AMOUNT_NOT_POSITIVE -> "value is zero or negative";
      case AMOUNT_LEADING_ZERO -> "value begins with a zero";
      case AMOUNT_TOO_LARGE -> "value has more than 12 digits";
      default -> "value is not made of digits";
    };
  }

  private static @Nullable String currency(Field currency) {
    if (!currency.isGiven()) {
      currency.refuse(
          JsonErrorCode.CURRENCY_MISSING, "currency is missing; write a code such as INR");
      return null;
    }
    JsonNode node = currency.node();
    String code = node != null && node.isTextual() ? node.textValue() : "";
    if (Amounts.isCurrency(code)) {
      return code;
    }
    String meant = code.strip().toUpperCase(Locale.ROOT);
    currency.refuse(
        JsonErrorCode.CURRENCY_UNKNOWN,
        "currency is not the code of one; write "
            + (Amounts.isCurrency(meant) ? meant : "the ISO 4217 code in capitals, such as INR"));
    return null;
  }
}
