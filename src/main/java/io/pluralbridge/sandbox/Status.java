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
  /** The amount was released. */
  CANCELLED
}
