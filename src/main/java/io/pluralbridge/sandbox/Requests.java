package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a merchant sends, with the patience that Plural's own examples need: a reference may
 * be a number, a payment may lack its reference, a capture its amount.
 *
 * <p>Of a card it takes only what Plural tells about it in its answers: never its number, CVV,
 * token or cryptogram.
 */
final class Requests {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_\\\\-]{1,50}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern METHOD = Pattern.compile("[A-Z0-9_]{1,30}");
  private static final Pattern CARD_NUMBER = Pattern.compile("[0-9]{12,19}");
  private static final Pattern LIKE_A_CARD_NUMBER =
      Pattern.compile("(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])");
  private static final long LARGEST_ORDER = 100_000_000;
  private static final List<String> GIVEN_BACK =
      List.of(
          "allowed_payment_methods",
          "notes",
          "callback_url",
          "failure_callback_url",
          "purchase_details");
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
  private static final List<String> TOKEN_TYPES =
      List.of("ALT_TOKEN", "NETWORK_TOKEN", "ISSUER_TOKEN");

  private Requests() {}

  /** The JSON object that was sent; an empty one when there is no body. */
  static ObjectNode object(RoutingContext context) {
    String body = context.body().asString();
    return object(body == null ? "" : body);
  }

  /** What the merchant calls this request; null when it does not. */
  static @Nullable String id(RoutingContext context) {
    return context.request().getHeader("Request-ID");
  }

  /** The JSON object in the body; an empty one when there is no body. */
  static ObjectNode object(String body) {
    try {
      JsonNode read = body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException malformed) {
      throw ApiError.invalid("Malformed JSON request");
    }
    throw ApiError.invalid("The request must be a JSON object");
  }

  static OrderRequest order(ObjectNode asked) {
    Amount amount = amount(asked, "order_amount");
    if (amount.value() > LARGEST_ORDER) {
      throw ApiError.invalidField("order_amount.value", "must be <= " + LARGEST_ORDER);
    }
    JsonNode preAuth = asked.path("pre_auth");
    if (!preAuth.isMissingNode() && !preAuth.isNull() && !preAuth.isBoolean()) {
      throw ApiError.invalidField("pre_auth", "must be true or false");
    }
    return new OrderRequest(
        reference(asked, "merchant_order_reference"),
        amount,
        preAuth.asBoolean(),
        kept(asked, GIVEN_BACK));
  }

  /** With nines for the digits of card numbers: they would rest in the state file. */
  private static String kept(ObjectNode asked, List<String> fields) {
    return LIKE_A_CARD_NUMBER
        .matcher(asked.deepCopy().retain(fields).toString())
        .replaceAll(found -> isCardNumber(found.group()) ? nines(found.group()) : found.group());
  }

  private static String nines(String digits) {
    return digits.replaceAll("[0-9]", "9");
  }

  /** By its check digit: from the right, every second one counts double. */
  private static boolean isCardNumber(String text) {
    String digits = text.replaceAll("[^0-9]", "");
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int counted = i % 2 == 0 ? digit : digit * 2;
      sum += counted > 9 ? counted - 9 : counted;
    }
    return sum % 10 == 0;
  }

  static List<Payment> payments(ObjectNode asked) {
    JsonNode items = asked.path("payments");
    if (!items.isArray() || items.isEmpty()) {
      throw ApiError.invalidField("payments", "must not be empty");
    }
    List<Payment> payments = new ArrayList<>();
    for (JsonNode item : items) {
      payments.add(payment(item));
    }
    return payments;
  }

  private static Payment payment(JsonNode item) {
    String method = item.path("payment_method").asText();
    if (!METHOD.matcher(method).matches()) {
      throw ApiError.invalidField("payment_method", "must be the name of a payment method");
    }
    String reference =
        item.hasNonNull("merchant_payment_reference")
            ? reference(item, "merchant_payment_reference")
            : UUID.randomUUID().toString();
    JsonNode option = item.path("payment_option");
    Payment.Card card = method.equals("CARD") ? card(option) : null;
    return new Payment(reference, method, amount(item, "payment_amount"), card);
  }

  private static Payment.Card card(JsonNode option) {
    JsonNode token = option.path("card_token_details");
    if (token.isObject()) {
      boolean saved = token.hasNonNull("token_id");
      if (saved) {
        required(token, "token_txn_type");
      } else {
        required(token, "token", "cryptogram", "expiry_month", "expiry_year", "token_txn_type");
      }
      String type = token.path("token_txn_type").asText();
      if (!TOKEN_TYPES.contains(type)) {
        throw ApiError.invalidField("token_txn_type", "must be one of " + TOKEN_TYPES);
      }
      return new Payment.Card(
          network(token.path("token").asText("")),
          type,
          saved ? Payment.Given.SAVED_TOKEN : Payment.Given.TOKEN_OF_ANOTHER);
    }
    JsonNode details = option.path("card_details");
    if (!details.isObject()) {
      throw ApiError.invalidField("payment_option", "must hold the details of the card");
    }
    required(details, "card_number", "cvv", "expiry_month", "expiry_year");
    String number = details.path("card_number").asText();
    if (!CARD_NUMBER.matcher(number).matches()) {
      throw ApiError.invalidField("card_number", "must be 12 to 19 digits");
    }
    return new Payment.Card(network(number), "ALT_TOKEN", Payment.Given.CARD_NUMBER);
  }

  private static void required(JsonNode parent, String... fields) {
    for (String field : fields) {
      if (parent.path(field).asText().isEmpty()) {
        throw ApiError.invalidField(field, "must not be empty");
      }
    }
  }

  private static String network(String number) {
    return switch (number.isEmpty() ? '4' : number.charAt(0)) {
      case '5', '2' -> "MASTERCARD";
      case '6', '8' -> "RUPAY";
      case '3' -> "AMEX";
      default -> "VISA";
    };
  }

  static CaptureRequest capture(ObjectNode asked) {
    String reference = reference(asked, "merchant_capture_reference");
    @Nullable Amount amount =
        asked.hasNonNull("capture_amount") ? amount(asked, "capture_amount") : null;
    return new CaptureRequest(reference, amount);
  }

  static RefundRequest refund(ObjectNode asked) {
    String reference = reference(asked, "merchant_order_reference");
    @Nullable Amount amount =
        asked.hasNonNull("order_amount") ? amount(asked, "order_amount") : null;
    JsonNode metadata = asked.path("merchant_metadata");
    return new RefundRequest(reference, amount, metadata.isObject() ? metadata.toString() : null);
  }

  static CustomerRequest customer(ObjectNode asked) {
    CustomerRequest.Known known =
        new CustomerRequest.Known(
            asked.path("merchant_customer_reference").asText(""),
            asked.path("country_code").asText(""),
            asked.path("mobile_number").asText(""));
    return new CustomerRequest(known, kept(asked, OF_A_CUSTOMER));
  }

  private static String reference(JsonNode parent, String field) {
    JsonNode given = parent.path(field);
    String reference = given.isTextual() || given.isIntegralNumber() ? given.asText() : "";
    if (reference.isEmpty()) {
      throw ApiError.invalidField(field, "must not be empty");
    }
    if (!REFERENCE.matcher(reference).matches()) {
      throw ApiError.invalidField(field, "must be 1 to 50 of A-Z a-z 0-9 - _");
    }
    return reference;
  }

  private static Amount amount(JsonNode parent, String field) {
    JsonNode value = parent.path(field).path("value");
    JsonNode currency = parent.path(field).path("currency");
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
      throw ApiError.invalidField(field + ".value", "must be a whole number >= 1");
    }
    if (!currency.isTextual() || !CURRENCY.matcher(currency.asText()).matches()) {
      throw ApiError.invalidField(field + ".currency", "must be a currency code");
    }
    return new Amount(value.asLong(), currency.asText());
  }
}
