package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.instruction.BnplRules;
import io.pluralbridge.instruction.CardlessEmiRules;
import io.pluralbridge.instruction.EmiRules;
import io.pluralbridge.instruction.ExternalTokenRules;
import io.pluralbridge.instruction.NetbankingRules;
import io.pluralbridge.instruction.NewCardRules;
import io.pluralbridge.instruction.PointsRules;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.instruction.SavedTokenRules;
import io.pluralbridge.instruction.UpiRules;
import io.pluralbridge.instruction.WalletRules;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each payment type has a route of its own, and that asks for what this type needs. */
@RouteFile({
  "pay-by-bnpl",
  "pay-by-cardless-emi",
  "pay-by-credit-emi",
  "pay-by-debit-emi",
  "pay-by-external-token",
  "pay-by-netbanking",
  "pay-by-new-card",
  "pay-by-points",
  "pay-by-saved-token",
  "pay-by-upi",
  "pay-by-wallet"
})
class PayByTest extends RouteTest {

  private static final String CARD =
      "{\"card_details\":{\"name\":\"N\",\"card_number\":\"4895489548954895\",\"cvv\":\"065\","
          + "\"expiry_month\":\"12\",\"expiry_year\":\"2030\"}}";
  private static final String SAVED =
      "{\"card_token_details\":{\"token_id\":\"token-v1-0811030624-bb-RBDgpR\",\"cvv\":\"065\","
          + "\"token_txn_type\":\"NETWORK_TOKEN\"}}";
  private static final String EXTERNAL =
      "{\"card_token_details\":{\"name\":\"N\",\"last4_digit\":\"4026\",\"cvv\":\"123\","
          + "\"expiry_month\":\"03\",\"expiry_year\":\"2030\",\"token\":\"4122980000000008\","
          + "\"cryptogram\":\"AgAAAGQkm6LscccAAAA5gz4AAAA=\",\"token_txn_type\":\"ALT_TOKEN\"}}";

  @Override
  protected void bind(Registry beans) {
    Clock clock = Clock.fixed(Instant.parse("2026-01-15T10:00:00Z"), ZoneOffset.UTC);
    beans.bind("bnplRules", new BnplRules());
    beans.bind("cardlessEmiRules", new CardlessEmiRules());
    beans.bind("emiRules", new EmiRules(clock));
    beans.bind("externalTokenRules", new ExternalTokenRules(clock));
    beans.bind("netbankingRules", new NetbankingRules());
    beans.bind("newCardRules", new NewCardRules(clock));
    beans.bind("pointsRules", new PointsRules());
    beans.bind("savedTokenRules", new SavedTokenRules(clock));
    beans.bind("upiRules", new UpiRules());
    beans.bind("walletRules", new WalletRules());
  }

  static Stream<Arguments> types() {
    String person = "\"registered_mobile_number\":\"9876543210\"";
    return Stream.of(
        type("bnpl", "bnpl_details", "{\"mobile\":\"9876543210\",\"bnpl_pay_code\":\"LAZYPAY\"}"),
        type("cardless-emi", "cardless_details", "{\"pan_number\":\"ABCDE1234F\"," + person + "}"),
        Arguments.of("pay-by-credit-emi", "", CARD),
        Arguments.of("pay-by-debit-emi", "", CARD),
        Arguments.of("pay-by-external-token", ".card_token_details", EXTERNAL),
        type("netbanking", "netbanking_details", "{\"pay_code\":\"NB1531\"}"),
        Arguments.of("pay-by-new-card", ".card_details", CARD),
        type(
            "points",
            "points_card_details",
            "{\"card_last4\":\"1112\",\"card_number\":\"4012001037141112\"," + person + "}"),
        Arguments.of("pay-by-saved-token", ".card_token_details", SAVED),
        type("upi", "upi_details", "{\"txn_mode\":\"INTENT\"}"),
        type("wallet", "wallet_details", "{\"wallet_code\":\"PHW\"}"));
  }

  private static Arguments type(String name, String needed, String details) {
    return Arguments.of("pay-by-" + name, "." + needed, "{\"" + needed + "\":" + details + "}");
  }

  @ParameterizedTest
  @MethodSource("types")
  void what_is_right_passes_and_nothing_of_it_is_changed(String route, String any, String option) {
    Exchange done = pay(route, option);

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getBody()).isEqualTo("as it came");
  }

  @ParameterizedTest
  @MethodSource("types")
  void what_its_type_needs_is_asked_for_by_name(String route, String needed, String any) {
    Exchange refused = pay(route, "{}");

    assertThat(refused.getException()).isInstanceOf(RefusedException.class);
    assertThat(((RefusedException) refused.getException()).faults())
        .anySatisfy(
            fault -> assertThat(fault.field()).startsWith("payments[0].payment_option" + needed));
  }

  private Exchange pay(String route, String option) {
    String payments =
        "{\"payments\":[{\"merchant_payment_reference\":\"p-1\",\"payment_method\":\"X\","
            + "\"payment_amount\":{\"value\":1100,\"currency\":\"INR\"},\"payment_option\":"
            + option
            + ",\"offer_data\":{\"offer_details\":{\"id\":\"1\"}}}]}";
    return send(route, "as it came", Map.of("payload", new Payload(payments)));
  }
}
