package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.PluralCall;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Plural is asked once, and once more only when it did not look at the call. */
@RouteFile(value = "call-plural", beyond = "direct:send-call")
class CallPluralTest extends RouteTest {

  private static final PluralCall CALL = new PluralCall("GET", "/api/pay/v1/orders/o", null);

  private final List<String> told = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind("tokenEnricher", new Tokens(told));
    beans.bind("gate", new Gate(told));
  }

  @Test
  void an_answer_is_an_answer_whatever_it_says() throws Exception {
    MockEndpoint sent = beyond("direct:send-call");
    sent.whenAnyExchangeReceived(answers(500));
    sent.expectedMessageCount(1);

    Exchange done = send("call-plural", CALL);

    sent.assertIsSatisfied();
    assertThat(done.getMessage().getBody(Answer.class).status()).isEqualTo(500);
    assertThat(told).isEmpty();
  }

  @Test
  void a_refused_token_is_forgotten_and_the_same_call_made_once_more() throws Exception {
    MockEndpoint sent = beyond("direct:send-call");
    sent.whenExchangeReceived(1, answers(401));
    sent.whenExchangeReceived(2, answers(200));
    sent.expectedMessageCount(2);
    sent.allMessages().variable("call").isEqualTo(CALL);

    Exchange done = send("call-plural", CALL);

    sent.assertIsSatisfied();
    assertThat(steps(done))
        .containsExactly("first-asking", "forget-token", "count-second-asking", "second-asking");
    assertThat(told).containsExactly("refused", "one more");
    assertThat(done.getMessage().getBody(Answer.class).status()).isEqualTo(200);
  }

  @Test
  void a_token_that_is_refused_twice_is_not_tried_a_third_time() throws Exception {
    MockEndpoint sent = beyond("direct:send-call");
    sent.whenAnyExchangeReceived(answers(401));
    sent.expectedMessageCount(2);

    assertThat(send("call-plural", CALL).getMessage().getBody(Answer.class).status())
        .isEqualTo(401);

    sent.assertIsSatisfied();
  }

  private static Processor answers(int status) {
    return exchange -> {
      exchange.setVariable("httpStatus", status);
      exchange.getMessage().setBody(new Answer(status, "", null, null));
    };
  }

  /** Stands for {@link io.pluralbridge.plural.TokenEnricher}. */
  public record Tokens(List<String> told) {
    public void refused(Exchange exchange) {
      told.add("refused");
    }
  }

  /** Stands for {@link io.pluralbridge.plural.Gate}. */
  public record Gate(List<String> told) {
    public void oneMore() {
      told.add("one more");
    }
  }
}
