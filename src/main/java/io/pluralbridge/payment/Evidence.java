package io.pluralbridge.payment;

import io.pluralbridge.carddata.Said;
import org.jspecify.annotations.Nullable;

/**
 * What came with an answer. Every part may be missing.
 *
 * @param httpStatus the HTTP status of the answer
 * @param orderStatus where Plural says the order stands
 * @param requestId the {@code Request-ID} that we sent
 * @param acquirer what the acquirer calls the payment
 * @param orderAmount what Plural says the order is worth
 * @param paymentId Plural's id of the payment that it is about
 * @param said the answer itself, where it is one to the command
 */
public record Evidence(
    @Nullable Integer httpStatus,
    @Nullable OrderStatus orderStatus,
    @Nullable String requestId,
    AcquirerIds acquirer,
    @Nullable Money orderAmount,
    @Nullable String paymentId,
    @Nullable Said said) {

  public static final Evidence NONE = new Evidence(null, null, null, null);

  /** Without the answer itself, and without what it says of the order but where it stands. */
  public Evidence(
      @Nullable Integer httpStatus,
      @Nullable OrderStatus orderStatus,
      @Nullable String requestId,
      @Nullable String rrn) {
    this(httpStatus, orderStatus, requestId, rrn, null);
  }

  /** Without what it says of the order but where it stands. */
  public Evidence(
      @Nullable Integer httpStatus,
      @Nullable OrderStatus orderStatus,
      @Nullable String requestId,
      @Nullable String rrn,
      @Nullable Said said) {
    this(httpStatus, orderStatus, requestId, AcquirerIds.ofRrn(rrn), null, null, said);
  }

  /** The same with that answer; null when there is none to be shown. */
  public Evidence with(@Nullable Said answer) {
    return new Evidence(
        httpStatus, orderStatus, requestId, acquirer, orderAmount, paymentId, answer);
  }

  /** The same, where the answer was one to a question and not to the command. */
  public Evidence withoutAnswer() {
    return with(null);
  }
}
