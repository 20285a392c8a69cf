package io.pluralbridge.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A route step that lets a request on only where the door let it in by an API key. It looks at no
 * key itself: that is done once, by the {@link Doorkeeper}, which leaves the name of the key in a
 * variable. Our routes have no need of it; copies of earlier ones have it as {@code checkApiKey}.
 */
public final class AdmittedByKey implements Processor {

  /** The variable that holds the name of the API key; there is none where anybody may come in. */
  static final String SENDER = "sender";

  @Override
  public void process(Exchange exchange) throws HttpRefusal {
    String unused = sender(exchange);
  }

  /**
   * The name of the API key by which a request came in.
   *
   * @throws HttpRefusal when it came in by none
   */
  static String sender(Exchange exchange) throws HttpRefusal {
    String name = exchange.getVariable(SENDER, String.class);
    if (name == null || name.isEmpty()) {
      throw refusal();
    }
    return name;
  }

  /** What is told who came in by no API key, to where one is needed. */
  static HttpRefusal refusal() {
    return new HttpRefusal(
        Complaint.UNAUTHORIZED,
        "this needs an API key, and the contract has no key looked at on this path");
  }
}
