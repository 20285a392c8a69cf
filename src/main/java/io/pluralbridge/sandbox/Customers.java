package io.pluralbridge.sandbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The customers, under every name they have. Not for two threads at once: see {@link Ledger}. */
final class Customers {

  private final Map<String, Customer> byId = new HashMap<>();
  private final Map<CustomerRequest.Known, Customer> newest = new HashMap<>();
  private final Set<String> references = new HashSet<>();

  void add(Customer customer) {
    CustomerRequest.Known known = customer.asked().known();
    byId.put(customer.customerId(), customer);
    newest.put(known, customer);
    if (!known.reference().isEmpty()) {
      references.add(known.reference());
    }
  }

  /** An empty reference names nobody, so it is never used up. */
  boolean isUsed(String reference) {
    return references.contains(reference);
  }

  Optional<Customer> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The newest one, when several are known by the same. */
  Optional<Customer> find(CustomerRequest.Known known) {
    return Optional.ofNullable(newest.get(known));
  }
}
