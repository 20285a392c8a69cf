package io.pluralbridge.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.carddata.CardWords;
import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.order.InboundEvent;
import io.pluralbridge.journal.order.Lesson;
import io.pluralbridge.journal.order.News;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Sighting;
import io.pluralbridge.payment.Sighting.Witness;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what Plural says of orders: in callbacks, in webhooks, and when it is asked. Plural's own
 * samples vary in spelling and in what is there, so nothing is required. Never throws: what cannot
 * be read is no news. Source: API reference, webhook events.
 */
public final class OrderWords {

  private static final Logger log = LoggerFactory.getLogger(OrderWords.class);

  private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_-]{1,50}");
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{1,50}");
  private static final Pattern OF_ORDERS = Pattern.compile("ORDER_|PAYMENT_|REFUND_");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final int LONGEST = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final LongAdder unread = new LongAdder();

  /** How many genuine webhooks told of no order, although they should. */
  public long unread() {
    return unread.sum();
  }

  private static String nameOf(@Nullable String event) {
    return event == null ? "it has no event_type" : shortened(event);
  }

  /** What is news in something that Plural told us by itself. */
  public Lesson read(InboundEvent receipt) {
    return new Lesson(
        receipt,
        receipt.kind() == InboundEvent.Kind.CALLBACK ? callback(receipt) : webhook(receipt.body()));
  }

  /** A hint: whatever it says, Plural is asked. */
  private static News callback(InboundEvent receipt) {
    String why = receipt.errorCode();
    String message = receipt.errorMessage();
    String detail = why == null ? null : message == null ? why : why + ": " + message;
    List<Sighting> said =
        OrderStatus.named(receipt.said()).stream()
            .map(
                status ->
                    new Sighting(
                        receipt.orderId(),
                        Witness.CALLBACK,
                        status,
                        detail == null ? null : shortened(detail)))
            .toList();
    return new News(said, Set.of(receipt.orderId()), Set.of());
  }

  private News webhook(String body) {
    JsonNode root = tree(body);
    String event = text(root, "event_type", "eventType");
    JsonNode data = root.path("data").isObject() ? root.path("data") : root;
    String id = text(data, "order_id", "orderId");
    if (id == null || !isOrderId(id)) {
      if (event == null || OF_ORDERS.matcher(event).lookingAt()) {
        unread.increment();
        log.warn("A genuine webhook tells of no order that we can read: {}", nameOf(event));
      }
      return News.NONE;
    }
    Optional<OrderStatus> status = status(data, event);
    Optional<Sighting> sighting =
        isEither(data, event, status.orElse(null))
            ? Optional.empty()
            : status.map(known -> order(data, id, known, Witness.WEBHOOK, event));
    Set<String> ask = new HashSet<>();
    if (sighting.isEmpty() || isUnsure(sighting.get())) {
      ask.add(id);
    }
    parentOf(data).ifPresent(ask::add);
    Set<String> references = new HashSet<>();
    String reference = text(data, "merchant_order_reference", "merchantOrderReference");
    if (reference != null && REFERENCE.matcher(reference).matches()) {
      references.add(reference);
    }
    return new News(sighting.stream().toList(), ask, references);
  }

  /**
   * Told of a refund, it may be the refund or the order that it was of: then Plural is asked, lest
   * money given back be taken for money received.
   */
  private static boolean isEither(
      JsonNode data, @Nullable String event, @Nullable OrderStatus status) {
    return event != null
        && event.startsWith("REFUND_")
        && text(data, "type") == null
        && parentOf(data).isEmpty()
        && status != OrderStatus.PARTIALLY_REFUNDED
        && status != OrderStatus.FULLY_REFUNDED;
  }

  /** Of an order that goes to and fro, and does not say when it was where. */
  private static boolean isUnsure(Sighting sighting) {
    return switch (sighting.status()) {
      case CREATED, PENDING, ATTEMPTED -> sighting.asOf() == null;
      default -> false;
    };
  }

  /** Where it does not say it itself, the event may: {@code ORDER_AUTHORIZED}. */
  private static Optional<OrderStatus> status(JsonNode data, @Nullable String event) {
    String status = text(data, "status", "orderStatus");
    if (status != null) {
      return OrderStatus.named(status);
    }
    return event != null && event.startsWith("ORDER_")
        ? OrderStatus.named(event.substring("ORDER_".length()))
        : Optional.empty();
  }

  private static boolean isOrderId(String text) {
    return ORDER_ID.matcher(text).matches() && !CardNumbers.isIn(text);
  }

  private static Optional<String> parentOf(JsonNode data) {
    return Optional.ofNullable(text(data, "parent_order_id", "parentOrderId"))
        .filter(OrderWords::isOrderId);
  }

  /** What an answer to one of our calls says of an order; empty when it says nothing. */
  public Optional<Sighting> answer(Said said) {
    return order(said, Witness.CALL);
  }

  /** What is news in the answer to our question about an order. */
  public News asked(Said said) {
    return said.httpStatus() / 100 == 2
        ? new News(order(said, Witness.INQUIRY).stream().toList(), Set.of(), Set.of())
        : News.NONE;
  }

  /** What is news when no answer came. */
  public News silence() {
    return News.NONE;
  }

  /**
   * What is held of an order, as Plural answers when it is asked.
   *
   * @return empty when that is no answer about an order
   */
  public Optional<Authorisation> held(Said said) {
    JsonNode root = tree(said.json());
    JsonNode data = root.path("data").isObject() ? root.path("data") : root;
    if (said.httpStatus() / 100 != 2) {
      return Optional.empty();
    }
    List<Money> held = new ArrayList<>();
    for (JsonNode payment : data.path("payments")) {
      Money amount = money(payment.path("payment_amount"));
      if ("AUTHORIZED".equals(text(payment, "status")) && amount != null) {
        held.add(amount);
      }
    }
    String preAuth = text(data, "pre_auth", "preAuth");
    return status(data, null)
        .map(
            status ->
                new Authorisation(
                    status,
                    "true".equals(preAuth),
                    money(data.path("order_amount")),
                    List.copyOf(held)));
  }

  private Optional<Sighting> order(Said said, Witness by) {
    JsonNode root = tree(said.json());
    JsonNode data = root.path("data").isObject() ? root.path("data") : root;
    String id = text(data, "order_id");
    if (id == null || !isOrderId(id)) {
      return Optional.empty();
    }
    return status(data, null).map(status -> order(data, id, status, by, null));
  }

  private static Sighting order(
      JsonNode data, String id, OrderStatus status, Witness by, @Nullable String event) {
    int failed = 0;
    int tries = 0;
    Long captured = null;
    String why = null;
    for (JsonNode payment : data.path("payments")) {
      tries++;
      if ("FAILED".equals(text(payment, "status"))) {
        failed++;
        JsonNode error =
            payment.path("error_detail").isObject()
                ? payment.path("error_detail")
                : payment.path("errorDetail");
        why = text(error, "code");
      }
      for (JsonNode capture : payment.path("capture_data")) {
        captured = plus(captured, capture.path("capture_amount"));
      }
    }
    Long refunded = null;
    for (JsonNode refund : data.path("refunds")) {
      if ("PROCESSED".equals(text(refund, "status"))) {
        refunded = plus(refunded, refund.path("order_amount"));
      }
    }
    String detail = event == null ? why : why == null ? event : event + ", " + why;
    String reference = text(data, "merchant_order_reference", "merchantOrderReference");
    String type = text(data, "type");
    String preAuth = text(data, "pre_auth", "preAuth");
    return new Sighting(
        id,
        by,
        status,
        instant(text(data, "updated_at", "updatedAt")),
        tries,
        failed,
        type == null ? null : shortened(type),
        reference == null ? null : shortened(reference),
        parentOf(data).orElse(null),
        preAuth == null ? null : Boolean.valueOf(preAuth),
        money(data.has("order_amount") ? data.path("order_amount") : data.path("orderAmount")),
        captured,
        refunded,
        detail == null ? null : shortened(detail));
  }

  private static @Nullable Long plus(@Nullable Long sum, JsonNode amount) {
    JsonNode value = amount.path("value");
    return isWhole(value) ? Long.valueOf((sum == null ? 0 : sum) + value.asLong()) : sum;
  }

  /** Minor units have no fractions: an amount with one is not understood, and never cut. */
  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong();
  }

  private static @Nullable Money money(JsonNode amount) {
    try {
      return isWhole(amount.path("value"))
          ? Money.of(amount.path("value").asLong(), amount.path("currency").asText())
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.path(name);
      if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
        return value.asText();
      }
    }
    return null;
  }

  /** Without card data and without what a database does not take, and of a length to be shown. */
  private static String shortened(String text) {
    String line = CONTROL.matcher(CardWords.mask(text)).replaceAll(" ").trim();
    String shorter = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    // Half a pair of surrogates is no text.
    return new String(shorter.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private JsonNode tree(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }
}
