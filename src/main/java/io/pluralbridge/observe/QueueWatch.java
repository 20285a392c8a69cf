package io.pluralbridge.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows whether a connection to the broker can be had, and if not, since when and why. */
public final class QueueWatch implements AutoCloseable {

  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final Asked<Optional<String>> whyNot;
  private final Clock clock;
  private @Nullable Down down;

  /**
   * Not asked yet.
   *
   * @param whyNot says why no connection can be had, or nothing when one can
   */
  public QueueWatch(Supplier<Optional<String>> whyNot, Clock clock) {
    this.whyNot = new Asked<>("queue health", whyNot, GOOD_FOR, clock);
    this.clock = clock;
  }

  /** Since when there is no connection, and why. */
  record Down(Instant since, String why) {}

  /** Empty while a connection can be had. */
  synchronized Optional<Down> down() {
    Optional<String> why = whyNot.answer().orElse(Optional.of("it does not answer"));
    if (why.isEmpty()) {
      down = null;
    } else {
      Down before = down;
      down = new Down(before == null ? clock.instant() : before.since(), why.get());
    }
    return Optional.ofNullable(down);
  }

  @Override
  public void close() {
    whyNot.close();
  }
}
