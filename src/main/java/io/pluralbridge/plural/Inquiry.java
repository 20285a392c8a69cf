package io.pluralbridge.plural;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.EffectCheck;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Instant;
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
      Order order = found.order();
      return switch (claim.command().action()) {
        case CAPTURE -> capture(claim, order);
        case CANCEL -> cancel(claim, order);
        case CREATE_PAYMENT -> payment(claim, order);
        case CREATE_ORDER, REFUND -> made(claim, order);
        case CREATE_CUSTOMER -> unclear(claim, "Plural described an order", order);
      };
    }
    if (report instanceof OrderReport.FoundCustomer customer) {
      return claim.command().action() == Action.CREATE_CUSTOMER
          ? new Outcome.Succeeded(customer.evidence())
          : unknown(claim, "Plural described a customer", null, customer.evidence());
    }
    if (report instanceof OrderReport.Missing missing) {
      return missing(claim, missing.evidence());
    }
    OrderReport.Silent silent = (OrderReport.Silent) report;
    return unknown(claim, silent.reason(), claim.noTraceSince(), silent.evidence());
  }

  /**
   * What was to be made is not there, which one look does not prove, even where Plural has refused
   * the call: a copy of it may have come first. But an order that was there does not vanish: where
   * Plural has refused the command besides, that is what became of it; else the one who says so may
   * not see what the other has done.
   */
  private Outcome missing(Claim claim, Evidence evidence) {
    boolean makesIt =
        switch (claim.command().action()) {
          case CREATE_CUSTOMER, CREATE_ORDER, REFUND -> true;
          case CREATE_PAYMENT, CAPTURE, CANCEL -> false;
        };
    if (makesIt) {
      String nothing = "Plural knows of nothing under this reference";
      return noTrace(claim, nothing, evidence);
    }
    String finding = "Plural knows of no such order";
    return claim.otherwise() == null
        ? unknown(claim, finding, claim.noTraceSince(), evidence)
        : noTrace(claim, finding, evidence);
  }

  private Outcome capture(Claim claim, Order order) {
    String key = claim.command().key();
    if (order.captures().stream().anyMatch(capture -> capture.reference().equals(key))) {
      return ours(claim, order);
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
  private static Outcome ours(Claim claim, Order order) {
    if (!order.status().isCaptured()) {
      return unclear(claim, "the order lists the capture, yet is " + order.status(), order);
    }
    return order.isTaken(claim.command().key(), claim.command().amount())
        ? new Outcome.Succeeded(order.evidence())
        : unclear(
            claim, "the order was captured under this reference, yet with another amount", order);
  }

  /**
   * The order or the refund of our reference. There is one of a reference, so it is ours or not.
   */
  private Outcome made(Claim claim, Order order) {
    Command command = claim.command();
    boolean isThatOrder = order.orderId().equals(command.orderId());
    if (isThatOrder && !command.key().equals(order.reference())) {
      return ofPaidOrder(claim, order);
    }
    EffectCheck trace = EffectCheck.of(claim.command(), order);
    if (trace instanceof EffectCheck.Done) {
      return new Outcome.Succeeded(order.evidence());
    }
    if (trace instanceof EffectCheck.Failed failed) {
      return declined(failed.failure().code(), failed.failure().message(), order);
    }
    return trace instanceof EffectCheck.Other other
        ? inUse(claim, "the reference stands for " + other.what() + " at Plural", order)
        : unclear(claim, "Plural does not show whether it is the one asked for", order);
  }

  /**
   * Of what was never taken, or has been given back, nothing can be given back: that explains why
   * Plural refused the first call.
   */
  private Outcome ofPaidOrder(Claim claim, Order order) {
    String finding = "the order is " + order.status() + ", which says nothing of the refund";
    boolean hasMoreToGive =
        order.status().isCaptured() && order.status() != OrderStatus.FULLY_REFUNDED;
    return hasMoreToGive || !claim.isRefusedAtFirst()
        ? unclear(claim, finding, order)
        : withoutEffect(claim, finding, notSent(finding, order.evidence()), true, order.evidence());
  }

  /** Two orders of one reference there are not; of two refunds we want to be sure. */
  private Outcome inUse(Claim claim, String finding, Order order) {
    Outcome.Declined refusal = claim.otherwise();
    if (refusal != null) {
      return declined(refusal.code(), refusal.message() + "; " + finding, order);
    }
    return claim.command().action() == Action.CREATE_ORDER
        ? declined("REFERENCE_IN_USE", finding, order)
        : noRoom(claim, "REFERENCE_IN_USE", finding, order);
  }

  private Outcome payment(Claim claim, Order order) {
    EffectCheck trace = EffectCheck.of(claim.command(), order);
    if (trace instanceof EffectCheck.Done) {
      return new Outcome.Succeeded(order.evidence());
    }
    if (trace instanceof EffectCheck.Failed failed) {
      return declined(failed.failure().code(), failed.failure().message(), order);
    }
    if (trace instanceof EffectCheck.Other other) {
      return unclear(claim, "the order lists " + other.what() + " under this reference", order);
    }
    String finding = "the order is " + order.status() + " and lists no such payment";
    boolean mayBeUnlisted =
        order.payments().isEmpty()
            ? order.status() != OrderStatus.CREATED && order.status() != OrderStatus.ATTEMPTED
            : order.payments().stream().anyMatch(payment -> payment.reference() == null);
    if (mayBeUnlisted && !claim.isRefusedAtFirst()) {
      return unclear(
          claim, "the order is " + order.status() + " and does not name its payments", order);
    }
    return switch (order.status()) {
      case CREATED, ATTEMPTED -> noTrace(claim, finding, order.evidence());
      // Some other payment is under way, and may come to nothing.
      case PENDING ->
          withoutEffect(claim, finding, notSent(finding, order.evidence()), true, order.evidence());
      default -> noRoom(claim, "ORDER_" + order.status(), finding, order);
    };
  }

  private static Outcome declined(String code, String message, Order order) {
    return new Outcome.Declined(code, CardNumbers.mask(message), order.evidence().withoutAnswer());
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
        new Outcome.Declined(code, message, order.evidence().withoutAnswer()),
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
        : new Outcome.Declined(refusal.code(), refusal.message(), evidence.withoutAnswer());
  }
}
