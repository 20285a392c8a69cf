package io.pluralbridge.instruction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import java.util.List;

/**
 * Brings an instruction into the one form in which Plural's API describes its fields.
 *
 * <p>The examples in Plural's guide vary: a reference is a number in one and a text in the next.
 * Whatever can be read in only one way is written in that way; what is not named here, or cannot be
 * read so, stays as it is.
 */
final class Normal {

  private static final List<String> REFERENCES =
      List.of(
          "merchant_order_reference",
          "merchant_capture_reference",
          "merchant_customer_reference",
          "merchant_payment_reference");

  /** Fields of any way to pay that are texts of digits. */
  private static final List<String> OF_A_PAYMENT_OPTION =
      List.of(
          "card_number",
          "cvv",
          "expiry_month",
          "expiry_year",
          "last4_digit",
          "card_last4",
          "token",
          "registered_mobile_number",
          "mobile",
          "pan_last_digits");

  private static final List<String> OF_A_CUSTOMER =
      List.of("merchant_customer_reference", "customer_id", "mobile_number", "country_code");
  private static final List<String> ADDRESSES = List.of("billing_address", "shipping_address");

  private Normal() {}

  /** Changes the instruction in place. */
  static void apply(Action action, ObjectNode instruction) {
    texts(instruction, REFERENCES);
    switch (action) {
      case CREATE_CUSTOMER -> customer(instruction);
      case CREATE_ORDER -> {
        booleanOf(instruction, "pre_auth");
        customer(instruction.path("purchase_details").path("customer"));
      }
      case CREATE_PAYMENT -> instruction.path("payments").forEach(Normal::payment);
      case CAPTURE, CANCEL, REFUND -> {}
    }
  }

  private static void payment(JsonNode payment) {
    texts(payment, REFERENCES);
    booleanOf(payment, "pre_auth");
    for (JsonNode option : payment.path("payment_option")) {
      texts(option, OF_A_PAYMENT_OPTION);
      twoDigits(option, "expiry_month");
    }
  }

  private static void customer(JsonNode customer) {
    texts(customer, OF_A_CUSTOMER);
    for (String address : ADDRESSES) {
      texts(customer.path(address), List.of("pincode"));
    }
  }

  /** Only integers: they have one spelling. A zero that was lost in front stays lost. */
  private static void texts(JsonNode node, List<String> names) {
    if (node instanceof ObjectNode object) {
      for (String name : names) {
        if (object.path(name).isIntegralNumber()) {
          object.put(name, object.path(name).asText());
        }
      }
    }
  }

  private static void twoDigits(JsonNode node, String name) {
    String text = node.path(name).asText();
    if (node instanceof ObjectNode object
        && text.length() == 1
        && text.charAt(0) >= '1'
        && text.charAt(0) <= '9') {
      object.put(name, "0" + text);
    }
  }

  private static void booleanOf(JsonNode node, String name) {
    String text = node.path(name).asText();
    if (node instanceof ObjectNode object && (text.equals("true") || text.equals("false"))) {
      object.put(name, text.equals("true"));
    }
  }
}
