package io.pluralbridge.journal;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.payment.Action;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command as its sender may see it: where it stands, and how it came there.
 *
 * @param key what it was asked for by: its key, or a further name of it
 * @param orderId empty when it makes something new
 * @param httpStatus that of Plural's answer to the call, or to the question that showed that it
 *     succeeded; null when there was none
 * @param said Plural's answer, once the state is final; null when it was not kept
 * @param error why it was declined, or what Plural said to it so far; null when nothing
 * @param reason why it stands where it stands; null when the state says it all
 * @param sender the name of the API key, or the name of the file
 * @param givenBy who put it where it came from: the user of the broker, or the API key by which the
 *     file came over HTTP; null where that is not known or the sender says it
 * @param batchId the file that it came in, empty when in none
 * @param dueAt when it is next sent or asked about; of no meaning when the state is final
 * @param concludedAt null until the state is final
 * @param paymentId Plural's id of the payment, of a refund its own; null when none was told
 */
public record CommandView(
    long entryId,
    String key,
    Action action,
    String orderId,
    EntryState state,
    @Nullable Integer httpStatus,
    @Nullable Said said,
    @Nullable Problem error,
    @Nullable String reason,
    int attempts,
    int inquiries,
    String sender,
    @Nullable String givenBy,
    String batchId,
    Instant acceptedAt,
    Instant dueAt,
    @Nullable Instant concludedAt,
    @Nullable String paymentId,
    List<Step> history) {

  /** True when a file did it to an order, so that Plural's answer to it was not kept. */
  public boolean isDoneWithoutAnswer() {
    return state == EntryState.SUCCEEDED && said == null && !orderId.isEmpty();
  }

  /** The same with its history. */
  CommandView with(List<Step> steps) {
    return new CommandView(
        entryId,
        key,
        action,
        orderId,
        state,
        httpStatus,
        said,
        error,
        reason,
        attempts,
        inquiries,
        sender,
        givenBy,
        batchId,
        acceptedAt,
        dueAt,
        concludedAt,
        paymentId,
        steps);
  }

  /** What Plural, or the order that it shows, says against it. */
  public record Problem(String code, String message) {}

  /**
   * One move.
   *
   * @param from null for the first
   * @param detail why; null when the move says it all
   * @param requestId the {@code Request-ID} of the call that it follows from; null when from none
   * @param node who moved it
   */
  public record Step(
      Instant at,
      @Nullable String from,
      String to,
      @Nullable String detail,
      @Nullable String requestId,
      @Nullable String node) {}
}
