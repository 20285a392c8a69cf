package io.pluralbridge.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order shows of a command that makes something: an order, a payment of it, a refund. Each
 * carries the merchant reference that is the key of the command.
 */
public sealed interface Trace {

  /** It is there, as it was asked for. */
  record Done() implements Trace {}

  /** It was taken up, and failed. */
  record Failed(Order.Failure failure) implements Trace {}

  /**
   * Under its reference there is something else.
   *
   * @param what in words
   */
  record Other(String what) implements Trace {}

  /** There is no trace of it. */
  record None() implements Trace {}

  /**
   * What that order shows of that command.
   *
   * @throws IllegalArgumentException when the command makes nothing that an order shows
   */
  static Trace of(Command command, Order order) {
    return switch (command.action()) {
      case CREATE_ORDER -> ofOrder(command, order);
      case CREATE_PAYMENT -> ofPayment(command, order);
      case REFUND -> ofRefund(command, order);
      case CREATE_CUSTOMER, CAPTURE, CANCEL ->
          throw new IllegalArgumentException("an order shows it otherwise: " + command.action());
    };
  }

  private static Trace ofOrder(Command command, Order order) {
    if (!command.key().equals(order.reference())) {
      return new None();
    }
    return differs(command.amount(), order.amount())
        ? other("an order", order.amount())
        : new Done();
  }

  /** A payment may be made for what the order is worth, whatever was asked: so the guide shows. */
  private static Trace ofPayment(Command command, Order order) {
    List<Order.Payment> ours =
        order.payments().stream().filter(p -> command.key().equals(p.reference())).toList();
    if (ours.isEmpty()) {
      return new None();
    }
    Order.Payment payment = ours.get(ours.size() - 1);
    Money amount = payment.amount();
    if (differs(command.amount(), amount) && differs(amount, order.amount())) {
      return other("a payment", amount);
    }
    Order.Failure failure = payment.failure();
    return failure == null ? new Done() : new Failed(failure);
  }

  private static Trace ofRefund(Command command, Order refund) {
    if (!command.key().equals(refund.reference())) {
      return new None();
    }
    String parent = refund.parentId();
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

  private static Trace other(String what, @Nullable Money amount) {
    return new Other(
        amount == null
            ? what
            : what + " of " + amount.currency().getCurrencyCode() + " " + amount.minorUnits());
  }
}
