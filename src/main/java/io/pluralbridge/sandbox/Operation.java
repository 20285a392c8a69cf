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
  GET_ORDER_BY_REFERENCE;

  /** Whether it takes what is held, or gives it back. */
  boolean movesMoney() {
    return this == CAPTURE || this == CANCEL;
  }
}
