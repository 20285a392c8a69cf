package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.carddata.CardNumbers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the names must look like that a sender gives to what it asks for. */
final class References {

  /** API reference: create order, and the order ids of all its examples. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,50}");

  /**
   * API reference: capture order. Of a payment's reference the documents tell only the length, so
   * it may have whatever any other may.
   */
  private static final Pattern WITH_BACKSLASH = Pattern.compile("[A-Za-z0-9_\\\\-]{1,50}");

  /** Of a customer's reference the documents tell nothing; so we can keep and show it. */
  private static final Pattern VISIBLE = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]{1,255}");

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private static final String CARD_NUMBER = " has a card number in it; write one that says nothing";

  private References() {}

  /** Of an order or a refund. Null when it was refused. */
  static @Nullable String ofOrder(Field reference) {
    return required(reference, PLAIN, "1 to 50 letters (A to Z), digits, dashes and underscores");
  }

  /** Of a capture. Null when it was refused. */
  static @Nullable String ofCapture(Field reference) {
    return required(reference, WITH_BACKSLASH, "1 to 50 letters, digits and - _ \\");
  }

  /** Of a payment. Null when there is none or it was refused. */
  static @Nullable String ofPayment(Field reference) {
    return checked(reference, WITH_BACKSLASH, "1 to 50 letters, digits and - _ \\");
  }

  /** Of a customer. Null when there is none or it was refused. */
  static @Nullable String ofCustomer(Field reference) {
    return checked(reference, VISIBLE, "1 to 255 visible characters");
  }

  /** True when a payment can be called that at Plural. */
  static boolean fitsPayment(String key) {
    return WITH_BACKSLASH.matcher(key).matches();
  }

  /** Whether it is an order id, as a part of a path; what is not is refused. */
  static void checkOrderId(String orderId, Faults faults) {
    if (!PLAIN.matcher(orderId).matches()) {
      faults.add(
          "order_id",
          JsonErrorCode.ORDER_ID_INVALID,
          "order_id is not right; write 1 to 50 letters, digits, dashes and underscores, such as"
              + " v1-4405071524-aa-qlAtAf");
    } else if (CardNumbers.isIn(orderId)) {
      faults.add("order_id", JsonErrorCode.CARD_NUMBER, "order_id" + CARD_NUMBER);
    }
  }

  /** Whether it is the reference of an order, as a part of a path; what is not is refused. */
  static void checkOrderReference(String reference, Faults faults) {
    if (!PLAIN.matcher(reference).matches()) {
      faults.add(
          "merchant_order_reference",
          JsonErrorCode.REFERENCE_INVALID,
          "merchant_order_reference is not right; write 1 to 50 letters (A to Z), digits, dashes"
              + " and underscores");
    } else if (CardNumbers.isIn(reference)) {
      faults.add(
          "merchant_order_reference",
          JsonErrorCode.CARD_NUMBER,
          "merchant_order_reference" + CARD_NUMBER);
    }
  }

  /**
   * The idempotency key without the quotes that a structured header has around it.
   *
   * @return null when there is none or it was refused
   */
  static @Nullable String idempotencyKey(@Nullable String header, Faults faults) {
    if (header == null) {
      return null;
    }
    boolean isQuoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
    String key = isQuoted ? header.substring(1, header.length() - 1) : header;
    if (!KEY.matcher(key).matches()) {
      faults.add(
          "Idempotency-Key",
          JsonErrorCode.IDEMPOTENCY_KEY_INVALID,
          "Idempotency-Key is not right; send 1 to 255 visible ASCII characters, such as a UUID");
      return null;
    }
    if (CardNumbers.isIn(key)) {
      faults.add("Idempotency-Key", JsonErrorCode.CARD_NUMBER, "Idempotency-Key" + CARD_NUMBER);
      return null;
    }
    return key;
  }

  private static @Nullable String required(Field reference, Pattern pattern, String right) {
    if (!reference.isGiven()) {
      reference.refuse(
          JsonErrorCode.REFERENCE_MISSING, reference.name() + " is missing; write " + right);
      return null;
    }
    return checked(reference, pattern, right);
  }

  private static @Nullable String checked(Field reference, Pattern pattern, String right) {
    if (!reference.isGiven()) {
      return null;
    }
    JsonNode node = reference.node();
    String text = node != null && node.isTextual() ? node.textValue() : "";
    if (CardNumbers.isIn(text)) {
      reference.refuse(JsonErrorCode.CARD_NUMBER, reference.name() + CARD_NUMBER);
      return null;
    }
    if (!pattern.matcher(text).matches()) {
      reference.refuse(
          JsonErrorCode.REFERENCE_INVALID, reference.name() + " is not right; write " + right);
      return null;
    }
    return text;
  }
}
