package io.pluralbridge.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file of commands off the wire as it comes; the batch that it is follows as the body. Not
 * one header of the caller is left.
 */
public final class TakeFile implements Processor {

  private static final Set<String> TYPES =
      Set.of("", "text/csv", "application/csv", "application/octet-stream");

  private final BatchDoor door;

  public TakeFile(BatchDoor door) {
    this.door = door;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal, IOException, InterruptedException {
    Message message = exchange.getMessage();
    String name = Query.parameter(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class), "name");
    checkType(message);
    InputStream file = message.getBody(InputStream.class);
    message.removeHeaders("*");
    message.setBody(null);
    String sender = exchange.getVariable(CheckApiKey.SENDER, String.class);
    message.setBody(door.handIn(file == null ? InputStream.nullInputStream() : file, name, sender));
  }

  private static void checkType(Message message) throws HttpRefusal {
    String type = text(message.getHeader(Exchange.CONTENT_TYPE)).replaceAll(";.*", "").strip();
    if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw new HttpRefusal(
          Complaint.CONTENT_TYPE, "the body of this request is a CSV file: Content-Type: text/csv");
    }
    String encoding = text(message.getHeader(Exchange.CONTENT_ENCODING)).strip();
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new HttpRefusal(
          Complaint.CONTENT_TYPE, "the file comes as it is, without a Content-Encoding");
    }
  }

  private static String text(@Nullable Object header) {
    return header == null ? "" : header.toString();
  }
}
