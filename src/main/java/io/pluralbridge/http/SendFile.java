package io.pluralbridge.http;

import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Sends a file to an HTTP caller from disk, of any size, with the headers that the message has. The
 * server goes on by itself; for Camel, the caller is answered.
 *
 * <p>Not as a body of Camel's: it would not notice a caller who hangs up in the middle, and keep
 * the file open and the exchange in flight for good.
 */
public final class SendFile implements Processor {

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Path file = message.getMandatoryBody(Path.class);
    HttpServerResponse response = exchange.getMessage(HttpMessage.class).getResponse();
    message.getHeaders().forEach((name, value) -> response.putHeader(name, value.toString()));
    response.sendFile(file.toString());
    message.removeHeaders("*");
    message.setBody(null);
  }
}
