package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.OrderWords;
import io.pluralbridge.journal.order.News;
import io.pluralbridge.journal.order.Question;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.PluralCalls;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Plural is asked about an order; that it said nothing is learnt as well, so it is asked again. */
@RouteFile(value = "ask-orders", beyond = "direct:call-plural")
class AskOrdersTest extends RouteTest {

  private static final Question QUESTION = new Question("m", "v1-1", 0, Instant.EPOCH);
  private static final News NEWS = new News(List.of(), Set.of("v1-2"), Set.of());

  private final List<Object> paced = new ArrayList<>();
  private final List<Object> learnt = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind(
        "orderQuestion",
        step(
            e -> {
              String id = e.getMessage().getBody(Question.class).orderId();
              e.getMessage().setBody(new PluralCalls().byId(id));
            }));
    beans.bind("learnFromOrderQuestion", step(e -> paced.add(e.getMessage().getBody())));
    beans.bind("readOrderAsked", leaves(NEWS));
    beans.bind("learnFromAnswer", step(e -> learnt.add(e.getMessage().getBody())));
    beans.bind("orderWords", new OrderWords());
  }

  @Test
  void what_plural_says_of_the_order_is_learnt() throws Exception {
    Answer answer = new Answer(200, "{}", null, null);
    MockEndpoint plural = beyond("direct:call-plural");
    plural.whenAnyExchangeReceived(leaves(answer));
    plural.expectedBodiesReceived(new PluralCalls().byId("v1-1"));

    Exchange done = send("ask-orders", QUESTION);

    plural.assertIsSatisfied();
    assertThat(steps(done))
        .containsExactly(
            "order-question",
            "ask-about-order",
            "learn-from-order-question",
            "read-order-asked",
            "learn-from-answer");
    assertThat(paced).containsExactly(answer);
    assertThat(learnt).containsExactly(NEWS);
  }

  @Test
  void that_nothing_was_heard_is_learnt_too() {
    beyond("direct:call-plural").whenAnyExchangeReceived(fails(new IOException("silence")));

    Exchange done = send("ask-orders", QUESTION);

    assertThat(done.getException()).isNull();
    assertThat(steps(done)).endsWith("nothing-heard", "learn-from-answer");
    assertThat(learnt).containsExactly(new OrderWords().silence());
    assertThat(paced).as("no answer is none that turns us away").isEmpty();
  }
}
