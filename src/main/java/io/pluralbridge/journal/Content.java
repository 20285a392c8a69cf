package io.pluralbridge.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.payment.Command;

/** Whether two commands ask for the same thing, whatever door they came by. */
public final class Content {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Content() {}

  /** True when action, order and body are the same; the body as JSON, not as text. */
  public static boolean isSame(Command one, Command other) {
    return one.action() == other.action()
        && one.orderId().equals(other.orderId())
        && (one.body().equals(other.body()) || tree(one.body()).equals(tree(other.body())));
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a command whose body is not JSON", e);
    }
  }
}
