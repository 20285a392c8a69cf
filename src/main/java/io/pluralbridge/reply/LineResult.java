package io.pluralbridge.reply;

import io.pluralbridge.payment.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row of a capture file.
 *
 * @param line its physical line in the file, 1 for the first
 * @param status SUCCEEDED, DECLINED, UNKNOWN, REFUSED, ACCEPTED, HELD, WITHDRAWN or SENT
 * @param orderStatus where Plural says the order stands
 * @param errorCode Plural's code, or ours for a refused row
 * @param attempts how often it was sent
 * @param rrn the retrieval reference number of the acquirer
 * @param concludedAt when its outcome was known
 * @param amount the amount that stands in the row, null where it cannot be read
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
    @Nullable Money amount) {

  /** The row of which nothing was carried out, for that reason. */
  static LineResult ofUnread(long line, String code, String message) {
    return new LineResult(line, ResultFile.MISSING, null, code, message, 0, null, null, null, null);
  }

  /** The same with another error. */
  LineResult withError(String code, String message) {
    return new LineResult(
        line, status, orderStatus, code, message, attempts, requestId, rrn, concludedAt, amount);
  }
}
