package io.pluralbridge.plural;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Puts on a call what every call to Plural carries: the bearer token, a {@code Request-ID} of its
 * own and a {@code Request-Timestamp}. Source: guide, the headers of every example.
 *
 * <p>Leaves the token and the id in variables: the token for the case that it is refused, the id
 * for the journal.
 */
public final class TokenEnricher implements Processor {

  /** The variable that holds the {@code Request-ID} of the call under way. */
  public static final String REQUEST_ID = "requestId";

  /** The variable that holds the token of the call under way. */
  private static final String ACCESS_TOKEN = "accessToken";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final AccessTokens tokens;
  private final RequestIds ids;
  private final SendDeadline fence;
  private final Duration latest;
  private final Clock clock;

  /**
   * An enricher.
   *
   * @param fence told until when the call may leave
   * @param latest how long after it was claimed a command may leave at the latest
   */
  public TokenEnricher(
      AccessTokens tokens, RequestIds ids, SendDeadline fence, Duration latest, Clock clock) {
    this.tokens = tokens;
    this.ids = ids;
    this.fence = fence;
    this.latest = latest;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws TokenUnavailableException {
    Message message = exchange.getMessage();
    // This thread may have sent before. The call that fetches a token is not held to that one's
    // end.
    fence.set(null);
    String token = tokens.current();
    Claim claim = exchange.getVariable("claim", Claim.class);
    boolean movesMoney = claim != null && claim.state() == EntryState.SENT;
    fence.set(movesMoney ? claim.sentAt().plus(latest) : null);
    String requestId = ids.next();
    message.setHeader("Authorization", "Bearer " + token);
    message.setHeader("Request-ID", requestId);
    message.setHeader("Request-Timestamp", TIMESTAMP.format(clock.instant()));
    exchange.setVariable(ACCESS_TOKEN, token);
    exchange.setVariable(REQUEST_ID, requestId);
  }

  /**
   * Forgets the token of the call that was refused. Takes the exchange, as a token among the
   * parameters of a bean method would be logged.
   */
  public void refused(Exchange exchange) {
    String token = exchange.getVariable(ACCESS_TOKEN, String.class);
    if (token != null) {
      tokens.refused(token);
    }
  }
}
