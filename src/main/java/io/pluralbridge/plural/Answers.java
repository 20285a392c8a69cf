package io.pluralbridge.plural;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.EffectCheck;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Plural's answers as outcomes. The only place that knows its statuses and error codes.
 *
 * <p>When in doubt, the outcome is UNKNOWN: then Plural is asked, and nothing is guessed.
 */
public final class Answers {

  /** Plural turned the call away before it looked at it. Source: API reference, error codes. */
  private static final Set<String> TURNED_AWAY = Set.of("API_RATE_LIMIT");

  /** The customer or the card was too busy. Comes with 429 too, yet the call was looked at. */
  private static final Set<String> LOOKED_AT = Set.of("PAYMENT_RATE_LIMIT");

  /** Plural says that it has carried this out before, or is at it: then so it may, for us. */
  private static final Set<String> SEEN_BEFORE = Set.of("DUPLICATE_REQUEST");

  /** The order is not where the command needs it, which may be because the command took effect. */
  private static final Set<String> WRONG_STATE = Set.of("OPERATION_NOT_ALLOWED", "ORDER_CANCELLED");

  /** Not a no: something broke, and the call may have taken effect before it did. */
  private static final Set<String> BROKE_DOWN =
      Set.of("INTERNAL_ERROR", "UNKNOWN_ERROR", "TIMED_OUT");

  private final PluralOrders orders = new PluralOrders();
  private final Namesakes namesakes;

  /** Answers in which references are compared as Plural may have spelt them. */
  public Answers(Namesakes namesakes) {
    this.namesakes = namesakes;
  }

  /** What an answer to a command means for it. */
  public Outcome read(Claim claim, Answer answer) {
    int status = answer.status();
    Evidence evidence = evidence(answer);
    if (status / 100 == 2) {
      return accepted(claim, answer);
    }
    if (status == 401) {
      return new Outcome.NotSent("Plural refused two access tokens in a row", null, evidence);
    }
    Optional<PluralOrders.ApiError> error = orders.error(answer);
    boolean lookedAt = error.isPresent() && LOOKED_AT.contains(error.get().code());
    if (status == 429 && !lookedAt) {
      return turnedAway(answer);
    }
    if (status == 403 && error.isPresent()) {
      // Says nothing about the order: we lack a permission, or call from the wrong place.
      return new Outcome.NotSent("Plural does not let us: " + error.get().code(), null, evidence);
    }
    boolean brokeDown = error.isPresent() && BROKE_DOWN.contains(error.get().code());
    if (status / 100 == 4 && status != 408 && !brokeDown) {
      return refused(claim, answer, error);
    }
    // Whatever failed may have left the call under way behind it.
    return new Outcome.Unknown("Plural answered HTTP " + status, null, false, null, evidence);
  }

  private static Outcome turnedAway(Answer answer) {
    return new Outcome.NotSent(
        "Plural takes no more calls for now", answer.retryAfter(), evidence(answer));
  }

  private Outcome accepted(Claim claim, Answer answer) {
    Command command = claim.command();
    if (command.action() == Action.CREATE_CUSTOMER) {
      return orders.isCustomer(answer)
          ? new Outcome.Succeeded(withAnswer(claim, evidence(answer), answer))
          : unclear("an answer that describes no customer", evidence(answer));
    }
    Optional<Order> found = order(command, answer);
    if (found.isEmpty() || !isOfThatOrder(command, found.get())) {
      return unclear("an answer that does not tell how the order stands", evidence(answer));
    }
    Order order = found.get();
    Evidence evidence = withAnswer(claim, order.evidence(), answer);
    return switch (command.action()) {
      case CAPTURE -> done(order, evidence, isCapturedBy(command, order));
      case CANCEL -> done(order, evidence, order.status() == OrderStatus.CANCELLED);
      default -> made(command, order, evidence);
    };
  }

  /** With the key of the command as we spell it, unless another command may be meant. */
  private Optional<Order> order(Command command, Answer answer) {
    return orders
        .order(command, answer)
        .map(
            found -> {
              Order spelt = found.spelling(command.key());
              boolean isAsItIs =
                  command.orderId().isEmpty() || spelt.equals(found) || namesakes.has(command);
              return isAsItIs ? found : spelt;
            });
  }

  /** What a namesake did is shown as its own, however Plural spells that. */
  private Order asDone(Command command, Order order) {
    return command.orderId().isEmpty()
        ? order
        : namesakes.succeeded(command).map(order::respelt).orElse(order);
  }

  /** What makes a new order is answered with an id that we cannot know. */
  private static boolean isOfThatOrder(Command command, Order order) {
    return command.action() == Action.CREATE_ORDER
        || command.action() == Action.REFUND
        || order.orderId().equals(command.orderId());
  }

  private static Outcome done(Order order, Evidence evidence, boolean done) {
    return done
        ? new Outcome.Succeeded(evidence)
        : unclear("an answer that leaves the order " + order.status(), order.evidence());
  }

  private static boolean isCapturedBy(Command command, Order order) {
    // Where none is listed, money was taken, and nothing says that it was by this command.
    return order.status().isCaptured() && order.isTaken(command.key(), command.amount());
  }

  private static Outcome made(Command command, Order order, Evidence evidence) {
    EffectCheck trace =
        EffectCheck.of(command, isOnlyUnnamed(command, order) ? named(command, order) : order);
    if (trace instanceof EffectCheck.Done) {
      return new Outcome.Succeeded(evidence);
    }
    if (trace instanceof EffectCheck.Failed failed) {
      return new Outcome.Declined(
          failed.failure().code(), CardNumbers.mask(failed.failure().message()), evidence);
    }
    return unclear("an answer that does not show what was asked for", order.evidence());
  }

