package io.pluralbridge.callback;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was not believed, and says so once a minute at most. Nothing of what was sent is kept
 * or shown: it may be anything.
 */
public final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final long BETWEEN_LINES_MS = 60_000;

  private final String what;
  private final Clock clock;
  private final Map<Refusal, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder sinceLastLine = new LongAdder();
  private final AtomicLong nextLine = new AtomicLong();

  /**
   * Counts from none.
   *
   * @param what of which messages, for a person: {@code callbacks}
   */
  public Refusals(String what, Clock clock) {
    this.what = what;
    this.clock = clock;
  }

  /** Counts one, and returns what to throw. */
  UntrustedException count(Refusal refusal) {
    counter(refusal).increment();
    sinceLastLine.increment();
    long now = clock.millis();
    long due = nextLine.get();
    if (now >= due && nextLine.compareAndSet(due, now + BETWEEN_LINES_MS)) {
      log.warn(
          "{} {} that claimed to come from Plural were not believed. The last one: {}",
          sinceLastLine.sumThenReset(),
          what,
          refusal.inWords());
    }
    return new UntrustedException(refusal);
  }

  /** How many there were for that reason. */
  public long of(Refusal refusal) {
    return counter(refusal).sum();
  }

  private LongAdder counter(Refusal refusal) {
    return counts.computeIfAbsent(refusal, first -> new LongAdder());
  }
}
