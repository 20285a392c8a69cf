package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.plural.AccessTokens;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.CallOnTheWire;
import io.pluralbridge.plural.PluralCall;
import io.pluralbridge.plural.ReadAnswer;
import io.pluralbridge.plural.RequestIds;
import io.pluralbridge.plural.SendDeadline;
import io.pluralbridge.plural.TokenEnricher;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Nothing goes to Plural but what is named, and nothing of an answer steers us. */
@RouteFile(value = "send-call", beyond = "http:.*")
class SendCallTest extends RouteTest {

  private static final String PLURAL = "http:plural.invalid";
  private static final Map<String, Object> CALL =
      Map.of("call", new PluralCall("PUT", "/api/pay/v1/orders/o/capture", "{}"));

  @Override
  protected void bind(Registry beans) {
    Clock clock = Clock.systemUTC();
    Duration limit = Duration.ofSeconds(5);
    Answer token = new Answer(200, "{\"access_token\":\"t\",\"expires_in\":3600}", null, null);
    beans.bind(
        "tokenEnricher",
        new TokenEnricher(
            new AccessTokens(() -> token, clock),
            new RequestIds(new SecureRandom()),
            new SendDeadline(clock),
            limit,
            clock));
    beans.bind("callOnTheWire", new CallOnTheWire());
    beans.bind("readAnswer", new ReadAnswer(limit, clock));
  }

  @Test
  void nothing_goes_out_but_what_is_named() throws Exception {
    MockEndpoint plural = beyond(PLURAL);
    plural.expectedMessageCount(1);
    plural.expectedBodiesReceived("{}");

    send(
        "send-call",
        exchange -> {
          CALL.forEach(exchange::setVariable);
          exchange.setProperty(Exchange.CHARSET_NAME, "UTF-16");
          exchange.getMessage().setHeader("CamelHttpUri", "http://evil.invalid");
          exchange.getMessage().setHeader("Cookie", "of the caller's");
        });

    plural.assertIsSatisfied();
    Exchange sent = plural.getExchanges().get(0);
    assertThat(sent.getProperty(Exchange.CHARSET_NAME)).isNull();
    assertThat(sent.getMessage().getHeaders())
        .containsOnlyKeys(
            "Authorization",
            "Request-ID",
            "Request-Timestamp",
            "Content-Type",
            "accept",
            Exchange.HTTP_METHOD,
            Exchange.HTTP_PATH)
        .containsEntry("Authorization", "Bearer t")
        .containsEntry("Content-Type", "application/json")
        .containsEntry(Exchange.HTTP_PATH, "/api/pay/v1/orders/o/capture");
  }

  @Test
  void an_answer_is_read_and_none_of_its_headers_stays() {
    beyond(PLURAL)
        .whenAnyExchangeReceived(
            exchange -> {
              exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 422);
              exchange.getMessage().setHeader("CamelHttpUri", "http://evil.invalid");
              exchange.getMessage().setBody("{\"code\":\"PAYMENT_EXPIRED\"}");
            });

    Exchange done = send("send-call", null, CALL);

    assertThat(done.getMessage().getHeaders()).isEmpty();
    assertThat(done.getVariable("httpStatus")).isEqualTo(422);
    assertThat(done.getMessage().getBody(Answer.class).body()).contains("PAYMENT_EXPIRED");
  }

  @Test
  void no_answer_is_for_the_caller_to_see() {
    IOException silence = new IOException("silence");
    beyond(PLURAL).whenAnyExchangeReceived(fails(silence));

    assertThat(send("send-call", null, CALL).getException()).isSameAs(silence);
  }
}
