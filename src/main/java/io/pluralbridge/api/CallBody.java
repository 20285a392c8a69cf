package io.pluralbridge.api;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Puts the body of a call into the message. An expression in the route would do the same, and log
 * what it found.
 */
public final class CallBody implements Processor {

  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().setBody(exchange.getVariable("call", PluralCall.class).body());
  }
}
