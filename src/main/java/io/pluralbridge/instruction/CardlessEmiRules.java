package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;

/**
 * A payment by instalments without a card. API reference, create payment; where that asks for the
 * whole tax number (PAN), one integrator sends its last digits, so either will do.
 */
public final class CardlessEmiRules {

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, CardlessEmiRules::item);
  }

  private static void item(Field item) {
    Field details = item.at("payment_option").at("cardless_details");
    if (details.requireObject()) {
      details.at("registered_mobile_number").requiredText();
      if (details.at("pan_last_digits").isGiven()) {
        details.at("pan_last_digits").text();
      } else {
        details.at("pan_number").requiredText();
      }
    }
    item.at("offer_data").requireObject();
  }
}
