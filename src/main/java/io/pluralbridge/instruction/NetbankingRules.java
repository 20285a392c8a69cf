package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;

/** A payment from a bank account, at the bank's own site. API reference, create payment. */
public final class NetbankingRules {

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, NetbankingRules::item);
  }

  private static void item(Field item) {
    Field bank = item.at("payment_option").at("netbanking_details");
    if (bank.requireObject()) {
      bank.at("pay_code").requiredText();
    }
  }
}
