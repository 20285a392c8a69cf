package io.pluralbridge.journal;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One outcome on its way into the journal. */
record Conclusion(
    Claim claim,
    EntryState from,
    EntryState to,
    Instant due,
    int inquiries,
    boolean ended,
    @Nullable String reason,
    Outcome.@Nullable Declined error,
    @Nullable Instant parkedAt,
    Outcome outcome) {

  /** True when it gives up asking for the time being. */
  boolean parks() {
    return parkedAt != null && claim.parkedAt() == null;
  }

  /** True when what was parked is settled. */
  boolean unparks() {
    return parkedAt == null && claim.parkedAt() != null;
  }

  /** The answer that the sender gets if it stays at that; null when there is none. */
  @Nullable Said answer() {
    return to.isFinal() || error == null ? outcome.evidence().said() : error.evidence().said();
  }

  /** True when an earlier no of Plural stands, so that its words do, too. */
  boolean confirmsRefusal() {
    Outcome.Declined refusal = claim.otherwise();
    boolean stands = error != null && refusal != null && error.code().equals(refusal.code());
    return stands && to != EntryState.ACCEPTED;
  }

  private @Nullable Long noTraceSince() {
    return to == EntryState.UNKNOWN
            && outcome instanceof Outcome.Unknown unknown
            && unknown.noTraceSince() != null
        ? Long.valueOf(unknown.noTraceSince().toEpochMilli())
        : null;
  }

  /** The answer to a question says nothing of the status of the answer to the call. */
  private @Nullable Integer httpStatus() {
    boolean onlyAsked = from == EntryState.UNKNOWN && to != EntryState.SUCCEEDED;
    return onlyAsked ? null : outcome.evidence().httpStatus();
  }

  Object[] parameters() {
    Evidence evidence = outcome.evidence();
    OrderStatus order = evidence.orderStatus();
    return new @Nullable Object[] {
      to.name(),
      due.toEpochMilli(),
      inquiries,
      ended ? 1 : 0,
      noTraceSince(),
      reason,
      httpStatus(),
      order == null ? null : order.name(),
      error == null ? null : error.code(),
      error == null ? null : error.message(),
      evidence.requestId(),
      evidence.acquirer().rrn(),
      evidence.acquirer().approvalCode(),
      evidence.acquirer().reference(),
      evidence.orderAmount() == null ? null : evidence.orderAmount().minorUnits(),
      evidence.paymentId(),
      to.isFinal() ? due.toEpochMilli() : null,
      parkedAt == null ? null : parkedAt.toEpochMilli(),
      to.isFinal() ? 1 : 0,
      claim.id(),
      claim.attempts(),
      from.name(),
      claim.parkedAt() == null ? 0 : claim.parkedAt().toEpochMilli()
    };
  }

  Move move() {
    String detail = error == null ? reason : error.code() + ": " + error.message();
    return new Move(
        claim.command().merchant(),
        claim.id(),
        from.name(),
        to.name(),
        outcome.evidence().requestId(),
        detail);
  }
}
