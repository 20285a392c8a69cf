package io.pluralbridge.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An order: everything that happened to it, and where that leaves it. Immutable. */
final class SandboxOrder {

  private final Change.First first;
  private final Change[] later;
  private final Status status;

  private SandboxOrder(Change.First first, Change[] later, Status status) {
    this.first = first;
    this.later = later;
    this.status = status;
  }

  static SandboxOrder begunBy(Change.First first) {
    Status status = first instanceof Change.Made ? Status.AUTHORIZED : Status.CREATED;
    return new SandboxOrder(first, new Change[0], status);
  }

  /** This order once that has happened to it as well. Decides nothing: see {@link Rules}. */
  SandboxOrder after(Change change) {
    Change[] all = Arrays.copyOf(later, later.length + 1);
    all[later.length] = change;
    return new SandboxOrder(first, all, statusAfter(change));
  }

  private Status statusAfter(Change change) {
    if (change instanceof Change.Paid) {
      return isOpen() ? Status.PENDING : status;
    } else if (change instanceof Change.Authorised) {
      return preAuth() ? Status.AUTHORIZED : Status.PROCESSED;
    } else if (change instanceof Change.Failed failed) {
      return failed.isLast() ? Status.FAILED : Status.ATTEMPTED;
    } else if (change instanceof Change.Abandoned) {
      return Status.CANCELLED;
    } else if (change instanceof Change.Captured) {
      return refunded() == 0 ? Status.PROCESSED : Status.PARTIALLY_REFUNDED;
    } else if (change instanceof Change.Cancelled) {
      return Status.CANCELLED;
    } else if (change instanceof Change.Refunded refund) {
      boolean all = refunded() + refund.amount().value() >= taken();
      return all ? Status.FULLY_REFUNDED : Status.PARTIALLY_REFUNDED;
    }
    throw new IllegalStateException("not the first change of " + id() + ": " + change);
  }

  /** Whether the customer has not agreed to any payment yet. */
  boolean isOpen() {
    return status == Status.CREATED || status == Status.PENDING || status == Status.ATTEMPTED;
  }

  String id() {
    return first.orderId();
  }

  String reference() {
    return first.reference();
  }

  Amount amount() {
    return first.amount();
  }

  boolean preAuth() {
    return first.preAuth();
  }

  Status status() {
    return status;
  }

  Change.First first() {
    return first;
  }

  /** Everything that happened to it, in order. */
  List<Change> changes() {
    return Stream.concat(Stream.of(first), Arrays.stream(later)).toList();
  }

  /** Every try to pay for it, in order; the customer failed all but the last. */
  List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    if (first instanceof Change.Made made) {
      attempts.add(new Attempt(List.of(payment(made)), made.at(), false));
    }
    for (int i = 0; i < later.length; i++) {
      if (later[i] instanceof Change.Paid paid) {
        attempts.add(new Attempt(paid.payments(), paid.at(), isFailed(i)));
      }
    }
    return attempts;
  }

  /** A gullible sandbox may have been asked for several payments before the customer's answer. */
  private boolean isFailed(int attempt) {
    int next = attempt + 1;
    while (next < later.length && later[next] instanceof Change.Paid) {
      next++;
    }
    return next < later.length && later[next] instanceof Change.Failed;
  }

  /**
   * What became of that try to pay, or null while it waits for the customer.
   *
   * @param attempt counted from 1, as in the challenge that the customer was sent to
   */
  @Nullable Change decision(int attempt) {
    int tries = 0;
    for (Change change : later) {
      if (change instanceof Change.Paid) {
        tries++;
      } else if (tries >= attempt) {
        return change;
      }
    }
    return null;
  }

  /** How often somebody tried to pay for it; the challenge of the last try has this number. */
  int tries() {
    return all(Change.Paid.class).size();
  }

  /** How often the customer failed. */
  int failures() {
    return all(Change.Failed.class).size();
  }

  /** How many more payments it may have; null when none has failed yet, or nobody counted. */
  @Nullable Integer retriesLeft() {
    List<Change.Failed> failures = all(Change.Failed.class);
    return failures.isEmpty() ? null : failures.get(failures.size() - 1).retriesLeft();
  }

  /** Whether the customer, not the merchant, ended it. */
  boolean isAbandoned() {
    return !all(Change.Abandoned.class).isEmpty();
  }

  boolean isPaidBy(String reference) {
    return attempts().stream()
        .flatMap(attempt -> attempt.payments().stream())
        .anyMatch(payment -> payment.reference().equals(reference));
  }

  /** Payments that pass or fail together: one, or several that add up to the order. */
  record Attempt(List<Payment> payments, long at, boolean failed) {}

  private static Payment payment(Change.Made made) {
    Payment.Card card = new Payment.Card("VISA", "ALT_TOKEN", Payment.Given.CARD_NUMBER);
    return new Payment("payment-" + made.orderId(), "CARD", made.amount(), card);
  }

  /** When anything last happened to it. */
  long updatedAt() {
    return later.length == 0 ? first.at() : later[later.length - 1].at();
  }

  List<Change.Captured> captures() {
    return all(Change.Captured.class);
  }

  List<Change.Cancelled> cancels() {
    return all(Change.Cancelled.class);
  }

  private <T extends Change> List<T> all(Class<T> kind) {
    return Arrays.stream(later).filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What has been taken of it; more than its amount when a gullible sandbox was asked twice. */
  long captured() {
    long sum = 0;
    for (Change change : later) {
      if (change instanceof Change.Captured capture) {
        sum += capture.amount().value();
      }
    }
    return sum;
  }

  /** What has been taken of it by capture, or by a payment that needed none. */
  long taken() {
    boolean byPayment = !preAuth() && status.isTaken();
    return byPayment ? amount().value() : captured();
  }

  /** What has been given back to the customer of what was taken. */
  long refunded() {
    return all(Change.Refunded.class).stream().mapToLong(refund -> refund.amount().value()).sum();
  }

  /** What of it can still be given back of what was taken. */
  Amount left() {
    return new Amount(Math.max(0, taken() - refunded()), amount().currency());
  }

  /** What was held and given back to the customer: the rest of a capture, or all by a cancel. */
  long released() {
    boolean held = preAuth() && (status.isTaken() || !cancels().isEmpty());
    return held ? Math.max(0, amount().value() - captured()) : 0;
  }
}
