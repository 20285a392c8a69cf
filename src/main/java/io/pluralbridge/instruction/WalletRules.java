package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;

/** A payment from a wallet. API reference, create payment. Which wallets there are changes. */
public final class WalletRules {

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, WalletRules::item);
  }

  private static void item(Field item) {
    Field wallet = item.at("payment_option").at("wallet_details");
    if (wallet.requireObject()) {
      wallet.at("wallet_code").requiredText();
    }
  }
}
