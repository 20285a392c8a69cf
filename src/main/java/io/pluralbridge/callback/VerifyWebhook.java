package io.pluralbridge.callback;

import io.pluralbridge.signature.WebhookSignature;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Lets a webhook past only when its HMAC holds over the bytes that came; these follow as the body,
 * and not one header is left.
 */
public final class VerifyWebhook implements Processor {

  private final WebhookCheck check;

  public VerifyWebhook(WebhookCheck check) {
    this.check = check;
  }

  @Override
  public void process(Exchange exchange) throws UntrustedException {
    Message message = exchange.getMessage();
    List<String> ids = values(message, WebhookSignature.ID);
    List<String> timestamps = values(message, WebhookSignature.TIMESTAMP);
    List<String> signatures = values(message, WebhookSignature.SIGNATURE);
    byte @Nullable [] body = message.getBody(byte[].class);
    message.removeHeaders("*");
    message.setBody(null);
    message.setBody(check.read(ids, timestamps, signatures, body == null ? new byte[0] : body));
  }

  private static List<String> values(Message message, String header) {
    List<String> values = new ArrayList<>();
    ObjectHelper.createIterable(message.getHeader(header), null)
        .forEach(value -> values.add(value.toString()));
    return values;
  }
}
