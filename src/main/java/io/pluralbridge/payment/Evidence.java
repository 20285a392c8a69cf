package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * What came with an answer. Every part may be missing.
 *
 * @param httpStatus the HTTP status of the answer
 * @param orderStatus where Plural says the order stands
 * @param requestId the {@code Request-ID} that we sent
 * @param rrn the retrieval reference number of the acquirer
 */
public record Evidence(
    @Nullable Integer httpStatus,
    @Nullable OrderStatus orderStatus,
    @Nullable String requestId,
    @Nullable String rrn) {

  public static final Evidence NONE = new Evidence(null, null, null, null);
}
