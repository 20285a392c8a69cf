package io.pluralbridge.messaging;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Remembers of the record in hand that the journal has it, or has why it is refused. */
public final class TickOffRecord implements Processor {

  @Override
  public void process(Exchange exchange) {
    exchange.getVariable("record", TopicRecord.class).writtenDown();
  }
}
