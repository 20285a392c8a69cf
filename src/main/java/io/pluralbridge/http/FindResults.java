package io.pluralbridge.http;

import io.pluralbridge.journal.store.JournalUnavailableException;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Finds the results of a batch; the body is the file, and the headers say what it is. */
public final class FindResults implements Processor {

  private final BatchDoor door;

  public FindResults(BatchDoor door) {
    this.door = door;
  }

  @Override
  public void process(Exchange exchange)
      throws HttpRefusal, JournalUnavailableException, IOException {
    Message message = exchange.getMessage();
    String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
    int amendment = amendment(Query.parameter(query, "amendment"));
    BatchDoor.Paper paper = door.results(PathText.of(message.getHeaders(), "id"), amendment);
    message.removeHeaders("*");
    message.setHeader(Exchange.CONTENT_TYPE, "text/csv; charset=utf-8");
    message.setHeader("Content-Disposition", "attachment; filename=\"" + paper.name() + "\"");
    message.setBody(paper.file());
  }

  private static int amendment(@Nullable String number) throws HttpRefusal {
    if (number == null) {
      return 0;
    }
    if (!number.matches("[1-9][0-9]{0,5}")) {
      throw Query.wrong("amendment", "it is a number, 1 for the first");
    }
    return Integer.parseInt(number);
  }
}
