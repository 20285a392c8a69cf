package io.pluralbridge.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.signature.WebhookSignature;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Makes a Standard Webhook of ours of a step of an order: its body, signed, and its headers. */
public final class SignEvent implements Processor {

  private final EventBody body = new EventBody();
  private final @Nullable WebhookSignature signature;
  private final Clock clock;

  /**
   * A step that signs.
   *
   * @param signature null where nothing is announced
   */
  public SignEvent(@Nullable WebhookSignature signature, Clock clock) {
    this.signature = signature;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    OrderEvent told = message.getMandatoryBody(OrderEvent.class);
    WebhookSignature known = signature;
    if (known == null) {
      throw new IllegalStateException("nothing is announced without bridge.events.secret");
    }
    byte[] bytes = body.of(told).getBytes(UTF_8);
    Instant now = clock.instant();
    message.removeHeaders("*");
    message.setHeader(WebhookSignature.ID, told.uid());
    message.setHeader(WebhookSignature.TIMESTAMP, Long.toString(now.getEpochSecond()));
    message.setHeader(WebhookSignature.SIGNATURE, known.sign(told.uid(), now, bytes));
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setBody(bytes);
  }
}
