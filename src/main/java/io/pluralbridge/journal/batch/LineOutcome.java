package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line of a file.
 *
 * @param faults why it was refused; empty when it was not
 * @param entry what became of its command; null when it was refused
 * @param seenBefore where its key came first, in words; null when it came here first
 */
public record LineOutcome(
    long line,
    @Nullable Money amount,
    List<LineFault> faults,
    @Nullable EntryOutcome entry,
    @Nullable String seenBefore) {

  /**
   * Where an entry stands.
   *
   * @param reason why it stands there, in words, where that is not an error of Plural's
   * @param orderAmount minor units that the order is worth; null when nobody has said
   * @param released minor units that a capture left behind of them; null when it has taken nothing
   * @param isPartialMeant true when its sender has said that a capture of a part is meant
   * @param paymentId Plural's id of the payment; null when it has said none
   */
  public record EntryOutcome(
      EntryState state,
      int attempts,
      @Nullable String orderStatus,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      @Nullable String reason,
      @Nullable String requestId,
      @Nullable String rrn,
      @Nullable Instant concludedAt,
      @Nullable Long orderAmount,
      @Nullable Long released,
      boolean isPartialMeant,
      @Nullable String paymentId) {}
}
