package io.pluralbridge.instruction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Identities for what a sender gave none. The same instruction gets the same one, today and after a
 * restart, and no one can tell from it what was in the instruction.
 */
final class Keys {

  private Keys() {}

  /**
   * The identity of an instruction that has nothing but its content.
   *
   * @param masked without card data: of a hash of a card number the number can be guessed
   */
  static String ofContent(Action action, String orderId, JsonNode masked) {
    return uuid(action + "\n" + orderId + "\n" + sorted(masked));
  }

  /** The reference of a payment that has none. */
  static String ofPayment(String commandKey, int index) {
    return uuid("payments[" + index + "]\n" + commandKey);
  }

  /** Two bodies that differ in the order of their fields only ask for the same thing. */
  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode sorted = JsonNodeFactory.instance.objectNode();
      return sorted.setAll(fields);
    }
    if (node.isArray()) {
      ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> sorted.add(sorted(element)));
      return sorted;
    }
    return node;
  }

  /** A UUID of version 8, which is for hashes of one's own making (RFC 9562, 5.8). */
  private static String uuid(String name) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(name));
    long high = (hash.getLong() & ~0xF000L) | 0x8000L;
    long low = (hash.getLong() & ~(3L << 62)) | 2L << 62;
    return new UUID(high, low).toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }
}
