package io.pluralbridge.http;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has an API key, as {@code Authorization: Bearer} or {@code X-API-Key}, and leaves its
 * name in a variable. The key itself goes no further.
 */
public final class CheckApiKey implements Processor {

  /** The variable that holds the name of the API key. */
  static final String SENDER = "sender";

  private final ApiKeys keys;

  public CheckApiKey(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public void process(Exchange exchange) throws HttpRefusal {
    Message message = exchange.getMessage();
    List<String> authorization = values(message.removeHeader("Authorization"));
    List<String> apiKey = values(message.removeHeader("X-API-Key"));
    exchange.setVariable(SENDER, keys.admit(authorization, apiKey));
  }

  private static List<String> values(@Nullable Object header) {
    List<String> values = new ArrayList<>();
    ObjectHelper.createIterable(header, null).forEach(value -> values.add(value.toString()));
    return values;
  }
}
