package io.pluralbridge.sandbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One try to pay for an order, as the customer is sent to it.
 *
 * @param attempt counted from 1
 */
record Challenge(String orderId, int attempt) {

  private static final Pattern TOKEN = Pattern.compile("S50\\+([A-Za-z0-9/]{1,60})\\+([0-9]{1,6})");

  /** As Plural's: percent-encoded already, so that it breaks when it is encoded once more. */
  String token() {
    return "S50%2B" + orderId.replace("-", "%2F") + "%2B" + attempt;
  }

  /**
   * @param token decoded
   */
  static Optional<Challenge> read(String token) {
    Matcher parts = TOKEN.matcher(token);
    return parts.matches()
        ? Optional.of(
            new Challenge(parts.group(1).replace('/', '-'), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }
}
