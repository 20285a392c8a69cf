package io.pluralbridge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.intake.json.RefusedException;
import io.pluralbridge.intake.json.StrictJson;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Answers a client that asks Plural for an access token before anything else: its client secret is
 * its API key here, and so is the token that it gets. Source: guide, "1. Generate Token".
 */
public final class ApiKeyAsToken implements Processor {

  private static final int LIFETIME_SECONDS = 3600;

  private final ObjectMapper json = new ObjectMapper();
  private final ApiKeys keys;
  private final Clock clock;

  public ApiKeyAsToken(ApiKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal, RefusedException, IOException {
    Message message = exchange.getMessage();
    byte[] body = message.getBody(byte[].class);
    message.setBody(null);
    JsonNode asked = StrictJson.object(body == null ? new byte[0] : body);
    String secret = asked.path("client_secret").asText("");
    if (secret.isEmpty() || keys.nameOf(secret).isEmpty()) {
      throw new HttpRefusal(
          Complaint.UNAUTHORIZED, "client_secret is none of bridge.http.api-keys");
    }
    ObjectNode token = json.createObjectNode();
    token.put("access_token", secret);
    token.put("expires_in", LIFETIME_SECONDS);
    token.put(
        "expires_at",
        clock.instant().plusSeconds(LIFETIME_SECONDS).truncatedTo(ChronoUnit.MILLIS).toString());
    message.setBody(HttpReply.json(200, json.writeValueAsString(token)));
  }
}
