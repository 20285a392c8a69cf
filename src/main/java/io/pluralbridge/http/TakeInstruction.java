package io.pluralbridge.http;

import io.pluralbridge.instruction.Draft;
import io.pluralbridge.instruction.Instructions;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.payment.Action;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes an instruction off the wire: what is asked for is in variables afterwards, and not one
 * header is left, as what a caller names its headers must not steer us.
 */
public final class TakeInstruction implements Processor {

  private final Instructions instructions;

  public TakeInstruction(Instructions instructions) {
    this.instructions = instructions;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal, RefusedException {
    Message message = exchange.getMessage();
    Action action = Action.valueOf(exchange.getVariable("action", String.class));
    byte[] body = body(message);
    String orderId = PathText.decoded(text(message, "order_id"));
    Draft draft = instructions.read(action, orderId, body, idempotencyKey(message));
    exchange.setVariable("draft", draft);
    exchange.setVariable("command", draft.command());
    exchange.setVariable("payload", draft.payload());
    exchange.setVariable("respondAsync", wantsNoAnswer(message));
    message.removeHeaders("*");
    message.setBody(null);
  }

  /** Bytes as they came: a charset that somebody names must not change them. */
  private static byte[] body(Message message) {
    byte[] body = message.getBody(byte[].class);
    return body == null ? new byte[0] : body;
  }

  private static @Nullable String idempotencyKey(Message message) throws HttpRefusal {
    Object key = message.getHeader("Idempotency-Key");
    if (key == null || key instanceof String) {
      return (String) key;
    }
    throw new HttpRefusal(Complaint.INVALID_REQUEST, "Idempotency-Key comes more than once");
  }

  private static boolean wantsNoAnswer(Message message) {
    for (String preference : text(message, "Prefer").split("[,;]", -1)) {
      if (preference.strip().equalsIgnoreCase("respond-async")) {
        return true;
      }
    }
    return false;
  }

  private static String text(Message message, String header) {
    Object value = message.getHeader(header);
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : value == null ? "" : value.toString();
  }
}
