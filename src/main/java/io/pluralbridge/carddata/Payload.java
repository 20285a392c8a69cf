package io.pluralbridge.carddata;

/**
 * What Plural is sent, as JSON, card data and all. It is never written down as it is, and never
 * shown.
 *
 * @param json empty where the call has no body
 */
public record Payload(String json) {

  @Override
  public String toString() {
    return "Payload of " + json.length() + " characters";
  }
}
