package io.pluralbridge.sandbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The orders and their refunds, under every name they have. Decides nothing, and is not for two
 * threads at once: see {@link Ledger}.
 *
 * <p>A name that was given twice, as a gullible sandbox does, stays with what had it first.
 */
final class SandboxOrders {

  private final Map<String, SandboxOrder> orders = new HashMap<>();
  private final Map<String, String> orderIds = new HashMap<>();
  private final Map<String, Change.Refunded> refunds = new HashMap<>();
  private final Map<String, String> refundIds = new HashMap<>();
  private final Map<String, String> paymentReferences = new HashMap<>();
  private final Set<String> captureReferences = new HashSet<>();

  Optional<SandboxOrder> find(String id) {
    return Optional.ofNullable(orders.get(id));
  }

  Optional<SandboxOrder> findByReference(String reference) {
    return Optional.ofNullable(orderIds.get(reference)).map(orders::get);
  }

  Optional<Refund> findRefund(String id) {
    return Optional.ofNullable(refunds.get(id)).flatMap(this::refund);
  }

  Optional<Refund> findRefundByReference(String reference) {
    return Optional.ofNullable(refundIds.get(reference)).flatMap(this::findRefund);
  }

  private Optional<Refund> refund(Change.Refunded made) {
    return find(made.orderId()).map(parent -> new Refund(parent, made));
  }

  boolean isId(String id) {
    return orders.containsKey(id) || refunds.containsKey(id);
  }

  boolean isCaptureReference(String reference) {
    return captureReferences.contains(reference);
  }

  boolean isPaymentReference(String reference) {
    return paymentReferences.containsKey(reference);
  }

  /** Whether the first payment under each of these references was one for this order. */
  boolean areOfOrder(List<Payment> payments, String orderId) {
    return payments.stream()
        .allMatch(payment -> orderId.equals(paymentReferences.get(payment.reference())));
  }

  /** Under how many references something will have been done once more than allowed. */
  long repeats(Change change) {
    if (change instanceof Change.First first) {
      return orderIds.containsKey(first.reference()) ? 1 : 0;
    } else if (change instanceof Change.Refunded refund) {
      return refundIds.containsKey(refund.reference()) ? 1 : 0;
    } else if (change instanceof Change.Paid paid) {
      return paid.payments().stream()
          .filter(payment -> isPaymentReference(payment.reference()))
          .count();
    }
    return 0;
  }

  /** The order once that has happened to it. */
  SandboxOrder apply(Change change) {
    SandboxOrder after = after(change);
    orders.put(after.id(), after);
    if (change instanceof Change.First first) {
      orderIds.putIfAbsent(first.reference(), first.orderId());
    } else if (change instanceof Change.Paid paid) {
      for (Payment payment : paid.payments()) {
        paymentReferences.putIfAbsent(payment.reference(), paid.orderId());
      }
    } else if (change instanceof Change.Captured capture) {
      captureReferences.add(capture.reference());
    } else if (change instanceof Change.Refunded refund) {
      refunds.put(refund.refundId(), refund);
      refundIds.putIfAbsent(refund.reference(), refund.refundId());
    }
    return after;
  }

  private SandboxOrder after(Change change) {
    if (change instanceof Change.First first) {
      return SandboxOrder.begunBy(first);
    }
    return find(change.orderId())
        .orElseThrow(
            () -> new IllegalStateException("a change of an order that nobody made: " + change))
        .after(change);
  }
}
