package io.pluralbridge.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Takes a file of commands off the wire as it comes; the batch that it is follows as the body. Not
 * one header of the caller is left.
 */
public final class TakeFile implements Processor {

  private final BatchDoor door;

  public TakeFile(BatchDoor door) {
    this.door = door;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal, IOException, InterruptedException {
    Message message = exchange.getMessage();
    String name = Query.parameter(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class), "name");
    InputStream file = message.getBody(InputStream.class);
    message.removeHeaders("*");
    message.setBody(null);
    String sender = exchange.getVariable(CheckApiKey.SENDER, String.class);
    message.setBody(door.handIn(file == null ? InputStream.nullInputStream() : file, name, sender));
  }
}
