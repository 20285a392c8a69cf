package io.pluralbridge.messaging;

import io.pluralbridge.journal.outbox.ParkedMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

/** Puts on a record that could not be accepted, for a topic, why, and the ids that it came with. */
public final class AddressParkedRecord implements Processor {

  @Override
  public void process(Exchange exchange) {
    ParkedMessage parked = exchange.getVariable("parked", ParkedMessage.class);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setBody(parked.content());
    message.setHeader(KafkaConstants.KEY, parked.messageId());
    message.setHeader("reason", parked.reason());
    message.setHeader("original-message-id", parked.messageId());
    message.setHeader(TakeRecords.CORRELATION_ID, parked.correlationId());
  }
}
