package io.pluralbridge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.door.Callers;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.instruction.StrictJson;
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

  /** Camel's header, which no caller can set. */
  private static final String CALLER = "CamelVertxPlatformHttpRemoteAddress";

  private final KeyGuard guard;
  private final Clock clock;

  public ApiKeyAsToken(KeyGuard guard, Clock clock) {
    this.guard = guard;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal, RefusedException, IOException {
    Message message = exchange.getMessage();
    byte[] body = message.getBody(byte[].class);
    message.setBody(null);
    String caller = message.getHeader(CALLER, "", String.class);
    JsonNode asked = StrictJson.object(body == null ? new byte[0] : body);
    String secret = asked.path("client_secret").asText("");
    guard.admitSecret(secret, Callers.group(caller.replaceFirst(":[0-9]+$", "")));
    ObjectNode token = json.createObjectNode();
    token.put("access_token", secret);
    token.put("expires_in", LIFETIME_SECONDS);
    token.put(
        "expires_at",
        clock.instant().plusSeconds(LIFETIME_SECONDS).truncatedTo(ChronoUnit.MILLIS).toString());
    message.setBody(HttpReply.json(200, json.writeValueAsString(token)));
  }
}
