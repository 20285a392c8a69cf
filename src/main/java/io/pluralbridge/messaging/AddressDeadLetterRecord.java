package io.pluralbridge.messaging;

import io.pluralbridge.journal.outbox.DeadLetter;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

/** Puts on a record that could not be accepted, for a topic, why, and the ids that it came with. */
public final class AddressDeadLetterRecord implements Processor {

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    DeadLetter letter = message.getMandatoryBody(DeadLetter.class);
    message.removeHeaders("*");
    message.setBody(letter.content());
    message.setHeader(KafkaConstants.KEY, letter.messageId());
    message.setHeader("reason", letter.reason());
    message.setHeader("original-message-id", letter.messageId());
    message.setHeader(TakeRecords.CORRELATION_ID, letter.correlationId());
  }
}
