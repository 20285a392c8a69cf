package io.pluralbridge.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is written down: on the state file, if there is one, and in orders, customers, effects
 * and sums. Decides nothing, and is not for two threads at once: see {@link Ledger}.
 */
final class Books implements AutoCloseable {

  private final SandboxOrders orders = new SandboxOrders();
  private final Customers customers = new Customers();
  private final List<Change.Captured> captures = new ArrayList<>();
  private final List<Change.Moved> effects = new ArrayList<>();
  private final SandboxTally tally = new SandboxTally();
  private final @Nullable StateFile state;

  Books(@Nullable Path stateFile) {
    this.state = stateFile == null ? null : StateFile.open(stateFile, this::enter);
  }

  SandboxOrders orders() {
    return orders;
  }

  Customers customers() {
    return customers;
  }

  SandboxTally tally() {
    return tally;
  }

  /** Every capture, in order. */
  List<Change.Captured> captures() {
    return captures;
  }

  /** Everything that moved money, in order. */
  List<Change.Moved> effects() {
    return effects;
  }

  /** Outlives this process only once {@link #flush} was called. */
  void append(Entry entry) {
    if (state != null) {
      state.append(entry);
    }
    enter(entry);
  }

  void flush() {
    if (state != null) {
      state.flush();
    }
  }

  /** Lets go of the state file. What was written down can still be read. */
  @Override
  public void close() {
    if (state != null) {
      state.close();
    }
  }

  private void enter(Entry entry) {
    if (entry instanceof Change change) {
      enter(change);
    } else if (entry instanceof Customer customer) {
      tally.customerCreated(customers.isUsed(customer.asked().known().reference()));
      customers.add(customer);
    }
  }

  private void enter(Change change) {
    SandboxOrder before = orders.find(change.orderId()).orElse(null);
    long again = orders.repeats(change);
    SandboxOrder after = orders.apply(change);
    if (change instanceof Change.Captured capture) {
      captures.add(capture);
    }
    if (change instanceof Change.Moved moved) {
      effects.add(moved);
    }
    tally.count(before, change, after, again);
  }
}
