package io.pluralbridge.simulation;

import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.support.PluralOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plural, as bad as it may be: it keeps the rules of orders between different commands, yet takes
 * the same command as often as it comes, and counts. It remembers how each order stood at any time,
 * so that a look may be stale.
 */
final class GulliblePlural {

  private static final String HELD = "AUTHORIZED";

  /** How an order stood from a moment on. */
  private record Snapshot(Instant from, PluralOrder order) {}

  /** Something that was made, and when. */
  private record Made(Instant at, Command by) {}

  private final Map<String, List<Snapshot>> orders = new HashMap<>();
  private final Map<String, Made> made = new HashMap<>();
  private final Map<String, Integer> effects = new HashMap<>();

  GulliblePlural(Instant start, List<String> orderIds) {
    for (String id : orderIds) {
      PluralOrder held = PluralOrder.captured().withId(id).withStatus(HELD).withoutCaptures();
      orders.put(id, new ArrayList<>(List.of(new Snapshot(start, held))));
    }
  }

  private static String name(Command command) {
    return command.action() + " " + command.key();
  }

  /** How often the command was carried out. */
  int effects(Command command) {
    return effects.getOrDefault(name(command), 0);
  }

  /** True when it would carry out the command now. */
  boolean accepts(Command command) {
    return effects(command) > 0
        || switch (command.action()) {
          case CREATE_CUSTOMER, CREATE_ORDER -> true;
          case REFUND -> command.orderId().equals(Instructions.CAPTURED);
          case CREATE_PAYMENT -> payments().isEmpty();
          case CAPTURE, CANCEL ->
              orders.containsKey(command.orderId()) && isHeld(command.orderId());
        };
  }

  private List<Made> payments() {
    return made.values().stream()
        .filter(one -> one.by().action() == Action.CREATE_PAYMENT)
        .toList();
  }

  private boolean isHeld(String orderId) {
    return latest(orderId).status().equals(HELD);
  }

  /** Carries out the command, if the order is held or was the command's already. */
  boolean carryOut(Command command, Instant now) {
    if (!accepts(command)) {
      return false;
    }
    effects.merge(name(command), 1, Integer::sum);
    if (command.action() != Action.CAPTURE && command.action() != Action.CANCEL) {
      made.putIfAbsent(name(command), new Made(now, command));
      return true;
    }
    PluralOrder order = latest(command.orderId());
    change(
        now,
        command.action() == Action.CAPTURE
            ? order.withStatus("PROCESSED").withCapture(command.key(), 1100)
            : order.withStatus("CANCELLED"));
    return true;
  }

  /** Somebody captures the order by hand, in Plural's own console. */
  void captureByHand(String orderId, Instant now) {
    if (isHeld(orderId)) {
      change(now, latest(orderId).withStatus("PROCESSED").withCapture("by-hand", 1100));
    }
  }

  private void change(Instant now, PluralOrder order) {
    orders.get(order.id()).add(new Snapshot(now, order));
  }

  private PluralOrder latest(String orderId) {
    List<Snapshot> history = orders.get(orderId);
    return history.get(history.size() - 1).order();
  }

  /** What shows whether the command was carried out, as it stood then. */
  Answer look(Command command, Instant when) {
    return switch (command.action()) {
      case CAPTURE, CANCEL -> look(command.orderId(), when);
      case CREATE_PAYMENT -> answer(200, unpaidOrder(when));
      case CREATE_CUSTOMER, CREATE_ORDER, REFUND -> {
        Made one = made.get(name(command));
        yield one == null || one.at().isAfter(when) ? notFound() : answer(200, json(one));
      }
    };
  }

  private static String json(Made one) {
    boolean isRefund = one.by().action() == Action.REFUND;
    return """
        {"data":{"order_id":"v1-of-%s","merchant_order_reference":"%s",%s
        "status":"CREATED","order_amount":{"value":1100,"currency":"INR"}}}"""
        .formatted(
            one.by().key(),
            one.by().key(),
            isRefund
                ? "\"type\":\"REFUND\",\"parent_order_id\":\"" + one.by().orderId() + "\","
                : "\"type\":\"CHARGE\",");
  }

  private String unpaidOrder(Instant when) {
    List<String> then =
        payments().stream()
            .filter(one -> !one.at().isAfter(when))
            .map(
                one ->
                    """
                    {"merchant_payment_reference":"%s","status":"PENDING",
                    "payment_amount":{"value":1100,"currency":"INR"}}"""
                        .formatted(one.by().key()))
            .toList();
    return """
        {"data":{"order_id":"%s","type":"CHARGE","status":"%s","payments":[%s]}}"""
        .formatted(
            Instructions.UNPAID, then.isEmpty() ? "CREATED" : "PENDING", String.join(",", then));
  }

  private Answer look(String orderId, Instant when) {
    if (!orders.containsKey(orderId)) {
      return notFound();
    }
    PluralOrder then = null;
    for (Snapshot snapshot : orders.get(orderId)) {
      then = then == null || !snapshot.from().isAfter(when) ? snapshot.order() : then;
    }
    return answer(200, then.json());
  }

  static Answer notFound() {
    return refusal(404, "ORDER_NOT_FOUND");
  }

  /** Why it does not carry out the command. */
  Answer refusal(Command command) {
    return !command.orderId().equals(Instructions.NO_SUCH)
        ? refusal(422, "OPERATION_NOT_ALLOWED")
        : notFound();
  }

  static Answer refusal(int status, String code) {
    return answer(status, "{\"code\":\"%s\",\"message\":\"no\"}".formatted(code));
  }

  static Answer otherOrder() {
    return answer(200, PluralOrder.captured().withId("v1-of-another").json());
  }

  static Answer answer(int status, String body) {
    return new Answer(status, body, null, "a-request");
  }

  /** An order that Plural is at work on; of what it was asked for it says nothing. */
  static Answer atWork(String orderId) {
    return answer(
        200, "{\"data\":{\"order_id\":\"%s\",\"status\":\"PENDING\"}}".formatted(orderId));
  }

  @Override
  public String toString() {
    return effects.toString();
  }
}
