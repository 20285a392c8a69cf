package io.pluralbridge.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one witness said about an order at one moment. Every part but the first three may be
 * missing.
 *
 * @param asOf when Plural says that the order last changed; null when it does not say
 * @param payments how many tries to pay it knows of
 * @param failed how many of these failed
 * @param type {@code CHARGE} or {@code REFUND}
 * @param reference the merchant's reference of the order
 * @param parentId the order that it refunds
 * @param preAuth whether money is only held at first
 * @param amount what the order is worth
 * @param captured how much was taken, in minor units
 * @param refunded how much was given back, in minor units
 * @param detail what else it said, for a person
 */
public record Sighting(
    String orderId,
    Witness by,
    OrderStatus status,
    @Nullable Instant asOf,
    int payments,
    int failed,
    @Nullable String type,
    @Nullable String reference,
    @Nullable String parentId,
    @Nullable Boolean preAuth,
    @Nullable Money amount,
    @Nullable Long captured,
    @Nullable Long refunded,
    @Nullable String detail) {

  /** Who says what about orders. */
  public enum Witness {
    /** Plural's answer to a call of ours. */
    CALL,
    /** What came back with the customer: a hint only, as it says nothing of amounts or times. */
    CALLBACK,
    /** An event of Plural's. */
    WEBHOOK,
    /** Plural's answer when it was asked about the order. */
    INQUIRY
  }

  /** The same, with that detail before what else it said. */
  public Sighting with(String more) {
    return new Sighting(
        orderId,
        by,
        status,
        asOf,
        payments,
        failed,
        type,
        reference,
        parentId,
        preAuth,
        amount,
        captured,
        refunded,
        detail == null ? more : more + ": " + detail);
  }

  /**
   * The same, in the answer to our own call for a refund: what is no order of that call's is that
   * refund, whatever else it says.
   */
  public Sighting ofRefund(Command command) {
    boolean isRefund =
        command.action() == Action.REFUND
            && !orderId.equals(command.orderId())
            && (type == null || type.equals(EffectCheck.REFUND));
    return isRefund
        ? new Sighting(
            orderId,
            by,
            status,
            asOf,
            payments,
            failed,
            EffectCheck.REFUND,
            reference,
            parentId == null ? command.orderId() : parentId,
            preAuth,
            amount,
            captured,
            refunded,
            detail)
        : this;
  }

  /** One that says where the order stands, and no more. */
  public Sighting(String orderId, Witness by, OrderStatus status, @Nullable String detail) {
    this(orderId, by, status, null, 0, 0, null, null, null, null, null, null, null, detail);
  }
}
