package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.store.JournalUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** A message is acknowledged when this ends well, and that is when it has been handed in. */
@RouteFile(value = "intake-queue", beyond = "direct:hand-in")
class IntakeQueueTest extends RouteTest {

  @Override
  protected void bind(Registry beans) {
    beans.bind("takeMessage", step(exchange -> exchange.getMessage().removeHeaders("*")));
  }

  private Exchange receive() {
    return send("intake-queue", e -> e.getMessage().setHeader("CamelHttpUri", "evil"));
  }

  @Test
  void it_is_taken_off_the_wire_before_it_is_handed_in() throws Exception {
    MockEndpoint handedIn = beyond("direct:hand-in");
    handedIn.expectedMessageCount(1);
    handedIn.message(0).header("CamelHttpUri").isNull();

    assertThat(steps(receive())).containsExactly("take-message", "message-to-hand-in");

    handedIn.assertIsSatisfied();
  }

  @Test
  void what_was_not_handed_in_is_not_acknowledged() {
    Exception away = new JournalUnavailableException(new Exception("away"));
    beyond("direct:hand-in").whenAnyExchangeReceived(fails(away));

    assertThat(receive().getException()).isSameAs(away);
  }
}
