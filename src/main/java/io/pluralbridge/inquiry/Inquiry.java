package io.pluralbridge.inquiry;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what an order says about a command whose outcome is unknown.
 *
 * <p>A trace of the command proves that it took effect. A state that excludes it proves that it did
 * not and never will. No trace proves that it did not, once the call cannot be under way any more.
 * Anything else leaves it unknown.
 */
public final class Inquiry {

  private static final int TIMES_MISSING = 3;

  private final Schedule schedule;
  private final Clock clock;

  public Inquiry(Schedule schedule) {
    this.schedule = schedule;
    this.clock = schedule.clock();
  }

  /** The outcome of the command, as far as the report proves it. */
  public Outcome settle(Claim claim, OrderReport report) {
    if (report instanceof OrderReport.Found found) {
      return switch (claim.command().action()) {
        case CAPTURE -> capture(claim, found.order());
        case CANCEL -> cancel(claim, found.order());
      };
    }
    if (report instanceof OrderReport.Missing missing) {
      return missing(claim, missing.evidence());
    }
    OrderReport.Silent silent = (OrderReport.Silent) report;
    return new Outcome.Unknown(
        "asked, and " + silent.reason(), claim.otherwise(), claim.ended(), null, silent.evidence());
  }

  /** An order that was paid does not vanish: it takes more than one such answer to believe it. */
  private Outcome missing(Claim claim, Evidence evidence) {
    String finding = "Plural knows of no such order";
    boolean believed = claim.otherwise() != null || claim.inquiries() + 1 >= TIMES_MISSING;
    return believed
        ? noTrace(claim, finding, evidence)
        : new Outcome.Unknown("asked, and " + finding, null, claim.ended(), null, evidence);
  }

  private Outcome capture(Claim claim, Order order) {
    Optional<Order.Capture> ours =
        order.captures().stream()
            .filter(capture -> capture.reference().equals(claim.command().key()))
            .findFirst();
    if (ours.isPresent()) {
      return ours(claim, order, ours.get());
    }
    if (!order.status().isCaptured()) {
      return endedOtherwise(claim, order);
    }
    return order.captures().isEmpty()
        ? capturedUntold(claim, order)
        : declined(
            claim,
            "ALREADY_CAPTURED",
            "the order was captured under another reference, and Plural captures once",
            order);
  }

  /** A capture is listed when it fails, too: only the status of the order tells that it took. */
  private static Outcome ours(Claim claim, Order order, Order.Capture capture) {
    if (!order.status().isCaptured()) {
      return unclear(claim, "the order lists the capture, yet is " + order.status(), order);
    }
    Money amount = capture.amount();
    return amount == null || amount.equals(claim.command().amount())
        ? new Outcome.Succeeded(order.evidence())
        : unclear(
            claim, "the order was captured under this reference, yet with another amount", order);
  }

  private static Outcome unclear(Claim claim, String finding, Order order) {
    return new Outcome.Unknown(
        "asked, and " + finding, claim.otherwise(), claim.ended(), null, order.evidence());
  }

  /**
   * Money was taken, and the order does not say by which capture. Where Plural refused our first
   * call in its own words, it was not ours.
   */
  private static Outcome capturedUntold(Claim claim, Order order) {
    Outcome.Declined refusal = claim.otherwise();
    return refusal != null && claim.ended()
        ? declined(refusal, order.evidence())
        : unclear(
            claim, "the order is " + order.status() + " without a list of its captures", order);
  }

  /** Declined for good: in Plural's words where it gave some, else in ours. */
  private static Outcome declined(Claim claim, String code, String message, Order order) {
    Outcome.Declined refusal = claim.otherwise();
    return refusal == null
        ? new Outcome.Declined(code, message, order.evidence())
        : declined(refusal, order.evidence());
  }

  private static Outcome declined(Outcome.Declined refusal, Evidence evidence) {
    return new Outcome.Declined(refusal.code(), refusal.message(), evidence);
  }

  private Outcome cancel(Claim claim, Order order) {
    if (order.status() == OrderStatus.CANCELLED) {
      return new Outcome.Succeeded(order.evidence());
    }
    if (order.status().isCaptured()) {
      return declined(claim, "ALREADY_CAPTURED", "a captured order cannot be cancelled", order);
    }
    return endedOtherwise(claim, order);
  }

  /** The order shows no trace of the command; does its status exclude it for good? */
  private Outcome endedOtherwise(Claim claim, Order order) {
    return switch (order.status()) {
      case CANCELLED, FAILED ->
          declined(claim, "ORDER_" + order.status(), "the order is " + order.status(), order);
      // A capture that Plural works on may show as PENDING; not so when it refused our first call.
      case PENDING ->
          claim.otherwise() != null && claim.ended()
              ? noTrace(claim, "the order is PENDING", order.evidence())
              : unclear(claim, "the order is PENDING", order);
      default ->
          noTrace(
              claim,
              "the order is " + order.status() + " and shows no trace of it",
              order.evidence());
    };
  }

  private Outcome noTrace(Claim claim, String finding, Evidence evidence) {
    Instant proofFrom = schedule.absenceIsProofFrom(claim.sentAt());
    if (!claim.ended() && clock.instant().isBefore(proofFrom)) {
      return new Outcome.Unknown(
          "asked, and " + finding + "; too early to be sure",
          claim.otherwise(),
          false,
          proofFrom,
          evidence);
    }
    Outcome.Declined refusal = claim.otherwise();
    return refusal == null
        ? new Outcome.NotSent("asked, and " + finding, null, evidence)
        : declined(refusal, evidence);
  }
}
