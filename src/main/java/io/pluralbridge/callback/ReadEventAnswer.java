package io.pluralbridge.callback;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Leaves the status of what a receiver answered, and nothing else of it: its body is nobody's
 * business here, and no header of it steers us.
 */
public final class ReadEventAnswer implements Processor {

  private static final int ENOUGH = 16 * 1024;

  @Override
  public void process(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    try (InputStream in = message.getBody(InputStream.class)) {
      if (in != null) {
        in.readNBytes(ENOUGH);
      }
    }
    message.removeHeaders("*");
    message.setBody(status);
  }
}
