package io.pluralbridge.payment;

/** What a sender can ask for. Each is one money-moving call of the Plural API. */
public enum Action {
  /** Takes an authorised amount, or a part of it; the rest is released to the customer. */
  CAPTURE,
  /** Releases an authorised amount to the customer. */
  CANCEL
}
