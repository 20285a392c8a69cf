package io.pluralbridge.payment;

/** What Plural said when asked about an order. */
public sealed interface OrderReport {

  /** This is how it stands. */
  record Found(Order order) implements OrderReport {}

  /** Plural knows of no such order. */
  record Missing(Evidence evidence) implements OrderReport {}

  /** No answer, or none that says anything about the order. */
  record Silent(String reason, Evidence evidence) implements OrderReport {}
}
