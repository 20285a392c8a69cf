package io.pluralbridge.sandbox;

/** The calls of the Plural API that the sandbox answers. */
public enum Operation {
  GENERATE_TOKEN,
  CREATE_CUSTOMER,
  CREATE_ORDER,
  CREATE_PAYMENT,
  CAPTURE,
  CANCEL,
  GET_ORDER,
  GET_ORDER_BY_REFERENCE,
  REFUND,
  GET_CUSTOMER,
  FIND_CUSTOMER;

  /**
   * Whether it holds money for an order, takes it or gives it back. A payment does no such thing
   * before the customer agreed, yet two of them at once may both be agreed to.
   */
  boolean movesMoney() {
    return this == CREATE_PAYMENT || this == CAPTURE || this == CANCEL || this == REFUND;
  }
}
