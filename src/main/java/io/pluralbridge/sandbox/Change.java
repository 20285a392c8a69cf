package io.pluralbridge.sandbox;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One thing that happened to one order. An order is nothing but its changes. */
sealed interface Change extends Entry {

  /** The order that it happened to. */
  String orderId();

  /** The reference that the merchant gave it, if it takes one. */
  default @Nullable String reference() {
    return null;
  }

  /** What happened, in one word: {@code CAPTURED}. */
  default String name() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /** The first change of an order. */
  sealed interface First extends Change {

    @Override
    String reference();

    Amount amount();

    boolean preAuth();
  }

  /** It took money of the customer, or gave it back: what must never happen twice. */
  sealed interface Moved extends Change {

    /** The call that does this. */
    Operation operation();

    /** How much; null when it is all that was held. */
    @Nullable Amount moved();
  }

  /**
   * An order as a merchant makes it.
   *
   * @param details the fields that are only given back, as JSON
   */
  record Created(
      String orderId,
      long at,
      @Nullable String requestId,
      String reference,
      Amount amount,
      boolean preAuth,
      String details)
      implements First {}

  /** An order that the sandbox itself made, authorised from the start. */
  record Made(String orderId, long at, String reference, Amount amount) implements First {

    @Override
    public boolean preAuth() {
      return true;
    }
  }

  /** Payments were linked to it, and wait for the customer's challenge. */
  record Paid(String orderId, long at, @Nullable String requestId, List<Payment> payments)
      implements Change {}

  /** The customer passed the challenge. */
  record Authorised(String orderId, long at) implements Change {}

  /**
   * The customer failed the challenge.
   *
   * @param retriesLeft how many more payments the order may have; null in a state file of before
   *     they were counted
   */
  record Failed(String orderId, long at, @Nullable Integer retriesLeft) implements Change {

    /** Whether that was the end of the order. */
    boolean isLast() {
      return retriesLeft != null && retriesLeft == 0;
    }
  }

  /** The customer wants no payment any more. */
  record Abandoned(String orderId, long at) implements Change {}

  /** Some or all of it was taken; the rest was released. */
  record Captured(
      String orderId, long at, @Nullable String requestId, String reference, Amount amount)
      implements Moved {

    @Override
    public Operation operation() {
      return Operation.CAPTURE;
    }

    @Override
    public Amount moved() {
      return amount;
    }
  }

  /** All of it was released. */
  record Cancelled(String orderId, long at, @Nullable String requestId) implements Moved {

    @Override
    public Operation operation() {
      return Operation.CANCEL;
    }

    @Override
    public @Nullable Amount moved() {
      return null;
    }
  }

  /**
   * Some or all of what was taken was given back.
   *
   * @param refundId the refund is an order of its own, and this its id
   * @param metadata the {@code merchant_metadata} of the refund, as JSON
   */
  record Refunded(
      String orderId,
      long at,
      @Nullable String requestId,
      String refundId,
      String reference,
      Amount amount,
      @Nullable String metadata)
      implements Moved {

    @Override
    public Operation operation() {
      return Operation.REFUND;
    }

    @Override
    public Amount moved() {
      return amount;
    }
  }
}
