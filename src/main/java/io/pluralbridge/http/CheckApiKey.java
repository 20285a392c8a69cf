package io.pluralbridge.http;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has an API key, as {@code Authorization: Bearer} or {@code X-API-Key}, and leaves its
 * name in a variable. The key itself goes no further.
 */
public final class CheckApiKey implements Processor {

  /** The variable that holds the name of the API key. */
  static final String SENDER = "sender";

  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;

  public CheckApiKey(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal {
    Message message = exchange.getMessage();
    String presented = presented(message);
    message.removeHeader("Authorization");
    message.removeHeader("X-API-Key");
    Optional<String> name = presented == null ? Optional.empty() : keys.nameOf(presented);
    if (name.isEmpty()) {
      throw new HttpRefusal(
          Complaint.UNAUTHORIZED,
          presented == null
              ? "an API key is missing: Authorization: Bearer, or X-API-Key"
              : "the API key is none of bridge.http.api-keys");
    }
    exchange.setVariable(SENDER, name.get());
  }

  private static @Nullable String presented(Message message) {
    String bearer = one(message, "Authorization");
    if (bearer != null) {
      return bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())
          ? bearer.substring(BEARER.length()).strip()
          : "";
    }
    return one(message, "X-API-Key");
  }

  /** A header that comes twice is a list, and nobody's key. */
  private static @Nullable String one(Message message, String name) {
    Object value = message.getHeader(name);
    return value == null ? null : value instanceof String text ? text : "";
  }
}
