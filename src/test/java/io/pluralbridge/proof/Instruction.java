package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a file, or a client, asks for.
 *
 * @param orderId empty for what makes an order
 * @param amount minor units; null for a cancel, and for a capture of all that is held
 */
record Instruction(Action action, String key, String orderId, @Nullable Long amount) {

  static final String CURRENCY = "INR";

  static Instruction capture(String key, String orderId, long amount) {
    return new Instruction(Action.CAPTURE, key, orderId, amount);
  }

  static Instruction cancel(String key, String orderId) {
    return new Instruction(Action.CANCEL, key, orderId, null);
  }

  /** The same instruction with another amount: its key is then used twice. */
  Instruction withAmount(long other) {
    return new Instruction(action, key, orderId, other);
  }

  /** A capture of all that is held need not say how much that is. */
  Instruction withoutAmount() {
    return new Instruction(action, key, orderId, null);
  }

  /** What makes it the same command to the bridge. */
  String id() {
    return action + " " + key;
  }
}
