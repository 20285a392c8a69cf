package io.pluralbridge.app;

import io.pluralbridge.instruction.BnplRules;
import io.pluralbridge.instruction.CardlessEmiRules;
import io.pluralbridge.instruction.EmiRules;
import io.pluralbridge.instruction.ExternalTokenRules;
import io.pluralbridge.instruction.NetbankingRules;
import io.pluralbridge.instruction.NewCardRules;
import io.pluralbridge.instruction.PaymentTypes;
import io.pluralbridge.instruction.PointsRules;
import io.pluralbridge.instruction.RequiredFields;
import io.pluralbridge.instruction.SavedTokenRules;
import io.pluralbridge.instruction.UnknownPaymentType;
import io.pluralbridge.instruction.UpiRules;
import io.pluralbridge.instruction.WalletRules;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** What the routes of payments name: how to tell their types, and the rules of each. */
final class PaymentBeans {

  private PaymentBeans() {}

  static void bind(Registry beans, Clock clock) {
    beans.bind("paymentTypes", new PaymentTypes());
    beans.bind("unknownPaymentType", new UnknownPaymentType());
    beans.bind("requiredFields", new RequiredFields());
    beans.bind("newCardRules", new NewCardRules(clock));
    beans.bind("savedTokenRules", new SavedTokenRules(clock));
    beans.bind("externalTokenRules", new ExternalTokenRules(clock));
    beans.bind("upiRules", new UpiRules());
    beans.bind("netbankingRules", new NetbankingRules());
    beans.bind("walletRules", new WalletRules());
    beans.bind("emiRules", new EmiRules(clock));
    beans.bind("cardlessEmiRules", new CardlessEmiRules());
    beans.bind("pointsRules", new PointsRules());
    beans.bind("bnplRules", new BnplRules());
  }
}
