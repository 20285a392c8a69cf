package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** The shapes in which an event can say the same: Plural's samples do not agree on one. */
enum EventForm {
  /** As most samples have it. */
  USUAL,
  /** {@code eventType}, {@code orderId}: names in camel case, at every depth. */
  CAMEL_CASE,
  /** Names in camel case at the top, and below as usual. */
  MIXED_CASE,
  /** A refund is told as the order that it gave back money of. As usual for anything else. */
  PARENT_ORDER,
  /** {@code pre_auth} is a text, nothing of the customer, no error, and no refunds, as a list. */
  BARE;

  private static final Pattern UNDERSCORE = Pattern.compile("_([a-z0-9])");

  /**
   * Reads {@code camel-case} and the others.
   *
   * @throws ApiError saying what is allowed
   */
  static EventForm parse(String text) {
    for (EventForm known : values()) {
      if (known.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return known;
      }
    }
    throw ApiError.invalidField(
        "form", "must be usual, camel-case, mixed-case, parent-order or bare");
  }

  /** The event in this shape. The order in place of its refund is chosen before. */
  ObjectNode shape(ObjectNode event) {
    return switch (this) {
      case USUAL, PARENT_ORDER -> event;
      case CAMEL_CASE -> renamed(event, Integer.MAX_VALUE);
      case MIXED_CASE -> renamed(event, 2);
      case BARE -> bare(event);
    };
  }

  private static ObjectNode renamed(ObjectNode from, int depth) {
    ObjectNode to = JsonNodeFactory.instance.objectNode();
    from.properties()
        .forEach(part -> to.set(camelCase(part.getKey()), inside(part.getValue(), depth - 1)));
    return to;
  }

  private static JsonNode inside(JsonNode value, int depth) {
    if (depth == 0) {
      return value;
    } else if (value instanceof ObjectNode object) {
      return renamed(object, depth);
    } else if (value instanceof ArrayNode array) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      array.forEach(one -> all.add(inside(one, depth)));
      return all;
    }
    return value;
  }

  private static String camelCase(String name) {
    return UNDERSCORE.matcher(name).replaceAll(part -> part.group(1).toUpperCase(Locale.ROOT));
  }

  private static ObjectNode bare(ObjectNode event) {
    ObjectNode bare = event.deepCopy();
    ObjectNode data = bare.withObject("/data");
    if (data.has("pre_auth")) {
      data.put("pre_auth", data.path("pre_auth").asText());
    }
    data.putObject("purchase_details");
    data.path("payments")
        .forEach(
            payment -> {
              if (payment instanceof ObjectNode one) {
                one.remove("error_detail");
              }
            });
    data.putArray("refunds");
    return bare;
  }
}
