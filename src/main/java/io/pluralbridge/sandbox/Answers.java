package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Says what happened in Plural's words: the fields, envelopes and order of its guide. */
final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String MERCHANT = "123456";
  private static final String MADE_DETAILS =
      "{\"notes\":\"made by the sandbox\",\"purchase_details\":{\"customer\":{\"email_id\":"
          + "\"kevin.bob@example.com\",\"first_name\":\"Kevin\",\"last_name\":\"Bob\"}}}";
  private static final List<String> OF_A_CUSTOMER =
      List.of(
          "merchant_customer_reference",
          "first_name",
          "last_name",
          "country_code",
          "mobile_number",
          "email_id",
          "billing_address",
          "shipping_address",
          "gstin",
          "merchant_metadata");
  private static final Map<String, String> IN_PAYMENT_IDS =
      Map.of("UPI", "up", "NETBANKING", "nb", "POINTS", "pt", "BNPL", "bn");

  private final Supplier<String> baseUrl;
  private final Clock clock;
  private final IntSupplier skewMs;

  /**
   * @param skewMs how far the times that it tells are ahead of the truth
   */
  Answers(Supplier<String> baseUrl, Clock clock, IntSupplier skewMs) {
    this.baseUrl = baseUrl;
    this.clock = clock;
    this.skewMs = skewMs;
  }

  static ObjectNode token(String token, int lifetimeSeconds) {
    return JSON.createObjectNode().put("access_token", token).put("expires_in", lifetimeSeconds);
  }

  /** The token call says no in words of its own. */
  static ObjectNode tokenRefused(String error, String description) {
    return JSON.createObjectNode().put("error", error).put("error_description", description);
  }

  ObjectNode customer(String id, ObjectNode asked) {
    ObjectNode customer = JSON.createObjectNode().put("customer_id", id);
    for (String field : OF_A_CUSTOMER) {
      if (asked.has(field)) {
        customer.set(field, asked.get(field));
      }
    }
    String now = shown(clock.millis());
    return customer.put("status", "INACTIVE").put("created_at", now).put("updated_at", now);
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

  ObjectNode order(Order order) {
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
    for (Order.Attempt attempt : order.attempts()) {
      for (Payment payment : attempt.payments()) {
        payment(order, attempt, payment, payments.addObject(), payments.size());
      }
    }
    data.put("created_at", shown(order.first().at()));
    data.put("updated_at", shown(order.updatedAt()));
    return answer;
  }

  private static ObjectNode details(Order order) {
    try {
      String details =
          order.first() instanceof Change.Created created ? created.details() : MADE_DETAILS;
      return (ObjectNode) JSON.readTree(details);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the details of " + order.id() + " are not JSON", e);
    }
  }

  /** As Plural's: its token is percent-encoded already, and breaks when encoded once more. */
  private String challengeUrl(Order order) {
    String token = "S50%2B" + order.id().replace("-", "%2F");
    return baseUrl.get() + "/web/auth/landing/?token=" + token;
  }

  private void payment(
      Order order, Order.Attempt attempt, Payment payment, ObjectNode answer, int number) {
    answer
        .put("id", paymentId(order, payment, number))
        .put("merchant_payment_reference", payment.reference())
        .put("status", attempt.failed() ? "FAILED" : order.status().name());
    answer.set("payment_amount", amount(payment.amount()));
    answer.put("payment_method", payment.method());
    ObjectNode option = answer.putObject("payment_option");
    Payment.Card card = payment.card();
    if (card != null) {
      option.set("card_data", card(card));
    }
    if (attempt.failed()) {
      answer
          .putObject("error_detail")
          .put("code", "USER_AUTHENTICATION_FAILED")
          .put("message", "Consumer Authentication failed");
    } else if (order.status() != Status.PENDING) {
      answer.set("acquirer_data", acquirer(order));
      boolean takesTheCapture = payment.equals(attempt.payments().get(0));
      if (takesTheCapture && !order.captures().isEmpty()) {
        answer.set("capture_data", captures(order));
      }
    }
    answer.put("created_at", shown(attempt.at()));
    answer.put("updated_at", shown(order.updatedAt()));
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

  private ArrayNode captures(Order order) {
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
  private static ObjectNode acquirer(Order order) {
    long number = order.first().at() * 31 + order.id().hashCode();
    String digits = String.format(Locale.ROOT, "%012d", Math.floorMod(number, 1_000_000_000_000L));
    return JSON.createObjectNode()
        .put("approval_code", "000000")
        .put("acquirer_reference", "202" + digits)
        .put("rrn", digits);
  }

  private static String paymentId(Order order, Payment payment, int number) {
    String kind = IN_PAYMENT_IDS.getOrDefault(payment.method(), "cc");
    return order.id() + "-" + kind + "-" + Integer.toString(9 + number, 36);
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
