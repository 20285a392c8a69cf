package io.pluralbridge.http;

import java.util.HashMap;
import java.util.Map;

/**
 * What an HTTP caller is told.
 *
 * @param headers by name; {@code Content-Type} among them when there is a body
 */
public record HttpReply(int status, Map<String, String> headers, String body) {

  private static final String JSON = "application/json";

  public HttpReply {
    headers = Map.copyOf(headers);
  }

  static HttpReply json(int status, String body) {
    return new HttpReply(status, Map.of("Content-Type", JSON), body);
  }

  HttpReply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new HttpReply(status, more, body);
  }

  @Override
  public String toString() {
    return "HTTP " + status + " and " + body.length() + " characters";
  }
}
