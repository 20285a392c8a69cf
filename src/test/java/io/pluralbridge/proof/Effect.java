package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A capture or cancel that took effect at the pretended Plural, whatever it answered.
 *
 * @param reference null for a cancel
 * @param amount minor units, null for a cancel
 */
record Effect(
    Instant at,
    Action action,
    String orderId,
    @Nullable String reference,
    @Nullable Long amount,
    @Nullable String requestId) {}
