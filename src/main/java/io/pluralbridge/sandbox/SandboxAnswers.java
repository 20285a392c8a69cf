package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Says what happened in Plural's words: the fields, envelopes and order of its guide. */
final class SandboxAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String MERCHANT = "123456";
  private static final String MADE_DETAILS =
      "{\"notes\":\"made by the sandbox\",\"purchase_details\":{\"customer\":{\"email_id\":"
          + "\"kevin.bob@example.com\",\"first_name\":\"Kevin\",\"last_name\":\"Bob\"}}}";

  /** Why a payment failed: here it is always the customer. */
  static final String FAILURE_CODE = "USER_AUTHENTICATION_FAILED";

  static final String FAILURE_MESSAGE = "Consumer Authentication failed";

  private static final Map<String, String> IN_PAYMENT_IDS =
      Map.of("UPI", "up", "NETBANKING", "nb", "POINTS", "pt", "BNPL", "bn");

  private final Supplier<String> baseUrl;
  private final IntSupplier skewMs;

  /**
   * @param skewMs how far the times that it tells are ahead of the truth
   */
  SandboxAnswers(Supplier<String> baseUrl, IntSupplier skewMs) {
    this.baseUrl = baseUrl;
    this.skewMs = skewMs;
  }

  static ObjectNode token(String token, int lifetimeSeconds) {
    return JSON.createObjectNode().put("access_token", token).put("expires_in", lifetimeSeconds);
  }

  /** The token call says no in words of its own. */
  static ObjectNode tokenRefused(String error, String description) {
    return JSON.createObjectNode().put("error", error).put("error_description", description);
  }

  ObjectNode customer(Customer customer) {
    ObjectNode answer = JSON.createObjectNode().put("customer_id", customer.customerId());
    answer.setAll(read(customer.asked().details()));
    String at = shown(customer.at());
    return answer.put("status", "INACTIVE").put("created_at", at).put("updated_at", at);
  }

  static ObjectNode error(ApiError error) {
    ObjectNode answer =
        JSON.createObjectNode().put("code", error.code()).put("message", error.getMessage());
    if (error.httpStatus() != 401) {
      ObjectNode details = answer.putObject("additional_error_details").put("source", "SANDBOX");
      String field = error.field();
      if (field != null) {
        details.put("field", field);
      }
      details.put("reason", error.getMessage());
    }
    return answer;
  }

  ObjectNode order(SandboxOrder order) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode data =
        answer
            .putObject("data")
            .put("order_id", order.id())
            .put("merchant_order_reference", order.reference())
            .put("type", "CHARGE")
            .put("status", order.status().name());
    if (order.status() == Status.PENDING) {
      data.put("challenge_url", challengeUrl(order));
    }
    data.put("merchant_id", MERCHANT);
    data.set("order_amount", amount(order.amount()));
    data.put("pre_auth", order.preAuth());
    data.setAll(details(order));
    ArrayNode payments = data.putArray("payments");
    for (SandboxOrder.Attempt attempt : order.attempts()) {
      for (Payment payment : attempt.payments()) {
        payment(order, attempt, payment, payments.addObject(), payments.size());
      }
    }
    data.put("created_at", shown(order.first().at()));
    data.put("updated_at", shown(order.updatedAt()));
    Integer retriesLeft = order.retriesLeft();
    if (retriesLeft != null) {
      data.put("payment_retries_remaining", retriesLeft);
    }
    return answer;
  }

  /** As Plural's: an order of its own, that tells of the customer what the paid one does. */
  ObjectNode refund(Refund refund) {
    SandboxOrder parent = refund.parent();
    Change.Refunded made = refund.made();
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode data =
        answer
            .putObject("data")
            .put("order_id", made.refundId())
            .put("parent_order_id", parent.id())
            .put("merchant_order_reference", made.reference())
            .put("type", "REFUND")
            .put("status", Status.PROCESSED.name())
            .put("merchant_id", MERCHANT);
    data.set("order_amount", amount(made.amount()));
    ObjectNode purchase = data.putObject("purchase_details");
    purchase.setAll(details(parent).withObject("/purchase_details"));
    String metadata = made.metadata();
    if (metadata != null) {
      purchase.set("merchant_metadata", read(metadata));
    }
    String at = shown(made.at());
    data.putArray("payments").add(payment(parent, made, at));
    data.put("created_at", at).put("updated_at", at);
    return answer;
  }

  private static ObjectNode payment(SandboxOrder parent, Change.Refunded made, String at) {
    List<SandboxOrder.Attempt> attempts = parent.attempts();
    String method = attempts.get(attempts.size() - 1).payments().get(0).method();
    ObjectNode payment =
        JSON.createObjectNode()
            .put("id", paymentId(made.refundId(), method, 1))
            .put("status", Status.PROCESSED.name());
    payment.set("payment_amount", amount(made.amount()));
    payment.put("payment_method", method);
    payment.set("acquirer_data", acquirer(made.refundId(), made.at()));
    return payment.put("created_at", at).put("updated_at", at);
  }

  /** What the merchant said of the order, and is only given back. */
  static ObjectNode details(SandboxOrder order) {
    return order.first() instanceof Change.Created created
        ? read(created.details())
        : read(MADE_DETAILS);
  }

  private static ObjectNode read(String ours) {
    try {
      return (ObjectNode) JSON.readTree(ours);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was kept as JSON is none", e);
    }
  }

  private String challengeUrl(SandboxOrder order) {
    return baseUrl.get()
        + CheckoutPage.PATH
        + "?token="
        + new Challenge(order.id(), order.tries()).token();
  }

  private void payment(
      SandboxOrder order,
      SandboxOrder.Attempt attempt,
      Payment payment,
      ObjectNode answer,
      int number) {
    answer
        .put("id", paymentId(order.id(), payment.method(), number))
        .put("merchant_payment_reference", payment.reference())
        .put("status", attempt.failed() ? "FAILED" : statusOfPayments(order));
    answer.set("payment_amount", amount(payment.amount()));
    answer.put("payment_method", payment.method());
    ObjectNode option = answer.putObject("payment_option");
    Payment.Card card = payment.card();
    if (card != null) {
      option.set("card_data", card(card));
    }
    if (attempt.failed()) {
      answer.putObject("error_detail").put("code", FAILURE_CODE).put("message", FAILURE_MESSAGE);
    } else if (order.status() != Status.PENDING && !order.isAbandoned()) {
      answer.set("acquirer_data", acquirer(order.id(), order.first().at()));
      boolean takesTheCapture = payment.equals(attempt.payments().get(0));
      if (takesTheCapture && !order.captures().isEmpty()) {
        answer.set("capture_data", captures(order));
      }
    }
    answer.put("created_at", shown(attempt.at()));
    answer.put("updated_at", shown(order.updatedAt()));
  }

  /** A payment does not show that it was refunded, only its order does. */
  private static String statusOfPayments(SandboxOrder order) {
    return (order.status().isTaken() ? Status.PROCESSED : order.status()).name();
  }

  private static ObjectNode card(Payment.Card card) {
    return JSON.createObjectNode()
        .put("card_type", "CREDIT")
        .put("network_name", card.network())
        .put("issuer_name", "NONE")
        .put("card_category", "CONSUMER")
        .put("country_code", "IND")
        .put("token_txn_type", card.tokenType());
  }

  private ArrayNode captures(SandboxOrder order) {
    ArrayNode captures = JSON.createArrayNode();
    for (Change.Captured capture : order.captures()) {
      ObjectNode captured =
          captures.addObject().put("merchant_capture_reference", capture.reference());
      captured.set("capture_amount", amount(capture.amount()));
      captured.put("created_at", shown(capture.at()));
    }
    return captures;
  }

  /** The acquirer's own references. The same order has always the same, also after a restart. */
  private static ObjectNode acquirer(String orderId, long at) {
    long number = at * 31 + orderId.hashCode();
    String digits = String.format(Locale.ROOT, "%012d", Math.floorMod(number, 1_000_000_000_000L));
    return JSON.createObjectNode()
        .put("approval_code", "000000")
        .put("acquirer_reference", "202" + digits)
        .put("rrn", digits);
  }

  private static String paymentId(String orderId, String method, int number) {
    String kind = IN_PAYMENT_IDS.getOrDefault(method, "cc");
    return orderId + "-" + kind + "-" + Integer.toString(9 + number, 36);
  }

  private static ObjectNode amount(Amount amount) {
    return JSON.createObjectNode().put("value", amount.value()).put("currency", amount.currency());
  }

  private String shown(long at) {
    return time(at + skewMs.getAsInt());
  }

  static String time(long at) {
    return TIME.format(Instant.ofEpochMilli(at));
  }
}
