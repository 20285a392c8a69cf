package io.pluralbridge.payment;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an order stands, of all that was said about it: the same whoever was heard first, and
 * however often.
 *
 * <p>What lies further on the way of an order wins over what lies before it. Between PENDING and
 * ATTEMPTED an order goes to and fro, so there the later one wins, by Plural's own time. Of an end
 * without money and one with, as CANCELLED and PROCESSED, the one with money wins: nothing but a
 * capture makes an order PROCESSED, and money that was taken must not be overlooked; the order is
 * {@link #isDisputed} then, so that a person looks. What came back with the customer counts for
 * nothing here: it is a hint to go and ask.
 *
 * @param status null when nobody has said anything that counts
 * @param seen every status that somebody said
 * @param authorizedAt the earliest time of which somebody said that the money was held; null when
 *     nobody said a time
 */
public record OrderState(
    @Nullable OrderStatus status,
    @Nullable Instant asOf,
    int payments,
    int failed,
    Set<OrderStatus> seen,
    @Nullable Instant authorizedAt,
    @Nullable String type,
    @Nullable String reference,
    @Nullable String parentId,
    @Nullable Boolean preAuth,
    @Nullable Money amount,
    @Nullable Long captured,
    @Nullable Long refunded) {

  /** Nobody has said anything. */
  public static final OrderState UNSEEN =
      new OrderState(null, null, 0, 0, Set.of(), null, null, null, null, null, null, null, null);

  private static final Comparator<Instant> UNDATED_FIRST =
      Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<Money> BY_AMOUNT =
      Comparator.comparing((Money money) -> money.currency().getCurrencyCode())
          .thenComparing(Money::minorUnits);

  /** Of all of these. */
  public static OrderState of(Collection<Sighting> sightings) {
    OrderState state = UNSEEN;
    for (Sighting sighting : sightings) {
      state = state.with(sighting);
    }
    return state;
  }

  /** With what somebody said, too. */
  public OrderState with(Sighting said) {
    if (said.by() == Sighting.Witness.CALLBACK) {
      return this;
    }
    EnumSet<OrderStatus> all = EnumSet.of(said.status());
    all.addAll(seen);
    boolean further = isFurther(said);
    return new OrderState(
        further ? said.status() : status,
        further ? said.asOf() : asOf,
        further ? said.payments() : payments,
        further ? said.failed() : failed,
        Collections.unmodifiableSet(all),
        said.status() == OrderStatus.AUTHORIZED
            ? later(authorizedAt, said.asOf(), Comparator.reverseOrder())
            : authorizedAt,
        later(type, said.type(), Comparator.naturalOrder()),
        later(reference, said.reference(), Comparator.naturalOrder()),
        later(parentId, said.parentId(), Comparator.naturalOrder()),
        later(preAuth, said.preAuth(), Comparator.naturalOrder()),
        later(amount, said.amount(), BY_AMOUNT),
        later(captured, said.captured(), Comparator.naturalOrder()),
        later(refunded, said.refunded(), Comparator.naturalOrder()));
  }

  /**
   * The same, of which so much was given back.
   *
   * @param minorUnits null when nobody said
   */
  public OrderState withRefunded(@Nullable Long minorUnits) {
    return new OrderState(
        status,
        asOf,
        payments,
        failed,
        seen,
        authorizedAt,
        type,
        reference,
        parentId,
        preAuth,
        amount,
        captured,
        minorUnits);
  }

  private boolean isFurther(Sighting said) {
    OrderStatus now = status;
    if (now == null) {
      return true;
    }
    int way = Integer.compare(place(said.status()), place(now));
    if (way != 0) {
      return way > 0;
    }
    int time = UNDATED_FIRST.compare(said.asOf(), asOf);
    if (time != 0) {
      return time > 0;
    }
    if (said.payments() != payments) {
      return said.payments() > payments;
    }
    if (said.failed() != failed) {
      return said.failed() > failed;
    }
    return said.status().compareTo(now) > 0;
  }

  /** How far on the way of an order. Source: API reference, order life cycle. */
  private static int place(OrderStatus status) {
    return switch (status) {
      case CREATED -> 0;
      case PENDING, ATTEMPTED -> 1;
      case AUTHORIZED -> 2;
      case FAILED -> 3;
      case CANCELLED -> 4;
      case PARTIALLY_CAPTURED -> 5;
      case PROCESSED -> 6;
      case PARTIALLY_REFUNDED -> 7;
      case FULLY_REFUNDED -> 8;
    };
  }

  private static <T> @Nullable T later(@Nullable T one, @Nullable T other, Comparator<T> order) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return order.compare(one, other) >= 0 ? one : other;
  }

  /**
   * True when nothing but an instruction moves it any further: the customer is done. Money that is
   * held for an order of which it was to be taken at once is not settled.
   */
  public boolean isSettled() {
    OrderStatus now = status;
    return now != null
        && switch (now) {
          case CREATED, PENDING, ATTEMPTED -> false;
          case AUTHORIZED -> !Boolean.FALSE.equals(preAuth);
          case PROCESSED,
              PARTIALLY_CAPTURED,
              CANCELLED,
              FAILED,
              PARTIALLY_REFUNDED,
              FULLY_REFUNDED ->
              true;
        };
  }

  /** True when two things were said that cannot both have been true of one order. */
  public boolean isDisputed() {
    boolean captured = seen.stream().anyMatch(OrderStatus::isCaptured);
    boolean cancelled = seen.contains(OrderStatus.CANCELLED);
    boolean failed = seen.contains(OrderStatus.FAILED);
    return (cancelled && failed)
        || (captured && (cancelled || failed))
        || (failed && seen.contains(OrderStatus.AUTHORIZED));
  }
}
