package io.pluralbridge.plural;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when Plural cannot be reached, and then lets only a few calls through now and again until
 * it can.
 *
 * <p>An answer shows that it can, whatever it says: a call that Plural turns away or breaks down
 * over waits by itself, and keeps no other one waiting. What it does not let through is not even
 * claimed: it stays in the journal as it was.
 */
public final class Circuit {

  private static final Logger log = LoggerFactory.getLogger(Circuit.class);
  private static final int CALLS_LOOKED_AT = 50;
  private static final int CALLS_BEFORE_JUDGING = 20;
  private static final float FAILING_PERCENT = 80;
  private static final int PROBES = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final CircuitBreaker breaker;
  private final Clock clock;
  private volatile @Nullable Instant openSince;
  private volatile String lastFailure = "";

  /**
   * A closed circuit: everything is let through.
   *
   * @param firstPause how long nothing is let through at first; doubles with each vain probe, up to
   *     ten seconds
   * @param responseTimeout how long a probe may wait for its answer
   */
  public Circuit(Duration firstPause, Duration responseTimeout, Clock clock) {
    this.clock = clock;
    breaker =
        CircuitBreaker.of(
            "plural",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS_LOOKED_AT)
                .minimumNumberOfCalls(CALLS_BEFORE_JUDGING)
                .failureRateThreshold(FAILING_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .maxWaitDurationInHalfOpenState(responseTimeout.multipliedBy(3))
                .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialBackoff(firstPause, 2, longest(firstPause)))
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(event -> say(event.getStateTransition().getToState()));
  }

  private static Duration longest(Duration firstPause) {
    return firstPause.compareTo(LONGEST_PAUSE) > 0 ? firstPause : LONGEST_PAUSE;
  }

  /** Says it once when Plural goes, and once when it is back. */
  private void say(CircuitBreaker.State state) {
    if (state == CircuitBreaker.State.OPEN && openSince == null) {
      openSince = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      log.warn(
          "Plural cannot be reached ({}). Everything waits in the journal, and goes on by itself",
          lastFailure);
    } else if (state == CircuitBreaker.State.CLOSED && openSince != null) {
      openSince = null;
      log.info("Plural can be reached again");
    }
  }

  /**
   * That Plural cannot be reached.
   *
   * @param since since when
   * @param lastFailure what the last call met, in words
   */
  public record Down(Instant since, String lastFailure) {}

  /** Since when and why, also while probes find out; empty when Plural can be reached. */
  public Optional<Down> down() {
    Instant since = openSince;
    return since == null ? Optional.empty() : Optional.of(new Down(since, lastFailure));
  }

  /** True while not even a probe may go. */
  public boolean isOpen() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }

  /** How many of so many calls may go now. Each must be {@link #learn}t from, or given back. */
  public int allow(int wanted) {
    int allowed = 0;
    while (allowed < wanted && breaker.tryAcquirePermission()) {
      allowed++;
    }
    return allowed;
  }

  /** Gives back what was allowed and not needed. */
  public void giveBack(int unused) {
    for (int i = 0; i < unused; i++) {
      breaker.releasePermission();
    }
  }

  /** Learns from an outcome, and returns it. */
  public Outcome learn(Outcome outcome) {
    if (outcome instanceof Outcome.NotSent notSent && notSent.ours()) {
      breaker.releasePermission();
    } else if (outcome instanceof Outcome.NotSent notSent && isFailure(outcome)) {
      lastFailure = notSent.reason();
      breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException("no answer"));
    } else {
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
    }
    return outcome;
  }

  /** An answer came, to whatever: Plural can be reached. */
  public void heard() {
    if (openSince != null) {
      breaker.transitionToClosedState();
    }
  }

  /** Not one byte of it got through. */
  private static boolean isFailure(Outcome outcome) {
    return outcome instanceof Outcome.NotSent && outcome.evidence().httpStatus() == null;
  }
}
