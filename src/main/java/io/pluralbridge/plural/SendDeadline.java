package io.pluralbridge.plural;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The moment after which a call must not leave any more.
 *
 * <p>When the order of a command counts as proof that it took no effect is reckoned from its claim.
 * A call that was held up since, by a slow token, a slow connection or a process that was paused,
 * would come after that reckoning. So it is looked at once more with the connection in hand, right
 * before the first byte. The client works on the thread that prepared the call.
 */
public final class SendDeadline {

  private static final ThreadLocal<@Nullable Instant> notAfter = new ThreadLocal<>();

  private final Clock clock;

  /**
   * A fence.
   *
   * @param clock the one by which commands are claimed
   */
  public SendDeadline(Clock clock) {
    this.clock = clock;
  }

  /**
   * Sets it for the next call of this thread.
   *
   * @param last null when the call may leave whenever it likes
   */
  void set(@Nullable Instant last) {
    notAfter.set(last);
  }

  /**
   * Checks it.
   *
   * @throws TooLateException when the call must not leave any more
   */
  void check() throws TooLateException {
    Instant last = notAfter.get();
    if (last != null && clock.instant().isAfter(last)) {
      throw new TooLateException();
    }
  }
}
