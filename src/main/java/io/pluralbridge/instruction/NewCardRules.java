package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.time.Clock;

/** A payment with a card that is given by its number. Guide, 4.1. */
public final class NewCardRules {

  private final CardChecks cards;

  /** With the clock that tells which cards are past their month. */
  public NewCardRules(Clock clock) {
    cards = new CardChecks(clock);
  }

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, item -> cards.card(item.at("payment_option").at(CardOption.DETAILS)));
  }
}
