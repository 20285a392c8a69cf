package io.pluralbridge.plural;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.carddata.CardWords;
import io.pluralbridge.payment.AcquirerIds;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders and errors out of Plural's JSON. Tolerant of what is missing, sure of what is there.
 */
final class PluralOrders {

  /** What tells one customer from another. */
  private static final List<String> OF_A_CUSTOMER =
      List.of("merchant_customer_reference", "first_name", "last_name", "email_id");

  /** All names that are read here. The rest of an answer, most of it, is made no tree of. */
  private static final Set<String> READ =
      Stream.concat(
              OF_A_CUSTOMER.stream(),
              Stream.of(
                  "data",
                  "order_id",
                  "status",
                  "type",
                  "merchant_order_reference",
                  "parent_order_id",
                  "order_amount",
                  "pre_auth",
                  "payments",
                  "id",
                  "merchant_payment_reference",
                  "payment_amount",
                  "error_detail",
                  "acquirer_data",
                  "rrn",
                  "approval_code",
                  "acquirer_reference",
                  "capture_data",
                  "merchant_capture_reference",
                  "capture_amount",
                  "value",
                  "currency",
                  "customer_id",
                  "code",
                  "error_code",
                  "error",
                  "message",
                  "error_message",
                  "error_description"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /** With buffers that the next thread finds warm, rather than some of its own for each thread. */
  private final ObjectMapper json =
      new ObjectMapper(
          JsonFactory.builder().recyclerPool(JsonRecyclerPools.newLockFreePool()).build());

  /** The error that an answer names. */
  record ApiError(String code, String message) {}

  /**
   * The order in an answer to a command, or to a question about it; empty when there is none whose
   * id and status can be read.
   */
  Optional<Order> order(Command command, Answer answer) {
    JsonNode root = tree(answer.body());
    JsonNode data = root.path("data").isObject() ? root.path("data") : root;
    String id = data.path("order_id").asText("");
    Optional<OrderStatus> status = OrderStatus.named(data.path("status").asText(""));
    if (id.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    List<Order.Payment> payments = new ArrayList<>();
    List<Order.Capture> captures = new ArrayList<>();
    AcquirerIds acquirer = AcquirerIds.NONE;
    String paymentId = null;
    for (JsonNode payment : data.path("payments")) {
      payments.add(payment(payment));
      acquirer = acquirer(payment, acquirer);
      paymentId = paymentId(payment, paymentId);
      for (JsonNode capture : payment.path("capture_data")) {
        String reference = capture.path("merchant_capture_reference").asText("");
        if (!reference.isEmpty()) {
          captures.add(new Order.Capture(reference, money(capture.path("capture_amount"))));
        }
      }
    }
    return Optional.of(
        new Order(
            id,
            status.get(),
            text(data, "type"),
            text(data, "merchant_order_reference"),
            text(data, "parent_order_id"),
            money(data.path("order_amount")),
            mismatch(command, data),
            payments,
            captures,
            new Evidence(
                answer.status(),
                status.get(),
                answer.requestId(),
                acquirer,
                money(data.path("order_amount")),
                paymentId,
                null)));
  }

  /** An order of which the money is taken at once is not one of which it is only held. */
  private @Nullable String mismatch(Command command, JsonNode data) {
    JsonNode told = data.path("pre_auth");
    if (command.action() != Action.CREATE_ORDER || told.asText("").isEmpty()) {
      return null;
    }
    boolean wanted = tree(command.body()).path("pre_auth").asBoolean();
    return told.asBoolean() == wanted ? null : "with pre_auth " + told.asBoolean();
  }

  /** Those of the last payment that has any, as a try that failed has none or took no money. */
  private static AcquirerIds acquirer(JsonNode payment, AcquirerIds before) {
    JsonNode data = payment.path("acquirer_data");
    AcquirerIds ids =
        new AcquirerIds(
            plain(data, "rrn"), plain(data, "approval_code"), plain(data, "acquirer_reference"));
    boolean failed = payment.path("status").asText("").equals("FAILED");
    boolean isKept = ids.equals(AcquirerIds.NONE) || (failed && !before.equals(AcquirerIds.NONE));
    return isKept ? before : ids;
  }

  /** A name that is no card number; null when there is none. */
  private static @Nullable String plain(JsonNode data, String name) {
    String value = data.path(name).asText("");
    return PAYMENT_ID.matcher(value).matches() && !CardNumbers.isIn(value) ? value : null;
  }

  /** That of the last payment that did not fail, as a try that failed took no money. */
  private static @Nullable String paymentId(JsonNode payment, @Nullable String before) {
    String id = payment.path("id").asText("");
    boolean isOne = PAYMENT_ID.matcher(id).matches() && !CardNumbers.isIn(id);
    boolean failed = payment.path("status").asText("").equals("FAILED");
    return isOne && !(failed && before != null) ? id : before;
  }

  private static Order.Payment payment(JsonNode payment) {
    JsonNode detail = payment.path("error_detail");
    boolean failed = payment.path("status").asText("").equals("FAILED");
    String code = text(detail, "code");
    String message = text(detail, "message");
    return new Order.Payment(
        text(payment, "merchant_payment_reference"),
        money(payment.path("payment_amount")),
        failed
            ? new Order.Failure(
                code == null ? "PAYMENT_FAILED" : shortened(code, 60),
                message == null ? "Plural gave no reason" : shortened(message, 300))
            : null);
  }

  /** True when an answer describes a customer. It comes without an envelope. */
  boolean isCustomer(Answer answer) {
    return text(customer(answer), "customer_id") != null;
  }

  /**
   * True when an answer describes a customer that may be the one of the command. Without a
   * reference Plural is asked by the phone number only, which several may share.
   */
  boolean isCustomer(Command command, Answer answer) {
    JsonNode asked = tree(command.body());
    JsonNode told = customer(answer);
    return isCustomer(answer)
        && OF_A_CUSTOMER.stream()
            .noneMatch(field -> differs(text(asked, field), text(told, field)));
  }

  private JsonNode customer(Answer answer) {
    JsonNode root = tree(answer.body());
    return root.path("data").isObject() ? root.path("data") : root;
  }

  private static boolean differs(@Nullable String asked, @Nullable String told) {
    return asked != null && told != null && !asked.strip().equalsIgnoreCase(told.strip());
  }

  /** The error that an answer names, or empty when it speaks no JSON of Plural's. */
  Optional<ApiError> error(Answer answer) {
    JsonNode root = tree(answer.body());
    String code = text(root, "code", "error_code", "error");
    String message = text(root, "message", "error_message", "error_description");
    if (code == null && message == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ApiError(
            code == null ? "HTTP_" + answer.status() : shortened(code, 60),
            message == null ? "Plural gave no message" : shortened(message, 300)));
  }

  private static @Nullable String text(JsonNode root, String... names) {
    for (String name : names) {
      JsonNode value = root.path(name);
      if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
        return value.asText();
      }
    }
    return null;
  }

  private static String shortened(String text, int longest) {
    String line = CardWords.mask(text).replaceAll("\\p{Cntrl}+", " ").trim();
    return line.length() <= longest ? line : line.substring(0, longest) + "…";
  }

  private static @Nullable Money money(JsonNode amount) {
    try {
      return amount.path("value").canConvertToLong()
          ? Money.of(amount.path("value").asLong(), amount.path("currency").asText())
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private JsonNode tree(String body) {
    try (JsonParser parser = json.createParser(body)) {
      return parser.nextToken() == null ? json.missingNode() : node(parser);
    } catch (IOException e) {
      return json.missingNode();
    }
  }

  /** What is read here of the value at which the parser stands. */
  private JsonNode node(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = json.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          if (READ.contains(name)) {
            object.set(name, node(parser));
          } else {
            parser.skipChildren();
          }
        }
        return object;
      }
      case START_ARRAY -> {
        ArrayNode array = json.createArrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(parser));
        }
        return array;
      }
      default -> {
        return json.readTree(parser);
      }
    }
  }
}
