package io.pluralbridge.plural;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The client id and secret of a merchant. Shows neither, and writes the token call itself: what a
 * bean method takes or gives, Camel logs at its finest level.
 */
public final class Credentials implements Processor {

  private final String clientId;
  private final String clientSecret;
  private final ObjectMapper json = new ObjectMapper();

  public Credentials(String clientId, String clientSecret) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
  }

  /** Sets the body of a token call. Source: guide, "1. Generate Token". */
  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().setBody(asTokenRequest());
  }

  private String asTokenRequest() {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("client_id", clientId);
    body.put("client_secret", clientSecret);
    body.put("grant_type", "client_credentials");
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }
}
