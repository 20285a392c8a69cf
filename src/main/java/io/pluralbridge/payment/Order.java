package io.pluralbridge.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as Plural describes it. A refund is an order of its own.
 *
 * @param type {@code CHARGE} or {@code REFUND}; null when Plural does not say
 * @param reference the merchant's reference of it; null when Plural does not say
 * @param parentId the order that it refunds; null when it is no refund, or Plural does not say
 * @param amount what it is worth; null when Plural does not say
 * @param mismatch in what else it is not what the command asks for; null when in nothing
 * @param payments every try to pay for it
 * @param captures what was taken of it; may be empty although money was taken, as Plural does not
 *     promise to list it
 */
public record Order(
    String orderId,
    OrderStatus status,
    @Nullable String type,
    @Nullable String reference,
    @Nullable String parentId,
    @Nullable Money amount,
    @Nullable String mismatch,
    List<Payment> payments,
    List<Capture> captures,
    Evidence evidence) {

  /** One of which Plural says nothing but where it stands and what was captured. */
  public Order(String orderId, OrderStatus status, List<Capture> captures, Evidence evidence) {
    this(orderId, status, null, null, null, null, null, List.of(), captures, evidence);
  }

  /** The same, told with that evidence. */
  public Order with(Evidence told) {
    return new Order(
        orderId, status, type, reference, parentId, amount, mismatch, payments, captures, told);
  }

  /**
   * The same with that reference as it is spelt here, where it stands in other capitals: Plural may
   * change them. Where it stands as it is, nothing changes.
   */
  public Order spelling(String key) {
    boolean isPaid = payments.stream().anyMatch(payment -> key.equals(payment.reference()));
    boolean isCaptured = captures.stream().anyMatch(capture -> key.equals(capture.reference()));
    Order respelt = respelt(key);
    return respelt.with(
        isPaid ? payments : respelt.payments, isCaptured ? captures : respelt.captures);
  }

  /** The same with that reference for every one that has its letters, in whatever capitals. */
  public Order respelt(String key) {
    return new Order(
            orderId,
            status,
            type,
            key.equalsIgnoreCase(reference) ? key : reference,
            parentId,
            amount,
            mismatch,
            List.of(),
            List.of(),
            evidence)
        .with(
            payments.stream().map(payment -> payment.spelling(key)).toList(),
            captures.stream().map(capture -> capture.spelling(key)).toList());
  }

  /** The same with those payments. */
  public Order with(List<Payment> others) {
    return with(others, captures);
  }

  private Order with(List<Payment> others, List<Capture> taken) {
    return new Order(
        orderId, status, type, reference, parentId, amount, mismatch, others, taken, evidence);
  }

  /**
   * True when what the order lists under that reference is what a capture was to take: that amount,
   * or without one all that the order is worth or was paid. What nobody says cannot differ.
   *
   * @param wanted null for all that there is
   */
  public boolean isTaken(String captureReference, @Nullable Money wanted) {
    List<Capture> ours =
        captures.stream().filter(one -> one.reference().equals(captureReference)).toList();
    if (ours.isEmpty()) {
      return false;
    }
    if (wanted != null) {
      return ours.stream().anyMatch(one -> one.amount() == null || wanted.equals(one.amount()));
    }
    if (amount == null || ours.stream().anyMatch(one -> one.amount() == null)) {
      return true;
    }
    Money taken = sum(ours.stream().map(Capture::amount).toList());
    Money paid =
        sum(payments.stream().filter(one -> one.failure() == null).map(Payment::amount).toList());
    return taken != null && (taken.equals(amount) || taken.equals(paid));
  }

  /** Null when there are none, one is not told, or they are of several currencies. */
  private static @Nullable Money sum(List<@Nullable Money> amounts) {
    Money sum = null;
    for (Money one : amounts) {
      if (one == null || (sum != null && !sum.currency().equals(one.currency()))) {
        return null;
      }
      sum = sum == null ? one : new Money(sum.minorUnits() + one.minorUnits(), sum.currency());
    }
    return sum;
  }

  /**
   * One capture of an order.
   *
   * @param reference the merchant's reference of it
   * @param amount null when Plural does not say
   */
  public record Capture(String reference, @Nullable Money amount) {

    private Capture spelling(String key) {
      return key.equalsIgnoreCase(reference) ? new Capture(key, amount) : this;
    }
  }

  /**
   * One try to pay for an order.
   *
   * @param reference the merchant's reference of it; null when Plural does not say
   * @param amount null when Plural does not say
   * @param failure why it failed; null when it did not, or has not yet
   */
  public record Payment(
      @Nullable String reference, @Nullable Money amount, @Nullable Failure failure) {

    private Payment spelling(String key) {
      return key.equalsIgnoreCase(reference) ? new Payment(key, amount, failure) : this;
    }
  }

  /** Why a payment failed, in Plural's words. */
  public record Failure(String code, String message) {}
}
