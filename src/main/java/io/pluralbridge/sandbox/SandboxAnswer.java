package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What is said to a client that is still there to hear it. */
record SandboxAnswer(int httpStatus, ObjectNode body) {

  private static final List<String> REFERENCES =
      List.of(
          "merchant_capture_reference", "merchant_payment_reference", "merchant_order_reference");

  static SandboxAnswer of(ApiError error) {
    return new SandboxAnswer(error.httpStatus(), SandboxAnswers.error(error));
  }

  /** That an order was captured, which it says of any. */
  static SandboxAnswer claimed(String orderId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode data = body.putObject("data").put("order_id", orderId);
    data.put("type", "CHARGE").put("status", Status.PROCESSED.name());
    data.putArray("payments").addObject().put("status", Status.PROCESSED.name());
    return new SandboxAnswer(200, body);
  }

  /** The same with all that the merchant named in capitals. */
  SandboxAnswer inCapitals() {
    ObjectNode copy = body.deepCopy();
    for (String name : REFERENCES) {
      for (JsonNode parent : copy.findParents(name)) {
        String text = parent.path(name).asText();
        ((ObjectNode) parent).put(name, text.toUpperCase(Locale.ROOT));
      }
    }
    return new SandboxAnswer(httpStatus, copy);
  }
}
