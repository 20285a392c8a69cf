package io.pluralbridge.journal.order;

import io.pluralbridge.journal.outbox.Outbox;
import io.pluralbridge.payment.EffectCheck;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step of an order, and what is to be done about it. It may be told twice, and of two steps the
 * second may be told first: {@code uid} and {@code step} tell.
 *
 * @param uid the same each time that it is told, and of no other step
 * @param step the first step of an order is 1
 * @param from where the order stood before; null when nobody knew
 * @param because by whose word
 * @param type {@code CHARGE} or {@code REFUND}; null when nobody said it
 * @param parentId the order that it refunds; null when it is none or nobody said it
 * @param reference the merchant's reference of the order; null when nobody said it
 * @param captured in minor units; null when nobody said it
 * @param refunded in minor units; null when nobody said it
 * @param at when we learnt it
 * @param tries how often what is to be done about it was tried in vain
 */
public record OrderEvent(
    long id,
    String uid,
    String merchant,
    String orderId,
    int step,
    @Nullable OrderStatus from,
    OrderStatus state,
    String because,
    @Nullable String type,
    @Nullable String parentId,
    @Nullable String reference,
    @Nullable Money amount,
    @Nullable Long captured,
    @Nullable Long refunded,
    Instant at,
    int tries)
    implements Outbox.Row {

  /** True when it is a refund, which is an order of its own: money goes back, none comes in. */
  public boolean isRefund() {
    return EffectCheck.REFUND.equals(type) || parentId != null;
  }
}
