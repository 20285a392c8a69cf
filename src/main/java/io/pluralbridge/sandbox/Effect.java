package io.pluralbridge.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A capture, cancel or refund that took effect, whether or not its answer arrived.
 *
 * @param operation {@link Operation#CAPTURE}, {@link Operation#CANCEL} or {@link Operation#REFUND}
 * @param orderId the order that was captured, cancelled or refunded
 * @param reference the merchant's reference of a capture or a refund; a cancel has none
 * @param amount minor units that a capture took or a refund gave back; null for a cancel
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

  static Effect of(Change.Moved change) {
    Amount amount = change.moved();
    return new Effect(
        Instant.ofEpochMilli(change.at()),
        change.operation(),
        change.orderId(),
        change.reference(),
        amount == null ? null : amount.value(),
        amount == null ? null : amount.currency(),
        change.requestId());
  }
}
