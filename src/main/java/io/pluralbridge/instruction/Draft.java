package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.payment.Command;
import org.jspecify.annotations.Nullable;

/**
 * An instruction that may be taken.
 *
 * @param command what may be seen and kept; {@code command.body()} has card data masked, and {@code
 *     command.sealed()} is null as yet
 * @param payload what Plural is sent; the same as {@code command.body()} when nothing is masked
 * @param alias the sender's idempotency key, null when there is none or it is the command's key
 */
public record Draft(Command command, Payload payload, @Nullable String alias) {

  /** True when the payload has card data that the command does not show. */
  public boolean isMasked() {
    return !command.body().equals(payload.json());
  }

  @Override
  public String toString() {
    return "Draft of " + command.action() + " " + command.key();
  }
}
