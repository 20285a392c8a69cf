package io.pluralbridge.journal;

import org.jspecify.annotations.Nullable;

/**
 * Where a command came from that came in no file.
 *
 * @param sender the name of the API key, or the queue or topic that it lay in
 * @param user the user of the broker who put it there, as the broker says; null when it says none
 */
public record Origin(Way way, String sender, @Nullable String user) {

  /** The ways in. */
  public enum Way {
    /** Over HTTP. */
    HTTP,
    /** By a message of a broker. */
    QUEUE,
    /** By a record of Kafka. */
    TOPIC,
    /** From a rule of ours: a capture once an order is authorised. */
    RULE
  }

  /** From who has that API key. */
  public static Origin http(String apiKey) {
    return new Origin(Way.HTTP, apiKey, null);
  }

  /** From that rule. */
  public static Origin rule(String rule) {
    return new Origin(Way.RULE, rule, null);
  }
}
