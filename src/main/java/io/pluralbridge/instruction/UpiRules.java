package io.pluralbridge.instruction;

import io.pluralbridge.carddata.Payload;
import java.util.regex.Pattern;

/** A payment by UPI. API reference, create payment. */
public final class UpiRules {

  private static final Pattern MODE = Pattern.compile("COLLECT|INTENT");

  /** 2 to 256 characters, one of them the sign; of what is around it the documents tell nothing. */
  private static final Pattern ADDRESS = Pattern.compile("(?=.{2,256}\\z)[^@]*@[^@]*");

  /**
   * Returns normally when the payment may be sent.
   *
   * @throws RefusedException with all that is wrong with it
   */
  public void check(Payload payload) throws RefusedException {
    Items.check(payload, UpiRules::item);
  }

  private static void item(Field item) {
    Field upi = item.at("payment_option").at("upi_details");
    if (!upi.requireObject()) {
      return;
    }
    String mode = upi.at("txn_mode").requiredText(MODE, "COLLECT or INTENT");
    if ("COLLECT".equals(mode) && upi.at("payer").requireObject()) {
      upi.at("payer")
          .at("vpa")
          .requiredText(ADDRESS, "the payer's UPI address, 2 to 256 characters with one @");
    }
  }
}
