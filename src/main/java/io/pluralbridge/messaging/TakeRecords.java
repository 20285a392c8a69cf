package io.pluralbridge.messaging;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records that were polled together off the wire, into the variable {@code records}. Of
 * what a sender put into headers, nothing but a correlation id is looked at. The body stays what it
 * was, for {@link CommitOffsets}.
 */
public final class TakeRecords implements Processor {

  /** What a sender knows the answer by. */
  static final String CORRELATION_ID = "correlation-id";

  @Override
  public void process(Exchange exchange) {
    TopicRecords records = new TopicRecords();
    for (Object each : exchange.getMessage().getBody(List.class)) {
      Message message = ((Exchange) each).getMessage();
      records.add(record(message), message.getHeader(KafkaConstants.KEY, byte[].class));
    }
    exchange.getMessage().removeHeaders("*");
    exchange.setVariable("records", records);
  }

  private static TopicRecord record(Message message) {
    return new TopicRecord(
        new TopicRecord.Place(
            message.getHeader(KafkaConstants.TOPIC, String.class),
            message.getHeader(KafkaConstants.PARTITION, int.class),
            message.getHeader(KafkaConstants.OFFSET, long.class),
            message.getHeader(KafkaConstants.TIMESTAMP, long.class)),
        message.getBody(byte[].class),
        correlationId(message));
  }

  private static byte @Nullable [] correlationId(Message message) {
    Headers headers = message.getHeader(KafkaConstants.HEADERS, Headers.class);
    Header header = headers == null ? null : headers.lastHeader(CORRELATION_ID);
    return header == null ? null : header.value();
  }
}
