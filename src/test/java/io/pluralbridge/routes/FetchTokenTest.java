package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Credentials;
import io.pluralbridge.plural.ReadAnswer;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** The secret goes to Plural's token endpoint, and stays nowhere. */
@RouteFile(value = "fetch-token", beyond = "http:.*")
class FetchTokenTest extends RouteTest {

  private static final String PLURAL = "http:plural.invalid";

  @Override
  protected void bind(Registry beans) {
    beans.bind("credentials", new Credentials("the-id", "the-secret"));
    beans.bind("readAnswer", new ReadAnswer(Duration.ofSeconds(5), Clock.systemUTC()));
  }

  @Test
  void the_call_is_as_in_the_guide_and_carries_nothing_over() throws Exception {
    MockEndpoint plural = beyond(PLURAL);
    plural.expectedMessageCount(1);

    send("fetch-token", exchange -> exchange.getMessage().setHeader("Cookie", "of a caller's"));

    plural.assertIsSatisfied();
    Exchange sent = plural.getExchanges().get(0);
    assertThat(sent.getMessage().getHeaders())
        .containsOnlyKeys(
            "Request-ID",
            "Request-Timestamp",
            "Content-Type",
            "accept",
            Exchange.HTTP_METHOD,
            Exchange.HTTP_PATH)
        .containsEntry(Exchange.HTTP_METHOD, "POST")
        .containsEntry(Exchange.HTTP_PATH, "/api/auth/v1/token")
        .containsEntry("Content-Type", "application/json");
    assertThat(sent.getMessage().getHeader("Request-Timestamp", String.class))
        .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void a_refusal_is_an_answer_too_and_shows_no_secret() {
    beyond(PLURAL)
        .whenAnyExchangeReceived(
            exchange -> {
              assertThat(exchange.getMessage().getBody(String.class)).contains("the-secret");
              exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 401);
              exchange.getMessage().setBody("{\"message\":\"no\"}");
            });

    Exchange done = send("fetch-token", null);

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getHeaders()).isEmpty();
    assertThat(done.getVariables().toString()).doesNotContain("the-secret");
    assertThat(done.getMessage().getBody(Answer.class).status()).isEqualTo(401);
    assertThat(done.getMessage().getBody(Answer.class).body()).isEqualTo("{\"message\":\"no\"}");
  }
}
