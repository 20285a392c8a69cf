package io.pluralbridge.callback;

import io.pluralbridge.journal.order.OrderEvent;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Makes a message for a queue of a step of an order, with the id by which repeats are dropped. */
public final class AddressEvent implements Processor {

  /** By which a receiver drops repeats. */
  static final String EVENT_ID = "EventId";

  /** By which Artemis does. */
  private static final String ARTEMIS_ID = "_AMQ_DUPL_ID";

  private final EventBody body = new EventBody();

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    OrderEvent told = message.getMandatoryBody(OrderEvent.class);
    message.removeHeaders("*");
    message.setHeader("JMSCorrelationID", told.orderId());
    message.setHeader("JMSType", EventBody.type(told));
    message.setHeader(EVENT_ID, told.uid());
    message.setHeader(ARTEMIS_ID, told.uid());
    message.setBody(body.of(told));
  }
}
