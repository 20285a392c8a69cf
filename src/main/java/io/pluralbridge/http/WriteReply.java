package io.pluralbridge.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Puts a reply on the wire, and no header but its own. */
public final class WriteReply implements Processor {

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    HttpReply reply = message.getMandatoryBody(HttpReply.class);
    message.removeHeaders("*");
    reply.headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
    // Of bytes in this shape the server knows how many there are, and says so.
    message.setBody(ByteBuffer.wrap(reply.body().getBytes(StandardCharsets.UTF_8)));
  }
}
