package io.pluralbridge.payment;

import io.pluralbridge.carddata.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An instruction in our words.
 *
 * @param merchant whose credentials carry it out
 * @param key the sender's identity for this command, unique per merchant and action
 * @param orderId the order at Plural that it acts on; empty where it makes something new
 * @param amount null where the action takes none, as a cancel does, or all there is
 * @param body what Plural is sent, as JSON; empty where the call has no body. Card data in it is
 *     masked, and then {@code sealed} holds it
 * @param sealed the whole of what Plural is sent, encrypted; null when {@code body} is all of it,
 *     and once the outcome is known
 */
public record Command(
    String merchant,
    Action action,
    String key,
    String orderId,
    @Nullable Money amount,
    String body,
    @Nullable String sealed) {

  /** The merchant when there is only one. */
  public static final String DEFAULT_MERCHANT = "default";

  /** One of which the body is all there is. */
  public Command(
      String merchant,
      Action action,
      String key,
      String orderId,
      @Nullable Money amount,
      String body) {
    this(merchant, action, key, orderId, amount, body, null);
  }

  /** What Plural is sent, where the body is all of it. */
  public Payload payload() {
    return new Payload(body);
  }

  /**
   * The same with all of what Plural is sent.
   *
   * @param whole encrypted; null when the body is all of it
   */
  public Command withSealed(@Nullable String whole) {
    return new Command(merchant, action, key, orderId, amount, body, whole);
  }
}
