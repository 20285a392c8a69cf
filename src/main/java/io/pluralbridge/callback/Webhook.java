package io.pluralbridge.callback;

/**
 * A genuine webhook, unread.
 *
 * @param id the same each time that it is sent
 * @param body as it came
 */
public record Webhook(String id, String body) {

  @Override
  public String toString() {
    return "Webhook " + id + " of " + body.length() + " characters";
  }
}
