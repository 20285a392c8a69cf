package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What clients are to get done over HTTP: one instruction, and what follows once it took effect.
 *
 * @param instruction its order is empty where the errand before makes the order
 * @param idempotencyKey its header; null when the call has none
 * @param card the number of the card that pays; null for all but payments
 * @param when at which part of the run they set off, from 0 to 1
 * @param laterMs how long they wait before they do
 * @param clients how many ask for it at once
 * @param async whether they say that they want no answer, and look for it
 * @param next what is asked for when it took effect, all at once
 */
record Errand(
    Instruction instruction,
    @Nullable String idempotencyKey,
    @Nullable String card,
    double when,
    int laterMs,
    int clients,
    boolean async,
    List<Errand> next) {

  private static final String ORDERS = "/api/pay/v1/orders";

  /** The same for an order that is known now. A cancel without a key goes by its order. */
  Errand forOrder(String orderId) {
    String key = instruction.key().isEmpty() ? orderId : instruction.key();
    return new Errand(
        new Instruction(instruction.action(), key, orderId, instruction.amount()),
        idempotencyKey,
        card,
        when,
        laterMs,
        clients,
        async,
        next);
  }

  String method() {
    return switch (instruction.action()) {
      case CAPTURE, CANCEL -> "PUT";
      default -> "POST";
    };
  }

  String path() {
    String order = ORDERS + "/" + instruction.orderId();
    return switch (instruction.action()) {
      case CREATE_ORDER -> ORDERS;
      case CREATE_PAYMENT -> order + "/payments";
      case CAPTURE -> order + "/capture";
      case CANCEL -> order + "/cancel";
      case REFUND -> "/api/pay/v1/refunds/" + instruction.orderId();
      default -> throw unknown(instruction.action());
    };
  }

  /** In Plural's words. A payment that has an idempotency key needs no reference of its own. */
  String body() {
    String key = instruction.key();
    return switch (instruction.action()) {
      case CREATE_ORDER ->
          object(
              text("merchant_order_reference", key), amount("order_amount"), "\"pre_auth\":true");
      case CREATE_PAYMENT -> "{\"payments\":[" + payment(key) + "]}";
      case CAPTURE ->
          instruction.amount() == null
              ? object(text("merchant_capture_reference", key))
              : object(text("merchant_capture_reference", key), amount("capture_amount"));
      case CANCEL -> "";
      case REFUND -> object(text("merchant_order_reference", key), amount("order_amount"));
      default -> throw unknown(instruction.action());
    };
  }

  private String payment(String key) {
    String paid =
        object(
            text("payment_method", "CARD"),
            amount("payment_amount"),
            "\"payment_option\":"
                + object(
                    "\"card_details\":"
                        + object(
                            text("name", "Anagha"),
                            text("card_number", Objects.requireNonNull(card)),
                            text("expiry_month", "12"),
                            text("expiry_year", "2039"),
                            text("cvv", "123"))));
    boolean isNamedByItsHeader = key.equals(idempotencyKey);
    return isNamedByItsHeader
        ? paid
        : "{" + text("merchant_payment_reference", key) + "," + paid.substring(1);
  }

  private String amount(String name) {
    return "\""
        + name
        + "\":{\"value\":"
        + instruction.amount()
        + ","
        + text("currency", Instruction.CURRENCY)
        + "}";
  }

  private static String text(String name, String value) {
    return "\"" + name + "\":\"" + value + "\"";
  }

  private static String object(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  static IllegalArgumentException unknown(Action action) {
    return new IllegalArgumentException("the proof knows nothing of " + action);
  }
}
