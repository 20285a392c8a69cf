package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

@RouteFile(value = "dispatch", beyond = "direct:carry-out")
class DispatchTest extends RouteTest {

  private static final Claim CLAIM = Claims.capture().sent();

  private final List<Object> learnt = new ArrayList<>();
  private final List<Object> concluded = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind("learnFromOutcome", step(e -> learnt.add(e.getMessage().getBody())));
    beans.bind(
        "conclude",
        step(
            e -> {
              assertThat(e.getVariable("claim")).isSameAs(CLAIM);
              concluded.add(e.getMessage().getBody());
            }));
  }

  @Test
  void what_is_due_is_carried_out_and_what_became_of_it_written_down() {
    Outcome outcome = new Outcome.NotSent("no", null, Evidence.NONE);
    beyond("direct:carry-out").whenAnyExchangeReceived(leaves(outcome));

    Exchange done = send("dispatch", CLAIM);

    assertThat(steps(done)).containsExactly("claim-to-carry-out", "learn", "conclude");
    assertThat(learnt).containsExactly(outcome);
    assertThat(concluded).containsExactly(outcome);
  }

  /** The journal then finds it SENT, and it is asked about. */
  @Test
  void what_nobody_foresaw_is_not_written_down_as_an_outcome() {
    Exception surprise = new IllegalStateException("surprise");
    beyond("direct:carry-out").whenAnyExchangeReceived(fails(surprise));

    Exchange done = send("dispatch", CLAIM);

    assertThat(done.getException()).isSameAs(surprise);
    assertThat(concluded).isEmpty();
  }
}
