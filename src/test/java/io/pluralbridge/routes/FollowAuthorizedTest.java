package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.carddata.Said;
import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.PluralCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Nothing follows from held money before Plural was asked about it. */
@RouteFile(value = "follow-authorized", beyond = "direct:call-plural")
class FollowAuthorizedTest extends RouteTest {

  private static final OrderEvent STEP = Given.authorized();

  private final List<String> paced = new ArrayList<>();
  private final List<Said> followed = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind("pluralCalls", new PluralCalls());
    beans.bind("gate", new Gate(paced));
    beans.bind("followUp", new FollowUp(followed));
  }

  @Test
  void what_plural_says_now_decides_what_follows() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.whenAnyExchangeReceived(leaves(new Answer(200, "{\"now\":1}", null, null)));
    plural.expectedBodiesReceived(new PluralCalls().byId(STEP.orderId()));

    Exchange done = send("follow-authorized", STEP);

    plural.assertIsSatisfied();
    assertThat(done.getException()).isNull();
    assertThat(paced).containsExactly("HTTP 200");
    assertThat(followed).containsExactly(new Said(200, "{\"now\":1}"));
  }

  /** The journal gives the step again. */
  @Test
  void without_an_answer_nothing_follows_and_the_journal_is_told_so() {
    IOException silence = new IOException("silence");
    beyond("direct:call-plural").whenAnyExchangeReceived(fails(silence));

    assertThat(send("follow-authorized", STEP).getException()).isSameAs(silence);
    assertThat(followed).isEmpty();
  }

  /** Stands for {@link io.pluralbridge.plural.Gate}. */
  public record Gate(List<String> heard) {
    public Answer heard(Answer answer) {
      heard.add("HTTP " + answer.status());
      return answer;
    }
  }

  /** Stands for {@link io.pluralbridge.callback.FollowUp}. */
  public record FollowUp(List<Said> followed) {
    public void see(OrderEvent step, Said said) {
      assertThat(step).isSameAs(STEP);
      followed.add(said);
    }
  }
}
