package io.pluralbridge.payment;

/** What a sender can ask for. Each is one call of the Plural API that changes something there. */
public enum Action {
  /** Makes a customer known. */
  CREATE_CUSTOMER,
  /** Makes an order that can be paid for. */
  CREATE_ORDER,
  /** Begins a payment of an order; the customer mostly has to agree to it. */
  CREATE_PAYMENT,
  /** Takes an authorised amount, or a part of it; the rest is released to the customer. */
  CAPTURE,
  /** Releases an authorised amount to the customer. */
  CANCEL,
  /** Gives back what was taken, or a part of it. */
  REFUND
}
