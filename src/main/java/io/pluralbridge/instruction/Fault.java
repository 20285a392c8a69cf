package io.pluralbridge.instruction;

/**
 * One thing that is wrong with an instruction.
 *
 * @param field where it is, such as {@code payments[0].payment_option.card_details.card_number};
 *     {@code Idempotency-Key} for that header; empty when it is the whole
 * @param code the name of a {@link JsonErrorCode}
 * @param message what was found and what would be right; never a value that may be a card number, a
 *     CVV, a token or a cryptogram
 */
public record Fault(String field, String code, String message) {

  static Fault of(String field, JsonErrorCode code, String message) {
    return new Fault(field, code.name(), message);
  }

  /** The message after its field, for a reader who sees nothing else. */
  String sentence() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
