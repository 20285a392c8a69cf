package io.pluralbridge.plural;

import io.pluralbridge.journal.Claim;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** The last steps of a call before its first byte leaves: the token is put on, the fence looks. */
public final class Departure {

  private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
  private static final Answer TOKEN =
      new Answer(200, "{\"access_token\":\"a-token\",\"expires_in\":60}", null, null);

  private final SendDeadline fence;
  private final TokenEnricher enricher;

  public Departure(Duration responseTimeout, Clock clock) {
    fence = new SendDeadline(clock);
    enricher =
        new TokenEnricher(
            new AccessTokens(this::token, clock),
            new RequestIds(new Random(1)),
            fence,
            responseTimeout,
            clock);
  }

  /** A token is fetched by a call, too, and meets the fence like any other. */
  private Answer token() throws TooLateException {
    fence.check();
    return TOKEN;
  }

  /**
   * Returns when the call may leave.
   *
   * @throws IOException when it must not leave any more
   */
  public void leave(Claim claim) throws IOException {
    Exchange exchange = new DefaultExchange(CAMEL);
    exchange.setVariable("claim", claim);
    try {
      enricher.process(exchange);
    } catch (TokenUnavailableException e) {
      throw new IllegalStateException("this token is always to be had", e);
    }
    fence.check();
  }
}
