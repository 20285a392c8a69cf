package io.pluralbridge.sandbox;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the sums of a {@link SandboxSummary} as things happen, so that asking costs nothing. */
final class SandboxTally {

  private static final int MOST_LISTED = 100;

  private final Map<Operation, Long> calls = zeros(Operation.class);
  private final Map<SandboxFault, Long> faults = zeros(SandboxFault.class);
  private final Map<Status, Long> orders = zeros(Status.class);
  private final Map<String, Long> captured = new TreeMap<>();
  private final Map<String, Long> released = new TreeMap<>();
  private final Map<String, Long> refunded = new TreeMap<>();
  private final Set<String> capturedMoreThanOnce = new LinkedHashSet<>();
  private final Set<String> capturedAndCancelled = new LinkedHashSet<>();
  private final Set<String> withTwoWriters = new LinkedHashSet<>();
  private long twoWriters;
  private long tokensIssued;
  private long customers;
  private long payments;
  private long captures;
  private long cancels;
  private long refunds;
  private long doubleOrders;
  private long doublePayments;
  private long doubleRefunds;
  private long doubleCustomers;

  void count(Operation operation) {
    calls.merge(operation, 1L, Long::sum);
  }

  void count(SandboxFault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  void countTwoWriters(String orderId) {
    twoWriters++;
    if (withTwoWriters.size() < MOST_LISTED) {
      withTwoWriters.add(orderId);
    }
  }

  void tokenIssued() {
    tokensIssued++;
  }

  /**
   * @param again whether there is one of that reference already
   */
  void customerCreated(boolean again) {
    customers++;
    doubleCustomers += again ? 1 : 0;
  }

  /**
   * Counts what the change made of the order.
   *
   * @param before null when the change began the order
   * @param again how many of its references were used up before
   */
  void count(@Nullable SandboxOrder before, Change change, SandboxOrder after, long again) {
    if (before != null) {
      orders.merge(before.status(), -1L, Long::sum);
    }
    orders.merge(after.status(), 1L, Long::sum);
    String currency = after.amount().currency();
    long given = after.released() - (before == null ? 0 : before.released());
    if (given != 0) {
      released.merge(currency, given, Long::sum);
    }
    if (change instanceof Change.First) {
      doubleOrders += again;
    } else if (change instanceof Change.Paid paid) {
      payments += paid.payments().size();
      doublePayments += again;
    } else if (change instanceof Change.Refunded refund) {
      refunds++;
      refunded.merge(currency, refund.amount().value(), Long::sum);
      doubleRefunds += again;
    } else if (change instanceof Change.Captured capture) {
      captures++;
      captured.merge(currency, capture.amount().value(), Long::sum);
      noteWhatMustNotBe(after);
    } else if (change instanceof Change.Cancelled) {
      cancels++;
      noteWhatMustNotBe(after);
    }
  }

  private void noteWhatMustNotBe(SandboxOrder order) {
    int taken = order.captures().size();
    if (taken > 1) {
      capturedMoreThanOnce.add(order.id());
    }
    if (taken > 0 && !order.cancels().isEmpty()) {
      capturedAndCancelled.add(order.id());
    }
  }

  SandboxSummary summary() {
    return new SandboxSummary(
        new EnumMap<>(calls),
        new EnumMap<>(faults),
        tokensIssued,
        customers,
        new EnumMap<>(orders),
        new TreeMap<>(captured),
        new TreeMap<>(released),
        new TreeMap<>(refunded),
        payments,
        captures,
        cancels,
        refunds,
        doubleOrders,
        doublePayments,
        doubleRefunds,
        doubleCustomers,
        List.copyOf(capturedMoreThanOnce),
        List.copyOf(capturedAndCancelled),
        twoWriters,
        List.copyOf(withTwoWriters));
  }

  private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> names) {
    Map<E, Long> counts = new EnumMap<>(names);
    for (E name : names.getEnumConstants()) {
      counts.put(name, 0L);
    }
    return counts;
  }
}
