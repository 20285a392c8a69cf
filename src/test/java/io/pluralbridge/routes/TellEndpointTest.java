package io.pluralbridge.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.ReadEventAnswer;
import io.pluralbridge.callback.SignEvent;
import io.pluralbridge.signature.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** The merchant's endpoint gets a signed step of an order, and has it only when it says so. */
@RouteFile(value = "tell-endpoint", beyond = "http:.*")
class TellEndpointTest extends RouteTest {

  private static final String MERCHANT = "http:merchant.invalid/events";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(List.of("a secret".getBytes(UTF_8)), Duration.ofMinutes(5), CLOCK);

  @Override
  protected void bind(Registry beans) {
    beans.bind("signEvent", new SignEvent(SIGNATURE, CLOCK));
    beans.bind("readEventAnswer", new ReadEventAnswer());
  }

  @Test
  void it_is_posted_with_a_signature_and_nothing_else() throws Exception {
    MockEndpoint merchant = beyond(MERCHANT);
    merchant.expectedMessageCount(1);
    // Recorded as it goes out; what the answer says comes after.
    merchant.whenAnyExchangeReceived(answers(204));

    Exchange done = send("tell-endpoint", Given.authorized());

    merchant.assertIsSatisfied();
    assertThat(merchant.getExchanges().get(0).getMessage().getHeaders())
        .containsOnlyKeys(
            WebhookSignature.ID,
            WebhookSignature.TIMESTAMP,
            WebhookSignature.SIGNATURE,
            Exchange.CONTENT_TYPE,
            Exchange.HTTP_METHOD)
        .containsEntry(WebhookSignature.ID, "event-1");
    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getHeaders()).as("nothing of the answer stays").isEmpty();
  }

  @Test
  void what_the_endpoint_does_not_take_is_told_again() {
    beyond(MERCHANT).whenAnyExchangeReceived(answers(503));

    assertThat(send("tell-endpoint", Given.authorized()).getException()).hasMessage("HTTP 503");
  }

  private static Processor answers(int status) {
    return exchange -> {
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
      exchange.getMessage().setHeader("CamelHttpUri", "http://evil.invalid");
      exchange.getMessage().setBody("an answer");
    };
  }
}
