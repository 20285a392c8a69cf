package io.pluralbridge.callback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows once the money of an order is held. What Plural told us by itself is no
 * ground for that: it decides by what Plural answered when it was asked.
 */
public final class OnAuthorized {

  private static final Logger log = LoggerFactory.getLogger(OnAuthorized.class);
  private static final int LONGEST_KEY = 50;

  /** What may follow. */
  public enum Rule {
    /** The money is taken where it is what the order is worth. */
    CAPTURE,
    /** It is released where it is not. */
    CANCEL_IF_AMOUNT_DIFFERS
  }

  private final Set<Rule> rules;

  public OnAuthorized(Set<Rule> rules) {
    this.rules = Set.copyOf(rules);
  }

  /** The command that follows, the same each time; empty when none does. */
  public Optional<Command> follows(String merchant, String orderId, Authorisation now) {
    if (now.status() != OrderStatus.AUTHORIZED || !now.onlyHeld()) {
      return Optional.empty();
    }
    if (!now.isKnown()) {
      log.warn("Order {} does not say what is held of it, so nothing follows", orderId);
      return Optional.empty();
    }
    if (now.isOfTheOrder()) {
      return rules.contains(Rule.CAPTURE)
          ? Optional.of(capture(merchant, orderId, now))
          : Optional.empty();
    }
    boolean cancels = rules.contains(Rule.CANCEL_IF_AMOUNT_DIFFERS);
    log.warn(
        "Order {} holds {} (minor units): {}",
        orderId,
        now.inWords(),
        cancels ? "it is cancelled" : "it is left to a person");
    return cancels
        ? Optional.of(new Command(merchant, Action.CANCEL, orderId, orderId, null, ""))
        : Optional.empty();
  }

  private static Command capture(String merchant, String orderId, Authorisation now) {
    Money amount = now.ordered();
    if (amount == null) {
      throw new IllegalStateException("what is that of the order has an order");
    }
    String key = key(orderId);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("merchant_capture_reference", key);
    body.putObject("capture_amount")
        .put("value", amount.minorUnits())
        .put("currency", amount.currency().getCurrencyCode());
    return new Command(merchant, Action.CAPTURE, key, orderId, amount, body.toString());
  }

  /** The merchant's reference of that capture: Plural takes 50 characters at the most. */
  private static String key(String orderId) {
    String key = "auto-" + orderId;
    return key.length() <= LONGEST_KEY
        ? key
        : "auto-" + UUID.nameUUIDFromBytes(orderId.getBytes(StandardCharsets.UTF_8));
  }
}
