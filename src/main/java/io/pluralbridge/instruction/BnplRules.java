package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;

/** A payment that is paid later. API reference, create payment. Which lenders there are changes. */
public final class BnplRules {

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, BnplRules::item);
  }

  private static void item(Field item) {
    Field lender = item.at("payment_option").at("bnpl_details");
    if (lender.requireObject()) {
      lender.at("mobile").requiredText();
      lender.at("bnpl_pay_code").requiredText();
    }
  }
}
