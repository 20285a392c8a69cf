package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.http.HttpReply;
import io.pluralbridge.http.OrderNames;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.support.Claims;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each operation of the contract goes to its own place, and no header of the way in comes out. */
@RouteFile(
    value = "intake-http",
    with = "errors",
    beyond = {"direct:accept-command", "direct:pass-question-on"})
class IntakeHttpTest extends RouteTest {

  @Override
  protected void bind(Registry beans) {
    beans.bind("orderNames", new OrderNames());
    beans.bind("pluralCalls", new PluralCalls());
    beans.bind("commandDoor", new CommandDoor());
    beans.bind("apiKeyAsToken", leaves(new HttpReply(200, Map.of(), "a token")));
    beans.bind("commandKeys", new CommandKeys());
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  private Exchange call(String operation) {
    return send(
        "intake-http",
        exchange -> {
          exchange.setVariable("operation", operation);
          exchange.getMessage().setHeader("order_id", Claims.ORDER);
          exchange.getMessage().setHeader("merchant_order_reference", "ref-1");
          exchange.getMessage().setHeader("Authorization", "a secret");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "createCustomer, CREATE_CUSTOMER",
    "createOrder, CREATE_ORDER",
    "createPayment, CREATE_PAYMENT",
    "captureOrder, CAPTURE",
    "cancelOrder, CANCEL",
    "createRefund, REFUND",
  })
  void an_instruction_is_accepted_as_what_it_is(String operation, String action) throws Exception {
    MockEndpoint acceptance = beyond("direct:accept-command");
    acceptance.expectedMessageCount(1);
    acceptance.message(0).variable("action").isEqualTo(action);

    assertThat(call(operation).getException()).isNull();

    acceptance.assertIsSatisfied();
  }

  @ParameterizedTest
  @CsvSource({"getOrder, /orders/v1-4405071524-aa-qlAtAf", "getOrderByReference, /reference/ref-1"})
  void a_question_about_an_order_is_passed_on(String operation, String path) throws Exception {
    MockEndpoint plural = beyond("direct:pass-question-on");
    plural.whenAnyExchangeReceived(
        e -> e.getMessage().setBody(new HttpReply(200, Map.of(), e.getMessage().getBody() + "")));

    Exchange done = call(operation);

    assertThat(done.getMessage().getBody(String.class)).endsWith(path);
    assertThat(done.getMessage().getHeaders()).containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE);
  }

  @ParameterizedTest
  @CsvSource({
    "getCommand, cap-1, CamelHttpResponseCode Content-Type",
    "generateToken, a token, CamelHttpResponseCode",
    "getCommandKeys, the public keys, Content-Type",
    "getContract, operationId, Content-Type",
    "getContractPage, openapi, Content-Type Content-Security-Policy"
  })
  void what_the_bridge_answers_itself_has_its_own_headers_only(
      String operation, String said, String headers) {
    Exchange done = call(operation);

    assertThat(done.getMessage().getBody(String.class)).contains(said);
    assertThat(done.getMessage().getHeaders()).containsOnlyKeys(headers.split(" "));
  }

  @Test
  void an_order_that_cannot_be_named_so_is_refused_and_nobody_asked() throws Exception {
    beyond("direct:pass-question-on").expectedMessageCount(0);

    Exchange done = send("getOrder", e -> e.getMessage().setHeader("order_id", "../../x"));

    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
    beyond("direct:pass-question-on").assertIsSatisfied();
  }

  /** Stands for {@link io.pluralbridge.http.CommandDoor}. */
  public static final class CommandDoor {
    public CommandView find(Map<String, Object> path) {
      return Given.capture(EntryState.SENT, null);
    }
  }

  /** Stands for {@link io.pluralbridge.seal.CommandKeyFile}. */
  public static final class CommandKeys {
    public String publicSet() {
      return "the public keys";
    }
  }
}
