package io.pluralbridge.plural;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access token of one merchant, shared by all threads.
 *
 * <p>However many threads need one at the same instant, it is fetched once; those who came while it
 * was being fetched share what came of it, failure included. It is renewed a tenth of its lifetime
 * before it expires, and at most a minute before.
 */
public final class AccessTokens {

  private static final Logger log = LoggerFactory.getLogger(AccessTokens.class);
  private static final Set<Integer> CREDENTIALS_REFUSED = Set.of(400, 401, 403, 422);
  private static final String CHECK = " (check plural.api.client-id and plural.api.client-secret)";

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
  private static final Duration LIFETIME_UNTOLD = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  /** Asks Plural for a token. */
  public interface Source {
    /**
     * One call of the token endpoint.
     *
     * @throws Exception when there is no answer
     */
    Answer fetch() throws Exception;
  }

  private final Source source;
  private final Clock clock;
  private final ObjectMapper json = new ObjectMapper();
  private final PluralOrders orders = new PluralOrders();
  private volatile @Nullable CompletableFuture<AccessToken> latest;

  public AccessTokens(Source source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * A token that is good as far as we know.
   *
   * @throws TokenUnavailableException when none can be had
   */
  public String current() throws TokenUnavailableException {
    CompletableFuture<AccessToken> mine = null;
    CompletableFuture<AccessToken> shared = latest;
    if (shared == null || isSpent(shared)) {
      synchronized (this) {
        shared = latest;
        if (shared == null || isSpent(shared)) {
          mine = new CompletableFuture<>();
          latest = mine;
          shared = mine;
        }
      }
    }
    if (mine != null) {
      fetchInto(mine);
    }
    try {
      return shared.join().value();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TokenUnavailableException(String.valueOf(cause.getMessage()), cause);
    }
  }

  /** Forgets the token that Plural refused, unless it was replaced already. */
  public synchronized void refused(String token) {
    CompletableFuture<AccessToken> last = latest;
    if (last != null && isDone(last) && last.join().value().equals(token)) {
      log.info("Plural refused the access token, fetching another");
      latest = null;
    }
  }

  private boolean isSpent(CompletableFuture<AccessToken> token) {
    return token.isDone()
        && (token.isCompletedExceptionally() || !clock.instant().isBefore(token.join().renewAt()));
  }

  private static boolean isDone(CompletableFuture<AccessToken> token) {
    return token.isDone() && !token.isCompletedExceptionally();
  }

  private void fetchInto(CompletableFuture<AccessToken> future) {
    try {
      future.complete(read(source.fetch()));
    } catch (TokenUnavailableException e) {
      future.completeExceptionally(e);
    } catch (Exception e) {
      future.completeExceptionally(
          new TokenUnavailableException("no access token: " + Failures.inWords(e), e));
    } finally {
      future.completeExceptionally(new TokenUnavailableException("no access token", null));
    }
  }

  /**
   * Reads {@code expires_in} (the guide) or {@code expires_at} (the API reference), whichever is
   * there.
   */
  private AccessToken read(Answer answer) throws TokenUnavailableException {
    JsonNode body;
    try {
      body = json.readTree(answer.body());
    } catch (JsonProcessingException e) {
      String message = "no access token: HTTP " + answer.status() + " without JSON";
      throw answer.status() == 401
          ? TokenUnavailableException.refused(message + CHECK)
          : new TokenUnavailableException(message, null);
    }
    String value = body.path("access_token").asText("");
    if (answer.status() / 100 != 2 || value.isEmpty()) {
      String said = orders.error(answer).map(PluralOrders.ApiError::message).orElse("nothing more");
      String message =
          "no access token: Plural answered HTTP " + answer.status() + " and said: " + said;
      throw CREDENTIALS_REFUSED.contains(answer.status())
          ? TokenUnavailableException.refused(message + CHECK)
          : new TokenUnavailableException(message, null);
    }
    Instant now = clock.instant();
    Duration lifetime = lifetime(body, now);
    if (lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      lifetime = LONGEST_LIFETIME;
    }
    Duration margin = lifetime.dividedBy(10);
    if (margin.compareTo(LONGEST_MARGIN) > 0) {
      margin = LONGEST_MARGIN;
    }
    return new AccessToken(value, now.plus(lifetime).minus(margin));
  }

  private static Duration lifetime(JsonNode body, Instant now) {
    if (body.path("expires_in").canConvertToLong() || body.path("expires_in").isTextual()) {
      long seconds = body.path("expires_in").asLong();
      return seconds > 0 ? Duration.ofSeconds(seconds) : LIFETIME_UNTOLD;
    }
    try {
      Instant at = OffsetDateTime.parse(body.path("expires_at").asText("")).toInstant();
      return at.isAfter(now) ? Duration.between(now, at) : LIFETIME_UNTOLD;
    } catch (DateTimeException e) {
      return LIFETIME_UNTOLD;
    }
  }
}
