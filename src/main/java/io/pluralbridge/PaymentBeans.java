package io.pluralbridge;

import io.pluralbridge.intake.json.BnplRules;
import io.pluralbridge.intake.json.CardlessEmiRules;
import io.pluralbridge.intake.json.EmiRules;
import io.pluralbridge.intake.json.ExternalTokenRules;
import io.pluralbridge.intake.json.NetbankingRules;
import io.pluralbridge.intake.json.NewCardRules;
import io.pluralbridge.intake.json.PaymentTypes;
import io.pluralbridge.intake.json.PointsRules;
import io.pluralbridge.intake.json.RequiredFields;
import io.pluralbridge.intake.json.SavedTokenRules;
import io.pluralbridge.intake.json.UnknownPaymentType;
import io.pluralbridge.intake.json.UpiRules;
import io.pluralbridge.intake.json.WalletRules;
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
