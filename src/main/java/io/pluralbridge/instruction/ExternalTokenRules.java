package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.time.Clock;

/** A payment with a token that another keeps. Guide, 4.3; API reference, create payment. */
public final class ExternalTokenRules {

  private final CardChecks cards;

  /** With the clock that tells which cards are past their month. */
  public ExternalTokenRules(Clock clock) {
    cards = new CardChecks(clock);
  }

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(
        payload,
        item -> cards.externalToken(item.at("payment_option").at(CardOption.TOKEN_DETAILS)));
  }
}
