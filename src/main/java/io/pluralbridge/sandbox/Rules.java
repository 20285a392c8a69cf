package io.pluralbridge.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to an order, and with what Plural says no.
 *
 * <p>Payments only to an order that waits for one. Capture and cancel only of an amount that is
 * held: one capture, up to that amount, or one cancel. Refunds only of what was taken, and no more.
 *
 * <p>A gullible sandbox does once more what it has done under the same reference, captures what is
 * captured and cancels what is cancelled, so that whoever asks twice is found out. It never both
 * captures and cancels: that an order is captured proves for good that it was not cancelled, and
 * the other way round.
 */
final class Rules {

  private final boolean gullible;
  private final Duplicates duplicates;
  private final int paymentRetries;

  Rules(boolean gullible, Duplicates duplicates, int paymentRetries) {
    this.gullible = gullible;
    this.duplicates = duplicates;
    this.paymentRetries = paymentRetries;
  }

  /**
   * Whether a call whose reference is used up is answered with what used it up. Otherwise it takes
   * effect once more.
   *
   * @param isTheSame whether that is what the call asks for, and nothing of another order
   * @param field what the reference is called
   * @throws ApiError when the call is refused
   */
  boolean returnsTheFirst(boolean isTheSame, String field) {
    if (duplicates == Duplicates.RETURNED && isTheSame && !gullible) {
      return true;
    }
    doesAgain(field);
    return false;
  }

  /**
   * Lets a call take effect once more although its reference is used up.
   *
   * @param field what the reference is called
   * @throws ApiError unless the sandbox is gullible
   */
  void doesAgain(String field) {
    if (!gullible) {
      throw ApiError.duplicate(field);
    }
  }

  void checkPayment(SandboxOrder order, List<Payment> payments) {
    boolean waits = order.status() == Status.CREATED || order.status() == Status.ATTEMPTED;
    if (!waits && !isPaidAgain(order, payments)) {
      throw ApiError.notAllowed("Payment is not allowed, the order is " + order.status());
    }
  }

  private boolean isPaidAgain(SandboxOrder order, List<Payment> payments) {
    return gullible
        && order.status() != Status.CANCELLED
        && order.status() != Status.FAILED
        && payments.stream().allMatch(payment -> order.isPaidBy(payment.reference()));
  }

  /**
   * The payments that come of those asked for. Plural's guide pays 50000 for an order of 1100 and
   * is answered with 1100: a single payment is made for what the order is worth. Several must add
   * up.
   */
  List<Payment> paymentsFor(SandboxOrder order, List<Payment> asked) {
    if (asked.size() == 1) {
      Payment only = asked.get(0);
      return List.of(new Payment(only.reference(), only.method(), order.amount(), only.card()));
    }
    long sum = asked.stream().mapToLong(payment -> payment.amount().value()).sum();
    if (sum != order.amount().value()) {
      throw ApiError.invalidField("payment_amount", "must add up to the amount of the order");
    }
    return List.copyOf(asked);
  }

  void checkChallenge(SandboxOrder order) {
    if (order.status() != Status.PENDING) {
      throw ApiError.notAllowed(
          "No payment waits for the customer, the order is " + order.status());
    }
  }

  /** How many more payments the order may have when this one fails. */
  int retriesLeft(SandboxOrder order) {
    return Math.max(0, paymentRetries - order.failures());
  }

  void checkCapture(SandboxOrder order, Amount amount) {
    if (!isHeld(order, Status.PROCESSED)) {
      throw ApiError.notAllowed("Capture is not allowed, the order is " + order.status());
    }
    if (!amount.currency().equals(order.amount().currency())) {
      throw ApiError.invalidField("capture_amount.currency", "must be that of the order");
    }
    if (amount.value() > order.amount().value()) {
      throw ApiError.aboveLimit("Capture amount is greater than the authorized amount");
    }
  }

  void checkCancel(SandboxOrder order) {
    if (!isHeld(order, Status.CANCELLED)) {
      throw ApiError.notAllowed("Void is not allowed, the order is " + order.status());
    }
  }

  /**
   * @param amount null for all that is left
   * @param again whether the order was refunded under the same reference before
   */
  void checkRefund(SandboxOrder order, @Nullable Amount amount, boolean again) {
    boolean something =
        order.status() == Status.PROCESSED || order.status() == Status.PARTIALLY_REFUNDED;
    if (!something && !again) {
      throw ApiError.notAllowed("Refund is not allowed, the order is " + order.status());
    }
    if (amount == null) {
      return;
    }
    if (!amount.currency().equals(order.amount().currency())) {
      throw ApiError.invalidField("order_amount.currency", "must be that of the order");
    }
    if (amount.value() > order.left().value() && !again) {
      throw ApiError.aboveLimit("Refund amount is greater than what is left to refund");
    }
  }

  /**
   * @param done where the order stands when it was done before
   */
  private boolean isHeld(SandboxOrder order, Status done) {
    return switch (order.status()) {
      case AUTHORIZED -> true;
      case PROCESSED, PARTIALLY_REFUNDED, FULLY_REFUNDED ->
          gullible && done == Status.PROCESSED && order.preAuth();
      case CANCELLED -> gullible && done == Status.CANCELLED && !order.cancels().isEmpty();
      case CREATED, PENDING, ATTEMPTED, FAILED -> false;
    };
  }
}
