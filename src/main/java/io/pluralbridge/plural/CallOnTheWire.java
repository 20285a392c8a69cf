package io.pluralbridge.plural;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;

/**
 * Puts a call into the message. Expressions in the route would do the same, log what they found,
 * and have Camel look for a way to make its method one of HTTP each time.
 */
public final class CallOnTheWire implements Processor {

  @Override
  public void process(Exchange exchange) {
    PluralCall call = exchange.getVariable("call", PluralCall.class);
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.method()));
    message.setHeader(Exchange.HTTP_PATH, call.path());
    if (call.query() != null) {
      message.setHeader(Exchange.HTTP_QUERY, call.query());
    }
    message.setBody(call.body());
  }
}
