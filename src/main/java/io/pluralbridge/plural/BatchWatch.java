package io.pluralbridge.plural;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a batch of whose calls too many fail at Plural's gateway, and lets it go on after a while.
 *
 * <p>A failure is an answer of a server that broke down or gave up, or none at all. Calls that did
 * not get through and calls that were turned away say nothing about it. What it looks at is
 * remembered by this node only.
 */
public final class BatchWatch {

  private static final Logger log = LoggerFactory.getLogger(BatchWatch.class);
  private static final int CALLS_LOOKED_AT = 100;
  private static final int CALLS_BEFORE_JUDGING = 20;
  private static final int LONGEST_HOLD = 10;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final Batches batches;
  private final CircuitBreakerConfig config;
  private final Duration holdFor;
  private final Clock clock;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private volatile Instant nextLook = Instant.EPOCH;

  /**
   * A watch over these batches.
   *
   * @param holdAtPercent the share of failures at which a batch is held, 1 to 100
   * @param holdFor how long at first; twice as long each time that it fails again, ten times as
   *     long at most
   */
  public BatchWatch(Batches batches, int holdAtPercent, Duration holdFor, Clock clock) {
    this.batches = batches;
    this.holdFor = holdFor;
    this.clock = clock;
    this.config =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(CALLS_LOOKED_AT)
            .minimumNumberOfCalls(CALLS_BEFORE_JUDGING)
            .permittedNumberOfCallsInHalfOpenState(CALLS_BEFORE_JUDGING)
            .failureRateThreshold(holdAtPercent)
            .build();
  }

  /** Learns from what became of a call. */
  public void learn(Claim claim, Outcome outcome) {
    if (claim.batchId().isEmpty() || outcome instanceof Outcome.NotSent) {
      return;
    }
    Watched batch = watched.get(claim.batchId());
    if (batch == null) {
      // The first call of another batch is the time to forget those that came to their end.
      watched.keySet().retainAll(batches.unfinished());
      batch = watched.computeIfAbsent(claim.batchId(), Watched::new);
    }
    batch.learn(claim, outcome).ifPresent(BatchWatch::say);
  }

  /** True when we have held the batch of that call since it was claimed. */
  boolean isHeldSince(Claim claim) {
    Watched batch = watched.get(claim.batchId());
    return batch != null && !claim.sentAt().isAfter(batch.heldAt);
  }

  /** The words of a failure at the gateway, empty when it is none. */
  private static Optional<String> failure(Outcome outcome) {
    if (!(outcome instanceof Outcome.Unknown unknown) || unknown.otherwise() != null) {
      return Optional.empty();
    }
    Integer status = unknown.evidence().httpStatus();
    return status == null || status == 408 || status / 100 == 5
        ? Optional.of(unknown.reason())
        : Optional.empty();
  }

  /**
   * Lets those go on whose time is over, or of which nothing is in doubt any more; also those that
   * another node holds.
   */
  public void goOn() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(BETWEEN_LOOKS);
    for (Hold hold : batches.goOnWhereItMay()) {
      log.info("Batch {} ({}) goes on", hold.batchId(), hold.name());
    }
  }

  private static void say(Hold hold) {
    log.warn(
        "Batch {} ({}) is held until {}: {}",
        hold.batchId(),
        hold.name(),
        hold.until(),
        hold.reason());
  }

  /** The last calls of one batch. Closed while they do, open while it is held by us. */
  private final class Watched {

    private final String batchId;
    private final CircuitBreaker calls;
    private int holds;
    private String lastFailure = "";
    private volatile Instant heldAt = Instant.EPOCH;

    Watched(String batchId) {
      this.batchId = batchId;
      this.calls = CircuitBreaker.of(batchId, config);
    }

    /** The hold that this outcome leads to, if any. */
    synchronized Optional<Hold> learn(Claim claim, Outcome outcome) {
      if (!claim.sentAt().isAfter(heldAt)) {
        // Sent before we held it: a straggler, which says nothing about how Plural is now.
        return Optional.empty();
      }
      if (calls.getState() == CircuitBreaker.State.OPEN) {
        // Sent since: so somebody has let it go on.
        calls.transitionToHalfOpenState();
      }
      Optional<String> failure = failure(outcome);
      if (failure.isEmpty()) {
        calls.onSuccess(0, TimeUnit.MILLISECONDS);
      } else {
        lastFailure = failure.get();
        calls.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException(failure.get()));
      }
      return switch (calls.getState()) {
        case OPEN -> hold();
        case CLOSED -> {
          holds = 0;
          yield Optional.empty();
        }
        default -> Optional.empty();
      };
    }

    private Optional<Hold> hold() {
      long times = Math.min(1L << Math.min(holds++, 10), LONGEST_HOLD);
      CircuitBreaker.Metrics seen = calls.getMetrics();
      String reason =
          seen.getNumberOfFailedCalls()
              + " of the last "
              + seen.getNumberOfBufferedCalls()
              + " calls failed ("
              + lastFailure
              + ")";
      Instant until =
          clock.instant().plus(holdFor.multipliedBy(times)).truncatedTo(ChronoUnit.MILLIS);
      Optional<Hold> hold = batches.hold(batchId, until, reason);
      heldAt = clock.instant();
      return hold;
    }
  }
}
