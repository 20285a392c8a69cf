package io.pluralbridge.messaging;

import io.pluralbridge.journal.outbox.DeadLetter;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Puts on a message that could not be accepted why, and the ids that it came with. */
public final class AddressDeadLetter implements Processor {

  /** All that is wrong with it. */
  static final String REASON = "Reason";

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    DeadLetter letter = message.getMandatoryBody(DeadLetter.class);
    message.setBody(letter.content());
    message.setHeader("JMSCorrelationID", letter.correlationId());
    message.setHeader(REASON, letter.reason());
    message.setHeader("OriginalMessageId", letter.messageId());
    message.setHeader(AddressOutcome.ARTEMIS_ID, "parked-" + letter.messageId());
  }
}
