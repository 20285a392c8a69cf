package io.pluralbridge.plural;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many calls may be under way at once, learnt from which of them Plural turns away with 429.
 *
 * <p>Each one turned away takes something off for everybody, each other answer gives a little back.
 * When Plural turns away half of them, everything waits for as long as it asked, and begins again
 * with one call. A single 429 makes nobody wait but its own command.
 */
public final class Pace {

  private static final Logger log = LoggerFactory.getLogger(Pace.class);
  private static final double SLOWER = 0.7;
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(100);
  private static final int ANSWERS_LOOKED_AT = 10;
  private static final int TURNED_AWAY_TO_PAUSE = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final int most;
  private final int ahead;
  private final Duration pauseUntold;
  private final Clock clock;

  /** The last answers: when it is over what we were asked to wait, EPOCH where we were not. */
  private final Deque<Instant> lastAnswers = new ArrayDeque<>(ANSWERS_LOOKED_AT);

  private double limit;
  private int underWay;
  private Instant nextStep = Instant.EPOCH;
  private Instant pausedUntil = Instant.EPOCH;
  private boolean said;

  /**
   * Full speed.
   *
   * @param most how many calls may ever be under way at once, at least 1
   * @param pauseUntold how long everything waits when Plural does not say how long
   */
  public Pace(int most, Duration pauseUntold, Clock clock) {
    this(most, 0, pauseUntold, clock);
  }

  /**
   * The same, where some may be let through ahead.
   *
   * @param ahead how many more may be let through at full speed than can be under way at once:
   *     whoever carries them out sees to it that they wait for one another
   */
  public Pace(int most, int ahead, Duration pauseUntold, Clock clock) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one call is needed to learn anything");
    }
    this.most = most;
    this.ahead = ahead;
    this.limit = most;
    this.pauseUntold = pauseUntold;
    this.clock = clock;
  }

  /** How many of so many calls may go now. Each must be {@link #over} once. */
  public synchronized int allow(int wanted) {
    int room = isPaused() ? 0 : limit() + (limit < most ? 0 : ahead) - underWay;
    int allowed = Math.max(0, Math.min(wanted, room));
    underWay += allowed;
    return allowed;
  }

  /** So many calls are no longer under way, or never were. */
  public synchronized void over(int calls) {
    underWay -= calls;
  }

  /** Plural answered, and took the call. */
  public synchronized void taken() {
    remember(Instant.EPOCH);
    limit = Math.min(most, limit + 1 / limit);
    if (said && limit >= most) {
      said = false;
      log.info("Plural takes calls at full speed again");
    }
  }

  /**
   * Plural turned a call away with 429.
   *
   * @param retryAfter how long it asked us to wait, null when it did not
   */
  public synchronized void turnedAway(@Nullable Duration retryAfter) {
    Instant now = clock.instant();
    Duration asked = Objects.requireNonNullElse(retryAfter, pauseUntold);
    remember(now.plus(asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked));
    if (!now.isBefore(nextStep)) {
      nextStep = now.plus(BETWEEN_STEPS);
      limit = Math.max(1, limit * SLOWER);
    }
    if (lastAnswers.stream().filter(Instant.EPOCH::isBefore).count() >= TURNED_AWAY_TO_PAUSE) {
      limit = 1;
      pausedUntil =
          Stream.concat(Stream.of(pausedUntil), lastAnswers.stream())
              .max(Instant::compareTo)
              .orElse(pausedUntil);
    }
    if (!said && (limit < most / 2.0 || isPaused())) {
      said = true;
      log.warn("Plural takes no more calls for now (HTTP 429): {}", inWords());
    }
  }

  private void remember(Instant asked) {
    if (lastAnswers.size() == ANSWERS_LOOKED_AT) {
      lastAnswers.removeFirst();
    }
    lastAnswers.addLast(asked);
  }

  /** True while nothing may go at all. */
  public synchronized boolean isPaused() {
    return clock.instant().isBefore(pausedUntil);
  }

  /** How many calls may be under way at once; 1 while nothing may go. */
  public synchronized int limit() {
    return (int) limit;
  }

  /** How it is slowed down, in words; empty when it is not worth a word. */
  public synchronized Optional<String> slowed() {
    return said ? Optional.of(inWords()) : Optional.empty();
  }

  private String inWords() {
    String most = "at most " + limit() + " of " + this.most + " calls at once";
    return isPaused()
        ? "nothing is sent before " + pausedUntil.truncatedTo(ChronoUnit.MILLIS) + ", then " + most
        : most;
  }
}
