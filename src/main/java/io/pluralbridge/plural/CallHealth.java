package io.pluralbridge.plural;

import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of calls to Plural, from the last of them: in trouble when several in a row, or half
 * of the last ones, came to nothing though somebody may well have answered, as with a wrong
 * credential, an error of Plural's servers, or a page where Plural's answer should be; or when
 * Plural has turned every call away for some minutes.
 *
 * <p>The beginning and the end of a trouble are logged, and a new reason, once a minute at most.
 */
public final class CallHealth {

  private static final Logger log = LoggerFactory.getLogger(CallHealth.class);
  private static final int LOOKED_AT = 20;
  private static final int IN_A_ROW = 3;

  /** Within this the circuit says that Plural cannot be reached, where that is the trouble. */
  private static final Duration BEFORE_WARNING = Duration.ofSeconds(5);

  /** For so long Plural may say that it takes no more calls, and be in good health. */
  private static final Duration TURNED_AWAY_FOR = Duration.ofMinutes(3);

  private static final int TOO_MANY = 429;

  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final Clock clock;

  /** The last calls, true where one came to nothing. */
  private final Deque<Boolean> last = new ArrayDeque<>(LOOKED_AT);

  private int inARow;
  private @Nullable Instant since;
  private @Nullable Instant turnedAwaySince;
  private String reason = "";
  private String said = "";
  private Instant nextWarning = Instant.EPOCH;

  /** Nothing is known yet, so all is well. */
  public CallHealth(Clock clock) {
    this.clock = clock;
  }

  /**
   * A trouble.
   *
   * @param since when the first call of it came to nothing
   * @param inWords how many, and why the last one did
   */
  public record Trouble(Instant since, String inWords) {}

  /** Empty while calls go well. */
  public synchronized Optional<Trouble> trouble() {
    Instant begin = since;
    long failed = failed();
    boolean isOne =
        begin != null
            && (inARow >= IN_A_ROW || (last.size() == LOOKED_AT && 2 * failed >= LOOKED_AT));
    return isOne && begin != null
        ? Optional.of(
            new Trouble(begin, failed + " of the last " + last.size() + " calls failed: " + reason))
        : Optional.empty();
  }

  private long failed() {
    return last.stream().filter(failure -> failure).count();
  }

  /** Learns from what became of a command's call. */
  void learn(Outcome outcome) {
    if (outcome instanceof Outcome.NotSent notSent) {
      Integer status = notSent.evidence().httpStatus();
      if (status != null && status == TOO_MANY) {
        turnedAway();
      } else if (!notSent.ours()) {
        failed(notSent.reason());
      }
    } else if (outcome instanceof Outcome.Unknown unknown && isNoAnswer(unknown)) {
      failed(unknown.reason());
    } else {
      went();
    }
  }

  /**
   * Neither a yes or no of Plural's nor where an order stands, whatever the status: nothing, an
   * error of its servers, or the page of somebody on the way.
   */
  private static boolean isNoAnswer(Outcome.Unknown unknown) {
    Outcome.Declined otherwise = unknown.otherwise();
    return unknown.evidence().orderStatus() == null
        && (otherwise == null || otherwise.code().startsWith("HTTP_"));
  }

  /** Learns from the answer to a question about an order of ours. */
  void learn(OrderReport report) {
    Integer status = report.evidence().httpStatus();
    if (status != null && status == TOO_MANY) {
      turnedAway();
    } else if (report instanceof OrderReport.Silent silent) {
      failed(silent.reason());
    } else {
      learn(status);
    }
  }

  /**
   * Learns from the answer to a question that is passed on as it is.
   *
   * @param status null when there was none
   */
  void learn(@Nullable Integer status) {
    if (status == null) {
      failed("no answer");
    } else if (status == TOO_MANY) {
      turnedAway();
    } else if (isFailure(status)) {
      failed("Plural answered HTTP " + status);
    } else {
      went();
    }
  }

  /** An answer of a server that broke down, of one elsewhere, or to who is not let in. */
  private static boolean isFailure(int status) {
    return status == 401
        || status == 403
        || status == 408
        || status / 100 == 3
        || status / 100 == 5;
  }

  /** That is no failure, unless nothing else comes for minutes. */
  private synchronized void turnedAway() {
    Instant now = clock.instant();
    Instant begin = turnedAwaySince;
    if (begin == null) {
      turnedAwaySince = now.truncatedTo(ChronoUnit.MILLIS);
    } else if (!now.isBefore(begin.plus(TURNED_AWAY_FOR))) {
      since = since == null ? begin : since;
      inARow = Math.max(inARow, IN_A_ROW - 1);
      failed("Plural answers every call with HTTP 429, too many, since " + begin);
    }
  }

  private synchronized void went() {
    turnedAwaySince = null;
    if (inARow == 0 && since == null) {
      return;
    }
    boolean was = trouble().isPresent();
    remember(false);
    inARow = 0;
    if (failed() == 0 || (was && trouble().isEmpty())) {
      since = null;
      last.clear();
      if (!said.isEmpty()) {
        log.info("Calls to Plural go well again");
        said = "";
      }
    }
  }

  private synchronized void failed(String why) {
    Instant now = clock.instant();
    remember(true);
    inARow++;
    reason = why;
    if (since == null) {
      since = now.truncatedTo(ChronoUnit.MILLIS);
    }
    Optional<Trouble> trouble = trouble();
    boolean lasts = !now.isBefore(since.plus(BEFORE_WARNING));
    if (trouble.isPresent() && lasts && !why.equals(said) && !now.isBefore(nextWarning)) {
      said = why;
      nextWarning = now.plus(BETWEEN_WARNINGS);
      log.warn("Calls to Plural fail since {}: {}", trouble.get().since(), trouble.get().inWords());
    }
  }

  private void remember(boolean failure) {
    if (last.size() == LOOKED_AT) {
      last.removeFirst();
    }
    last.addLast(failure);
  }
}
