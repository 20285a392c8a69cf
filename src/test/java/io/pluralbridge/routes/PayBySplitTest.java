package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Payload;
import io.pluralbridge.instruction.PaymentTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Each of several payments is checked by its own type; the first that is refused is the end. */
@RouteFile(value = "pay-by-split", beyond = "direct:route-payment")
class PayBySplitTest extends RouteTest {

  private static final Payload BOTH =
      new Payload("{\"payments\":[{\"payment_method\":\"UPI\"},{\"payment_method\":\"WALLET\"}]}");

  @Override
  protected void bind(Registry beans) {
    beans.bind("paymentTypes", new PaymentTypes());
  }

  @Test
  void each_payment_goes_to_its_type_by_itself() {
    List<String> checked = new ArrayList<>();
    beyond("direct:route-payment")
        .whenAnyExchangeReceived(
            exchange -> checked.add(exchange.getVariable("payload", Payload.class).json()));

    Exchange done = send("pay-by-split", null, Map.of("payload", BOTH));

    assertThat(done.getException()).isNull();
    assertThat(checked).hasSize(2);
    assertThat(checked.get(0)).contains("UPI").doesNotContain("WALLET");
    assertThat(checked.get(1)).contains("WALLET").doesNotContain("UPI");
    assertThat(done.getVariable("payload")).as("what Plural is sent").isSameAs(BOTH);
  }

  @Test
  void the_first_that_is_refused_refuses_them_all() throws Exception {
    Exception refused = new IllegalArgumentException("not so");
    MockEndpoint types = beyond("direct:route-payment");
    types.whenAnyExchangeReceived(fails(refused));
    types.expectedMessageCount(1);

    Exchange done = send("pay-by-split", null, Map.of("payload", BOTH));

    types.assertIsSatisfied();
    assertThat(done.getException()).hasRootCause(refused);
  }
}
