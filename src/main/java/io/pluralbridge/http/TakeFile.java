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
    String sender = AdmittedByKey.sender(exchange);
    Message message = exchange.getMessage();
    String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
    String name = Query.parameter(query, "name");
    String totals = ControlTotalsInQuery.read(query);
    InputStream file = message.getBody(InputStream.class);
    message.removeHeaders("*");
    message.setBody(null);
    InputStream sent = file == null ? InputStream.nullInputStream() : file;
    message.setBody(door.handIn(sent, name, totals, sender));
  }
}
