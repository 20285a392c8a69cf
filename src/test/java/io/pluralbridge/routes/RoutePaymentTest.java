package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.instruction.PaymentTypes;
import io.pluralbridge.instruction.UnknownPaymentType;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.PluralCalls;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A payment goes to the rules of its type. {@link CarryOutTest} has what is around it. */
@RouteFile(
    value = "carry-out",
    beyond = {"direct:open-payload", "direct:call-plural", "direct:pay-by-.*"})
class RoutePaymentTest extends RouteTest {

  @Override
  protected void bind(Registry beans) {
    beans.bind("paymentTypes", new PaymentTypes());
    beans.bind("unknownPaymentType", new UnknownPaymentType());
    beans.bind("pluralCalls", new PluralCalls());
    beans.bind("takeUpCommand", leaves(null));
    beans.bind("stillLetThrough", leaves(null));
    beans.bind("nameAction", leaves(null));
    beans.bind("captureCall", leaves(null));
    beans.bind("readAsOutcome", leaves(null));
    beans.bind("answers", new Answers(Namesakes.NONE));
  }

  private Exchange pay(String items) {
    Payload payload = new Payload("{\"payments\":[" + items + "]}");
    return send("route-payment", null, Map.of("payload", payload));
  }

  @ParameterizedTest
  @CsvSource({
    "BNPL, '', bnpl",
    "CARDLESS_EMI, '', cardless-emi",
    "CREDIT_EMI, '', credit-emi",
    "DEBIT_EMI, '', debit-emi",
    "CARD, '\"card_token_details\":{\"token\":\"t\"}', external-token",
    "NETBANKING, '', netbanking",
    "CARD, '\"card_details\":{}', new-card",
    "POINTS, '', points",
    "CARD, '\"card_token_details\":{\"token_id\":\"t\"}', saved-token",
    "UPI, '', upi",
    "WALLET, '', wallet"
  })
  void it_goes_to_the_rules_of_its_type(String method, String option, String rules)
      throws Exception {
    MockEndpoint reached = beyond("direct:pay-by-" + rules);
    reached.expectedMessageCount(1);

    pay("{\"payment_method\":\"" + method + "\",\"payment_option\":{" + option + "}}");

    reached.assertIsSatisfied();
  }

  @Test
  void several_are_parted_first() throws Exception {
    MockEndpoint reached = beyond("direct:pay-by-split");
    reached.expectedMessageCount(1);

    pay("{\"payment_method\":\"UPI\"},{\"payment_method\":\"POINTS\"}");

    reached.assertIsSatisfied();
  }

  @Test
  void a_type_that_nobody_knows_is_refused() {
    assertThat(pay("{\"payment_method\":\"COWRIES\"}").getException())
        .hasMessageContaining("COWRIES");
  }
}
