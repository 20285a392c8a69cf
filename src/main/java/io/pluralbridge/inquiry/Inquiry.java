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
import org.jspecify.annotations.Nullable;

/**
 * Decides what an order says about a command whose outcome is unknown.
 *
 * <p>A trace of the command proves that it took effect. That it did not is proven by two looks some
 * time apart that agree, the later of them when the call cannot be under way any more: then it is
 * sent again, or declined where the order has no room for it. Anything else leaves it unknown.
 */
public final class Inquiry {

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
        default -> throw new IllegalStateException("not asked about yet");
      };
    }
    if (report instanceof OrderReport.Missing missing) {
      return missing(claim, missing.evidence());
    }
    OrderReport.Silent silent = (OrderReport.Silent) report;
    return unknown(claim, silent.reason(), claim.noTraceSince(), silent.evidence());
  }

  /**
   * An order that was paid does not vanish. Where Plural has refused the command besides, that is
   * what became of it; else the one who says so may not see what the other has done.
   */
  private Outcome missing(Claim claim, Evidence evidence) {
    String finding = "Plural knows of no such order";
    return claim.otherwise() == null
        ? unknown(claim, finding, claim.noTraceSince(), evidence)
        : noTrace(claim, finding, evidence);
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
      return untouched(claim, order);
    }
    return order.captures().isEmpty()
        ? capturedUntold(claim, order)
        : noRoom(
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

  private Outcome cancel(Claim claim, Order order) {
    if (order.status() == OrderStatus.CANCELLED) {
      return new Outcome.Succeeded(order.evidence());
    }
    return order.status().isCaptured()
        ? noRoom(claim, "ALREADY_CAPTURED", "a captured order cannot be cancelled", order)
        : untouched(claim, order);
  }

  /**
   * Money was taken, and the order does not say by which capture. Where Plural refused our first
   * call in its own words, it was not ours.
   */
  private Outcome capturedUntold(Claim claim, Order order) {
    String finding = "the order is " + order.status() + " without a list of its captures";
    return claim.isRefusedAtFirst()
        ? withoutEffect(claim, finding, notSent(finding, order.evidence()), true, order.evidence())
        : unclear(claim, finding, order);
  }

  /** The order shows no trace of the command; does its status exclude it for good? */
  private Outcome untouched(Claim claim, Order order) {
    String finding = "the order is " + order.status() + " and shows no trace of it";
    return switch (order.status()) {
      case CANCELLED, FAILED ->
          noRoom(claim, "ORDER_" + order.status(), "the order is " + order.status(), order);
      // A capture that Plural works on may show as PENDING; not so when it refused our first call.
      case PENDING ->
          claim.isRefusedAtFirst()
              ? withoutEffect(
                  claim, finding, notSent(finding, order.evidence()), true, order.evidence())
              : unclear(claim, "the order is PENDING", order);
      // Refused because the order is not held, and it is not: the one look explains the other.
      case CREATED, ATTEMPTED ->
          withoutEffect(claim, finding, notSent(finding, order.evidence()), true, order.evidence());
      default -> noTrace(claim, finding, order.evidence());
    };
  }

  private static Outcome unclear(Claim claim, String finding, Order order) {
    return unknown(claim, finding, null, order.evidence());
  }

  private static Outcome unknown(
      Claim claim, String finding, @Nullable Instant noTraceSince, Evidence evidence) {
    return new Outcome.Unknown(
        "asked, and " + finding, claim.otherwise(), claim.ended(), null, noTraceSince, evidence);
  }

  /** The order has no room for the command any more: declined, unless the call is under way yet. */
  private Outcome noRoom(Claim claim, String code, String message, Order order) {
    return withoutEffect(
        claim,
        message,
        new Outcome.Declined(code, message, order.evidence()),
        true,
        order.evidence());
  }

  /** The command may be sent again, unless the call is under way yet. */
  private Outcome noTrace(Claim claim, String finding, Evidence evidence) {
    return withoutEffect(claim, finding, notSent(finding, evidence), false, evidence);
  }

  private static Outcome notSent(String finding, Evidence evidence) {
    return new Outcome.NotSent("asked, and " + finding, null, evidence);
  }

  /**
   * No effect, once that is proven.
   *
   * @param explainsRefusal whether the order stands as Plural's refusal says. Where it does not,
   *     one of the two is out of date, and one look does not tell which
   */
  private Outcome withoutEffect(
      Claim claim, String finding, Outcome proven, boolean explainsRefusal, Evidence evidence) {
    Instant since = claim.noTraceSince() == null ? clock.instant() : claim.noTraceSince();
    Instant secondLook = since.plus(schedule.betweenLooks());
    Instant callIsOver =
        claim.isRefusedAtFirst() ? claim.sentAt() : schedule.absenceIsProofFrom(claim.sentAt());
    Instant proofFrom = secondLook.isAfter(callIsOver) ? secondLook : callIsOver;
    boolean explained = claim.isRefusedAtFirst() && explainsRefusal;
    // The answer may have lain here in a process that was paused, so now is not when it was true.
    if (!explained && claim.takenUpAt().isBefore(proofFrom)) {
      return new Outcome.Unknown(
          "asked, and " + finding + "; too early to be sure",
          claim.otherwise(),
          claim.ended(),
          proofFrom,
          since,
          evidence);
    }
    Outcome.Declined refusal = claim.otherwise();
    return refusal == null
        ? proven
        : new Outcome.Declined(refusal.code(), refusal.message(), evidence);
  }
}
