package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * An instruction in our words.
 *
 * @param merchant whose credentials carry it out
 * @param key the sender's identity for this command, unique per merchant and action
 * @param orderId the order at Plural that it acts on
 * @param amount null where the action takes none, as a cancel does
 * @param body what Plural is sent, as JSON; empty where the call has no body
 */
public record Command(
    String merchant,
    Action action,
    String key,
    String orderId,
    @Nullable Money amount,
    String body) {

  /** The merchant when there is only one. */
  public static final String DEFAULT_MERCHANT = "default";

  /** True when the two ask for the same thing, whatever their key. */
  public boolean sameContentAs(Command other) {
    return action == other.action && orderId.equals(other.orderId) && body.equals(other.body);
  }
}
