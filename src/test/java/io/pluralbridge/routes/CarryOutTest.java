package io.pluralbridge.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.CardDataSeal;
import io.pluralbridge.carddata.SealKeys;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.PaymentTypes;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.instruction.UnknownPaymentType;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.PluralCall;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.support.Claims;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One command, one call, one outcome: whatever goes wrong, the caller finds an outcome. */
@RouteFile(
    value = "carry-out",
    beyond = {"direct:open-payload", "direct:call-plural", "direct:pay-by-.*"})
class CarryOutTest extends RouteTest {

  private static final Outcome DONE = new Outcome.Succeeded(Evidence.NONE);
  private static final PluralCalls CALLS = new PluralCalls();

  @Override
  protected void bind(Registry beans) {
    beans.bind("takeUpCommand", step(CarryOutTest::takeUp));
    beans.bind("stillLetThrough", step(exchange -> {}));
    beans.bind("nameAction", step(e -> e.setVariable("actionName", command(e).action().name())));
    beans.bind(
        "captureCall",
        step(e -> e.getMessage().setBody(CALLS.capture(command(e), command(e).payload()))));
    beans.bind("readAsOutcome", leaves(DONE));
    beans.bind("pluralCalls", CALLS);
    beans.bind("paymentTypes", new PaymentTypes());
    beans.bind("unknownPaymentType", new UnknownPaymentType());
    beans.bind("answers", new Answers(Namesakes.NONE));
  }

  private static void takeUp(Exchange exchange) {
    Command command = exchange.getMessage().getBody(Claim.class).command();
    exchange.setVariable("command", command);
    exchange.setVariable("payload", command.payload());
  }

  private static Command command(Exchange exchange) {
    return exchange.getVariable("command", Command.class);
  }

  @Test
  void a_command_is_put_into_plurals_words_asked_once_and_its_answer_read() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.expectedMessageCount(1);

    Exchange done = send("carry-out", Claims.capture().sent());

    plural.assertIsSatisfied();
    assertThat(plural.getExchanges().get(0).getMessage().getBody(PluralCall.class).path())
        .endsWith(Claims.ORDER + "/capture");
    assertThat(steps(done))
        .containsSubsequence(
            "still-let-through",
            "open-card-data",
            "capture-call",
            "ask-for-command",
            "read-answer");
    assertThat(done.getMessage().getBody()).isEqualTo(DONE);
  }

  @Test
  void no_answer_is_an_outcome_like_any_other() {
    beyond("direct:call-plural").whenAnyExchangeReceived(fails(new IOException("silence")));

    Exchange done = send("carry-out", Claims.capture().sent());

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getBody()).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void what_is_not_fit_any_more_is_not_sent() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.expectedMessageCount(0);
    beyond("direct:open-payload").whenAnyExchangeReceived(fails(refused()));

    assertThat(send("carry-out", Claims.capture().sent()).getMessage().getBody())
        .isInstanceOf(Outcome.Declined.class);

    plural.assertIsSatisfied();
  }

  @Test
  void what_cannot_be_opened_is_not_sent_and_waits_for_its_key() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.expectedMessageCount(0);
    CardDataSeal seal = new CardDataSeal(SealKeys.derivedFrom("another secret"));
    beyond("direct:open-payload")
        .whenAnyExchangeReceived(
            exchange ->
                seal.unmarshal(exchange, new ByteArrayInputStream("gone.x".getBytes(UTF_8))));

    assertThat(send("carry-out", Claims.capture().sent()).getMessage().getBody())
        .isInstanceOf(Outcome.NotSent.class);

    plural.assertIsSatisfied();
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE_CUSTOMER, customer-call",
    "CREATE_ORDER, order-call",
    "CREATE_PAYMENT, to-upi",
    "CREATE_PAYMENT, payment-call",
    "CAPTURE, capture-call",
    "CANCEL, cancel-call",
    "REFUND, refund-call"
  })
  void each_action_has_a_call_of_its_own_and_a_payment_is_checked_by_its_type(
      Action action, String step) {
    String upi = "{\"payments\":[{\"payment_method\":\"UPI\"}]}";

    Exchange done = send("carry-out", Claims.of(action).withBody(upi).sent());

    assertThat(done.getException()).isNull();
    assertThat(steps(done)).containsSubsequence(step, "ask-for-command");
  }

  private static RefusedException refused() {
    return new RefusedException(List.of(new Fault("", "FIELD_MISSING", "payments is empty")));
  }
}