  /** Not every answer repeats the reference of a payment. The only one is the one asked for. */
  private static boolean isOnlyUnnamed(Command command, Order order) {
    return command.action() == Action.CREATE_PAYMENT
        && order.payments().size() == 1
        && order.payments().get(0).reference() == null;
  }

  private static Order named(Command command, Order order) {
    Order.Payment only = order.payments().get(0);
    return order.with(List.of(new Order.Payment(command.key(), only.amount(), only.failure())));
  }

  private static Outcome unclear(String what, Evidence evidence) {
    return new Outcome.Unknown("Plural gave " + what, null, false, Instant.EPOCH, evidence);
  }

  private static Outcome refused(
      Claim claim, Answer answer, Optional<PluralOrders.ApiError> error) {
    if (error.isEmpty()) {
      // Not Plural's voice: a proxy or a firewall on the way. What it said is not passed on.
      Outcome.Declined otherwise =
          new Outcome.Declined(
              "HTTP_" + answer.status(), "refused, and not in Plural's words", evidence(answer));
      return new Outcome.Unknown(otherwise.message(), otherwise, false, null, evidence(answer));
    }
    Evidence evidence = withAnswer(claim, evidence(answer), answer);
    String code = error.get().code();
    if (TURNED_AWAY.contains(code)) {
      return turnedAway(answer);
    }
    Outcome.Declined declined =
        new Outcome.Declined(code, CardNumbers.mask(error.get().message()), evidence);
    boolean seenBefore = SEEN_BEFORE.contains(code) || answer.status() == 409;
    if (seenBefore || WRONG_STATE.contains(code) || claim.isRepeat()) {
      return new Outcome.Unknown(
          "Plural said " + code + ", and an earlier call may be why",
          declined,
          !seenBefore && !claim.isRepeat(),
          Instant.EPOCH,
          evidence);
    }
    return declined;
  }

  /** What it means that no answer came. However the connection ended, the call may go on. */
  public Outcome lost(Exception failure) {
    String words = Failures.inWords(failure);
    return Failures.isBeforeSending(failure)
        ? new Outcome.NotSent(words, null, Failures.isOurs(failure), Evidence.NONE)
        : new Outcome.Unknown(words, null, false, null, Evidence.NONE);
  }

  /** What it means that card data cannot be opened: it waits for its key. */
  public Outcome sealedUp(Exception failure) {
    return new Outcome.NotSent(String.valueOf(failure.getMessage()), null, true, Evidence.NONE);
  }

  /** What it means that we would not accept it any more, as when a card has expired meanwhile. */
  public Outcome refused(Exception refusal) {
    return new Outcome.Declined("REFUSED", String.valueOf(refusal.getMessage()), Evidence.NONE);
  }

  /** What an answer to an inquiry tells about the order, or about what else was to be made. */
  public OrderReport order(Claim claim, Answer answer) {
    if (answer.status() / 100 == 2) {
      return described(claim, answer);
    }
    Optional<PluralOrders.ApiError> error = orders.error(answer);
    boolean missing =
        error.isPresent()
            && (error.get().code().endsWith("_NOT_FOUND")
                || answer.status() == 404
                || error.get().message().contains("No matching records"));
    return missing
        ? new OrderReport.Missing(evidence(answer))
        : new OrderReport.Silent("Plural answered HTTP " + answer.status(), evidence(answer));
  }

  private OrderReport described(Claim claim, Answer answer) {
    Command command = claim.command();
    if (command.action() == Action.CREATE_CUSTOMER) {
      return customer(claim, answer);
    }
    Optional<Order> order = order(command, answer).map(found -> asDone(command, found));
    if (order.isEmpty() || !isAskedFor(command, order.get())) {
      return new OrderReport.Silent("Plural described no such order", evidence(answer));
    }
    return new OrderReport.Found(
        order.get().with(withAnswer(claim, order.get().evidence(), answer)));
  }

  /** Whoever else has that phone number is not who was to be made known. */
  private OrderReport customer(Claim claim, Answer answer) {
    if (!orders.isCustomer(answer)) {
      return new OrderReport.Silent("Plural described no customer", evidence(answer));
    }
    return orders.isCustomer(claim.command(), answer)
        ? new OrderReport.FoundCustomer(withAnswer(claim, evidence(answer), answer))
        : new OrderReport.Missing(evidence(answer));
  }

  private static boolean isAskedFor(Command command, Order order) {
    return switch (command.action()) {
      case CREATE_ORDER -> command.key().equals(order.reference());
      case REFUND ->
          command.key().equals(order.reference()) || order.orderId().equals(command.orderId());
      default -> order.orderId().equals(command.orderId());
    };
  }

  /** What it means that no answer to an inquiry came. */
  public OrderReport silence(Exception failure) {
    return new OrderReport.Silent(Failures.inWords(failure), Evidence.NONE);
  }

  /** Whoever waits for the answer gets it as it is; a line of a file has a result of its own. */
  private static Evidence withAnswer(Claim claim, Evidence evidence, Answer answer) {
    return claim.batchId().isEmpty() ? evidence.with(answer.said()) : evidence;
  }

  private static Evidence evidence(Answer answer) {
    return new Evidence(answer.status(), null, answer.requestId(), null);
  }
}
