package io.pluralbridge.files;

import io.pluralbridge.payment.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row of a capture file.
 *
 * @param line its physical line in the file, 1 for the first
 * @param status SUCCEEDED, DECLINED, UNKNOWN, REFUSED, ACCEPTED, HELD or SENT
 * @param orderStatus where Plural says the order stands
 * @param errorCode Plural's code, or ours for a refused row
 * @param attempts how often it was sent
 * @param rrn the retrieval reference number of the acquirer
 * @param concludedAt when its outcome was known
 * @param amount the amount that stands in the row, null where it cannot be read
 * @param orderAmount minor units that the order is worth, null where nobody has said
 * @param released minor units that a capture has left behind of them, null where it took nothing
 * @param paymentId Plural's id of the payment
 */
public record LineResult(
    long line,
    String status,
    @Nullable String orderStatus,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    int attempts,
    @Nullable String requestId,
    @Nullable String rrn,
    @Nullable Instant concludedAt,
    @Nullable Money amount,
    @Nullable Long orderAmount,
    @Nullable Long released,
    @Nullable String paymentId) {

  /** One of which nobody has said what the order is worth. */
  public LineResult(
      long line,
      String status,
      @Nullable String orderStatus,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      int attempts,
      @Nullable String requestId,
      @Nullable String rrn,
      @Nullable Instant concludedAt,
      @Nullable Money amount) {
    this(
        line,
        status,
        orderStatus,
        errorCode,
        errorMessage,
        attempts,
        requestId,
        rrn,
        concludedAt,
        amount,
        null,
        null,
        null);
  }

  /** The row of which nothing was carried out, for that reason. */
  static LineResult ofUnread(long line, String code, String message) {
    return new LineResult(line, ResultFile.MISSING, null, code, message, 0, null, null, null, null);
  }

  /** The same with another error. */
  LineResult withError(String code, String message) {
    return new LineResult(
        line,
        status,
        orderStatus,
        code,
        message,
        attempts,
        requestId,
        rrn,
        concludedAt,
        amount,
        orderAmount,
        released,
        paymentId);
  }
}
