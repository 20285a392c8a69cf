package io.pluralbridge.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A refund that a merchant asks for.
 *
 * @param amount null when all that is left is to be given back
 * @param metadata the {@code merchant_metadata}, as JSON; null when there is none
 */
record RefundRequest(String reference, @Nullable Amount amount, @Nullable String metadata) {}
