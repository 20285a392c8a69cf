package io.pluralbridge.sandbox;

/** Where an order of the sandbox stands. */
public enum Status {
  /** Made, and not yet paid. */
  CREATED,
  /** A payment waits for the customer's challenge. */
  PENDING,
  /** The customer failed the challenge; another payment may follow. */
  ATTEMPTED,
  /** The amount is held, to be captured or released. */
  AUTHORIZED,
  /** The amount, or the captured part of it, has been taken. */
  PROCESSED,
  /** The amount was released, or the customer wanted no payment any more. */
  CANCELLED,
  /** The customer failed the challenge too often; no other payment may follow. */
  FAILED,
  /** Some of what was taken has been given back, and the rest still can be. */
  PARTIALLY_REFUNDED,
  /** All that was taken has been given back. */
  FULLY_REFUNDED;

  /** Whether money was taken, whatever became of it since. */
  boolean isTaken() {
    return this == PROCESSED || this == PARTIALLY_REFUNDED || this == FULLY_REFUNDED;
  }
}
