package io.pluralbridge.payment;

/** What Plural said when asked about an order, or about what else a command makes. */
public sealed interface OrderReport {

  /** What came with it. */
  Evidence evidence();

  /** This is how it stands. */
  record Found(Order order) implements OrderReport {
    @Override
    public Evidence evidence() {
      return order.evidence();
    }
  }

  /** There is such a customer. */
  record FoundCustomer(Evidence evidence) implements OrderReport {}

  /** Plural knows of no such order, or no such customer. */
  record Missing(Evidence evidence) implements OrderReport {}

  /** No answer, or none that says anything about the order. */
  record Silent(String reason, Evidence evidence) implements OrderReport {}
}
