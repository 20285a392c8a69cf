package io.pluralbridge.callback;

import io.pluralbridge.journal.outbox.UndeliverableException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Fails unless a receiver answered that it has an event, and leaves nothing of the answer: its body
 * is nobody's business here, and no header of it steers us.
 */
public final class ReadEventAnswer implements Processor {

  private static final int ENOUGH = 16 * 1024;

  /** Source: Standard Webhooks, "the consumer should stop sending". */
  private static final int GONE = 410;

  @Override
  public void process(Exchange exchange) throws IOException, UndeliverableException {
    Message message = exchange.getMessage();
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    try (InputStream in = message.getBody(InputStream.class)) {
      if (in != null) {
        in.readNBytes(ENOUGH);
      }
    }
    message.removeHeaders("*");
    message.setBody(null);
    if (status == GONE) {
      throw new UndeliverableException("HTTP 410, the endpoint is gone");
    }
    if (status / 100 != 2) {
      throw new IOException("HTTP " + status);
    }
  }
}
