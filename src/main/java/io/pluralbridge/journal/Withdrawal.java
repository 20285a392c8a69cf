package io.pluralbridge.journal;

import org.jspecify.annotations.Nullable;

/**
 * An entry that is not to be sent, though it was accepted.
 *
 * @param worth minor units of its order, in its own currency; null when nobody knows
 */
public record Withdrawal(
    long entryId,
    String merchant,
    String batchId,
    String code,
    String message,
    @Nullable Long worth) {}
