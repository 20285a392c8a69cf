package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.time.Clock;

/**
 * A payment by instalments with a card or a token: {@code CREDIT_EMI}, {@code DEBIT_EMI}. API
 * reference, create payment: the offer is that of the offer discovery.
 */
public final class EmiRules {

  private final CardChecks cards;

  /** With the clock that tells which cards are past their month. */
  public EmiRules(Clock clock) {
    cards = new CardChecks(clock);
  }

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, this::item);
  }

  private void item(Field item) {
    cards.any(item);
    item.at("offer_data").requireObject();
  }
}
