package io.pluralbridge.sandbox;

import java.util.List;

/**
 * What may happen to an order, and with what Plural says no.
 *
 * <p>Payments only to an order that waits for one. Capture and cancel only of an amount that is
 * held: one capture, up to that amount, or one cancel. A gullible sandbox captures once more what
 * is captured, and cancels once more what is cancelled, so that whoever asks twice is found out.
 * Never both: that an order is captured proves for good that it was not cancelled, and the other
 * way round.
 */
final class Rules {

  private final boolean gullible;

  Rules(boolean gullible) {
    this.gullible = gullible;
  }

  boolean gullible() {
    return gullible;
  }

  void checkPayment(Order order) {
    if (order.status() != Status.CREATED && order.status() != Status.ATTEMPTED) {
      throw ApiError.notAllowed("Payment is not allowed, the order is " + order.status());
    }
  }

  /**
   * The payments that come of those asked for. Plural's guide pays 50000 for an order of 1100 and
   * is answered with 1100: a single payment is made for what the order is worth. Several must add
   * up.
   */
  List<Payment> paymentsFor(Order order, List<Payment> asked) {
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

  void checkChallenge(Order order) {
    if (order.status() != Status.PENDING) {
      throw ApiError.notAllowed(
          "No payment waits for the customer, the order is " + order.status());
    }
  }

  void checkCapture(Order order, Amount amount) {
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

  void checkCancel(Order order) {
    if (!isHeld(order, Status.CANCELLED)) {
      throw ApiError.notAllowed("Void is not allowed, the order is " + order.status());
    }
  }

  /**
   * @param done where the order stands when it was done before
   */
  private boolean isHeld(Order order, Status done) {
    return switch (order.status()) {
      case AUTHORIZED -> true;
      case PROCESSED, CANCELLED -> gullible && order.status() == done && order.preAuth();
      case CREATED, PENDING, ATTEMPTED -> false;
    };
  }
}
