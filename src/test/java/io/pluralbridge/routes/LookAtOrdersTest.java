package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.batch.Namesakes;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.PluralOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Before a capture is sent, what its order shows is kept, or that Plural said nothing of it. */
@RouteFile(value = "look-at-orders", beyond = "direct:call-plural")
class LookAtOrdersTest extends RouteTest {

  private static final Claim CLAIM = Claims.capture().unknown();

  private final Gate gate = new Gate(new ArrayList<>());
  private final CaptureLooks looks = new CaptureLooks(new ArrayList<>());

  @Override
  protected void bind(Registry beans) {
    beans.bind("pluralCalls", new PluralCalls());
    beans.bind("answers", new Answers(Namesakes.NONE));
    beans.bind("gate", gate);
    beans.bind("captureLooks", looks);
  }

  @Test
  void what_the_order_shows_is_kept() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.whenAnyExchangeReceived(
        leaves(new Answer(200, PluralOrder.captured().json(), null, null)));
    plural.expectedBodiesReceived(new PluralCalls().inquiry(CLAIM));

    Exchange done = send("look-at-orders", CLAIM);

    plural.assertIsSatisfied();
    assertThat(steps(done))
        .containsExactly(
            "look-call",
            "ask-what-it-is-worth",
            "read-what-it-is-worth",
            "learn-from-look",
            "keep-what-was-seen");
    assertThat(looks.learnt()).singleElement().isInstanceOf(OrderReport.Found.class);
    assertThat(gate.learnt()).isEqualTo(looks.learnt());
  }

  @Test
  void that_nothing_was_heard_is_kept_too_so_that_it_is_asked_again() {
    beyond("direct:call-plural").whenAnyExchangeReceived(fails(new IOException("silence")));

    Exchange done = send("look-at-orders", CLAIM);

    assertThat(done.getException()).isNull();
    assertThat(steps(done)).endsWith("read-no-look", "learn-from-look", "keep-what-was-seen");
    assertThat(looks.learnt()).singleElement().isInstanceOf(OrderReport.Silent.class);
  }

  /** Stands for {@link io.pluralbridge.plural.Gate}. */
  public record Gate(List<OrderReport> learnt) {
    public OrderReport learnFrom(OrderReport report) {
      learnt.add(report);
      return report;
    }
  }

  /** Stands for {@link io.pluralbridge.journal.batch.CaptureLooks}. */
  public record CaptureLooks(List<OrderReport> learnt) {
    public void learn(Claim claim, OrderReport report) {
      assertThat(claim).isSameAs(CLAIM);
      learnt.add(report);
    }
  }
}
