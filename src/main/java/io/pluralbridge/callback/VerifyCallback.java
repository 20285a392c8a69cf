package io.pluralbridge.callback;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a callback past only when its HMAC holds; what it says follows as the body, and not one
 * header is left.
 */
public final class VerifyCallback implements Processor {

  private final CallbackCheck check;

  public VerifyCallback(CallbackCheck check) {
    this.check = check;
  }

  @Override
  public void process(Exchange exchange) throws UntrustedException {
    Message message = exchange.getMessage();
    String query = message.getHeader(Exchange.HTTP_RAW_QUERY, "", String.class);
    boolean isGet = "GET".equals(message.getHeader(Exchange.HTTP_METHOD, String.class));
    byte[] body = isGet ? null : bytes(message);
    message.removeHeaders("*");
    message.setBody(null);
    message.setBody(check.read(query, body));
  }

  private static byte[] bytes(Message message) {
    byte @Nullable [] body = message.getBody(byte[].class);
    return body == null ? new byte[0] : body;
  }
}
