package io.pluralbridge.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A capture or a cancel that took effect, whether or not its answer arrived.
 *
 * @param operation {@link Operation#CAPTURE} or {@link Operation#CANCEL}
 * @param reference the merchant's reference of a capture; a cancel has none
 * @param amount minor units that a capture took; null for a cancel
 * @param requestId the {@code Request-ID} of the call that did it, null when it had none
 */
public record Effect(
    Instant at,
    Operation operation,
    String orderId,
    @Nullable String reference,
    @Nullable Long amount,
    @Nullable String currency,
    @Nullable String requestId) {

  static Effect of(Change change) {
    Amount amount = change instanceof Change.Captured capture ? capture.amount() : null;
    return new Effect(
        Instant.ofEpochMilli(change.at()),
        amount == null ? Operation.CANCEL : Operation.CAPTURE,
        change.orderId(),
        change.reference(),
        amount == null ? null : amount.value(),
        amount == null ? null : amount.currency(),
        change.requestId());
  }
}
