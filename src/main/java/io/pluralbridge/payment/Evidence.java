package io.pluralbridge.payment;

import org.jspecify.annotations.Nullable;

/**
 * What came with an answer. Every part may be missing.
 *
 * @param httpStatus the HTTP status of the answer
 * @param orderStatus where Plural says the order stands
 * @param requestId the {@code Request-ID} that we sent
 * @param rrn the retrieval reference number of the acquirer
 * @param said the answer itself, where it is one to the command
 */
public record Evidence(
    @Nullable Integer httpStatus,
    @Nullable OrderStatus orderStatus,
    @Nullable String requestId,
    @Nullable String rrn,
    @Nullable Said said) {

  public static final Evidence NONE = new Evidence(null, null, null, null);

  /** Without the answer itself. */
  public Evidence(
      @Nullable Integer httpStatus,
      @Nullable OrderStatus orderStatus,
      @Nullable String requestId,
      @Nullable String rrn) {
    this(httpStatus, orderStatus, requestId, rrn, null);
  }

  /** The same, where the answer was one to a question and not to the command. */
  public Evidence withoutAnswer() {
    return new Evidence(httpStatus, orderStatus, requestId, rrn, null);
  }
}
