package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.http.HttpReply;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.PluralCall;
import io.pluralbridge.plural.PluralCalls;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A question of a caller's waits for its turn, and its answer is handed on as it is. */
@RouteFile(value = "pass-question-on", with = "errors", beyond = "direct:call-plural")
class PassQuestionOnTest extends RouteTest {

  private static final PluralCall QUESTION = new PluralCalls().byId("v1-1");

  private final Gate gate = new Gate(new ArrayList<>());

  @Override
  protected void bind(Registry beans) {
    beans.bind("gate", gate);
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  @Test
  void it_waits_is_counted_and_its_answer_handed_on() throws Exception {
    MockEndpoint plural = beyond("direct:call-plural");
    plural.whenAnyExchangeReceived(leaves(new Answer(404, "{\"code\":\"X\"}", null, null)));
    plural.expectedBodiesReceived(QUESTION);

    Exchange done = send("pass-question-on", QUESTION);

    plural.assertIsSatisfied();
    assertThat(gate.told()).containsExactly("wait", "one more");
    HttpReply reply = done.getMessage().getBody(HttpReply.class);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"code\":\"X\"}");
  }

  @Test
  void without_an_answer_the_caller_is_told_that_plural_cannot_be_asked() {
    beyond("direct:call-plural").whenAnyExchangeReceived(fails(new IOException("silence")));

    Exchange done = send("pass-question-on", QUESTION);

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getBody(HttpReply.class).body()).contains("PLURAL_UNREACHABLE");
  }

  /** Stands for {@link io.pluralbridge.plural.Gate}. */
  public record Gate(List<String> told) {
    public long waitOfCaller() {
      told.add("wait");
      return 1;
    }

    public void oneMore() {
      told.add("one more");
    }
  }
}
