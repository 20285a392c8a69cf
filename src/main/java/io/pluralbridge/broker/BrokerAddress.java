package io.pluralbridge.broker;

/**
 * Where a broker is, and who we are there.
 *
 * @param url {@code vm:}, {@code tcp:} (Artemis, any number with commas between), {@code amqp:},
 *     {@code amqps:}, or whatever the factory takes
 * @param username empty to come in without a name
 * @param password of that user
 * @param factory the class name of a {@link jakarta.jms.ConnectionFactory}, empty to choose by the
 *     url
 */
public record BrokerAddress(String url, String username, String password, String factory) {

  @Override
  public String toString() {
    return "BrokerAddress[" + url.replaceAll("[?].*", "?…") + "]";
  }
}
