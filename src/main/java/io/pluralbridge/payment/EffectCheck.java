package io.pluralbridge.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order shows of a command that makes something: an order, a payment of it, a refund. Each
 * carries the merchant reference that is the key of the command.
 */
public sealed interface EffectCheck {

  /** What Plural calls a refund. */
  String REFUND = "REFUND";

  /** It is there, as it was asked for. */
  record Done() implements EffectCheck {}

  /** It was taken up, and failed. */
  record Failed(Order.Failure failure) implements EffectCheck {}

  /**
   * Under its reference there is something else.
   *
   * @param what in words
   */
  record Other(String what) implements EffectCheck {}

  /** There is no trace of it. */
  record None() implements EffectCheck {}

  /**
   * What that order shows of that command.
   *
   * @throws IllegalArgumentException when the command makes nothing that an order shows
   */
  static EffectCheck of(Command command, Order order) {
    return switch (command.action()) {
      case CREATE_ORDER -> ofOrder(command, order);
      case CREATE_PAYMENT -> ofPayment(command, order);
      case REFUND -> ofRefund(command, order);
      case CREATE_CUSTOMER, CAPTURE, CANCEL ->
          throw new IllegalArgumentException("an order shows it otherwise: " + command.action());
    };
  }

  /** Orders and refunds share their references. */
  private static EffectCheck ofOrder(Command command, Order order) {
    if (!command.key().equals(order.reference())) {
      return new None();
    }
    if (REFUND.equals(order.type()) || order.parentId() != null) {
      return other("a refund", order.amount());
    }
    if (differs(command.amount(), order.amount())) {
      return other("an order", order.amount());
    }
    String mismatch = order.mismatch();
    return mismatch == null ? new Done() : new Other("an order " + mismatch);
  }

  /** A payment may be made for what the order is worth, whatever was asked: so the guide shows. */
  private static EffectCheck ofPayment(Command command, Order order) {
    List<Order.Payment> all = order.payments();
    int ours = all.size() - 1;
    while (ours >= 0 && !command.key().equals(all.get(ours).reference())) {
      ours--;
    }
    if (ours < 0) {
      return new None();
    }
    Order.Payment payment = all.get(ours);
    Money amount = payment.amount();
    if (differs(command.amount(), amount)
        && differs(amount, order.amount())
        && !makeUp(command.amount(), all.subList(ours, all.size()))) {
      return other("a payment", amount);
    }
    Order.Failure failure = payment.failure();
    return failure == null ? new Done() : new Failed(failure);
  }

  /** Several payments of one command are listed one after the other, the one of its key first. */
  private static boolean makeUp(@Nullable Money whole, List<Order.Payment> parts) {
    long sum = 0;
    for (Order.Payment part : parts) {
      Money amount = part.amount();
      if (whole == null || amount == null || !amount.currency().equals(whole.currency())) {
        return false;
      }
      sum += amount.minorUnits();
      if (sum == whole.minorUnits()) {
        return true;
      }
    }
    return false;
  }

  /** Whoever gives a refund the reference of its order is shown that order, and no refund. */
  private static EffectCheck ofRefund(Command command, Order refund) {
    if (!command.key().equals(refund.reference())) {
      return new None();
    }
    String type = refund.type();
    if (refund.orderId().equals(command.orderId()) || (type != null && !type.equals(REFUND))) {
      return other("an order", refund.amount());
    }
    String parent = refund.parentId();
    if (parent == null && type == null) {
      return new None();
    }
    if (parent != null && !parent.equals(command.orderId())) {
      return new Other("a refund of another order");
    }
    if (differs(command.amount(), refund.amount())) {
      return other("a refund", refund.amount());
    }
    return refund.status() == OrderStatus.FAILED
        ? new Failed(new Order.Failure("REFUND_FAILED", "the refund failed"))
        : new Done();
  }

  /** What nobody says cannot differ. */
  private static boolean differs(@Nullable Money wanted, @Nullable Money found) {
    return wanted != null && found != null && !wanted.equals(found);
  }

  private static EffectCheck other(String what, @Nullable Money amount) {
    return new Other(amount == null ? what : what + " of " + amount.inWords());
  }
}
