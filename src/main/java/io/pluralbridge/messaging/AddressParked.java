package io.pluralbridge.messaging;

import io.pluralbridge.journal.outbox.ParkedMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Puts on a message that could not be accepted why, and the ids that it came with. */
public final class AddressParked implements Processor {

  /** All that is wrong with it. */
  static final String REASON = "Reason";

  @Override
  public void process(Exchange exchange) {
    ParkedMessage parked = exchange.getVariable("parked", ParkedMessage.class);
    Message message = exchange.getMessage();
    message.setBody(parked.content());
    message.setHeader("JMSCorrelationID", parked.correlationId());
    message.setHeader(REASON, parked.reason());
    message.setHeader("OriginalMessageId", parked.messageId());
    message.setHeader(AddressOutcome.ARTEMIS_ID, "parked-" + parked.messageId());
  }
}
