package io.pluralbridge.callback;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.Acceptance;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Origin;
import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.journal.order.Orders;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Command;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands to the journal what follows from money that is held. The command has the same key each
 * time, so it is there once, however often this is done.
 */
public final class FollowUp {

  private static final Logger log = LoggerFactory.getLogger(FollowUp.class);
  private static final String SENDER = "bridge.on-authorized";

  private final OnAuthorized rules;
  private final OrderWords words;
  private final Orders orders;
  private final Commands commands;

  public FollowUp(OnAuthorized rules, OrderWords words, Orders orders, Commands commands) {
    this.rules = rules;
    this.words = words;
    this.orders = orders;
    this.commands = commands;
  }

  /**
   * What follows, unless somebody told us already what to do with that money.
   *
   * @param said what Plural answered when it was asked about the order
   * @throws IOException when that is no answer about an order, or one from before its money was
   *     held; to be asked again
   * @throws JournalUnavailableException when the command is not written down; to be done again
   */
  public void see(OrderEvent step, Said said) throws IOException, JournalUnavailableException {
    Authorisation now =
        words
            .held(said)
            .orElseThrow(() -> new IOException("HTTP " + said.httpStatus() + " tells no order"));
    if (now.isBehind()) {
      throw new IOException("Plural says that it is " + now.status() + " still");
    }
    Optional<Command> command =
        orders.isInHand(step.merchant(), step.orderId())
            ? Optional.empty()
            : rules.follows(step.merchant(), step.orderId(), now);
    if (command.isPresent()
        && commands.accept(command.get(), null, Origin.rule(SENDER))
            instanceof Acceptance.KeyReused reused) {
      log.warn(
          "Nothing follows for order {}: {} is {}", step.orderId(), reused.name(), reused.first());
    }
  }
}
