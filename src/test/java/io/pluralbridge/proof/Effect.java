package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What took effect at the pretended Plural, whatever it answered.
 *
 * @param reference null for a cancel and for a payment
 * @param amount minor units, null for a cancel
 */
record Effect(
    Instant at,
    Action action,
    String orderId,
    @Nullable String reference,
    @Nullable Long amount,
    @Nullable String requestId) {}
