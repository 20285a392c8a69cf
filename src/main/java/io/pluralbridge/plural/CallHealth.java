package io.pluralbridge.plural;

import io.pluralbridge.payment.Evidence;
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
 * of the last ones, came to nothing though Plural may well have answered, as with a wrong
 * credential or an error of its servers.
 *
 * <p>The beginning and the end of a trouble are logged, and a new reason, once a minute at most.
 */
public final class CallHealth {

  private static final Logger log = LoggerFactory.getLogger(CallHealth.class);
  private static final int LOOKED_AT = 20;
  private static final int IN_A_ROW = 3;

  /** Within this the circuit says that Plural cannot be reached, where that is the trouble. */
  private static final Duration BEFORE_WARNING = Duration.ofSeconds(5);

  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final Clock clock;

  /** The last calls, true where one came to nothing. */
  private final Deque<Boolean> last = new ArrayDeque<>(LOOKED_AT);

  private int inARow;
  private @Nullable Instant since;
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
      if (!notSent.ours() && (status == null || status != 429)) {
        failed(notSent.reason());
      }
    } else if (outcome instanceof Outcome.Unknown unknown
        && unknown.otherwise() == null
        && isFailure(unknown.evidence().httpStatus())) {
      failed(unknown.reason());
    } else {
      went();
    }
  }

  /**
   * Learns from the answer to a question.
   *
   * @param reason what it is called when it is a failure
   */
  void learn(Evidence evidence, String reason) {
    Integer status = evidence.httpStatus();
    if (status != null && status == 429) {
      return;
    }
    if (isFailure(status)) {
      failed(reason);
    } else {
      went();
    }
  }

  /** No answer, an answer of a server that broke down, or one to who is not let in. */
  private static boolean isFailure(@Nullable Integer status) {
    return status == null || status == 401 || status == 403 || status == 408 || status / 100 == 5;
  }

  private synchronized void went() {
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
