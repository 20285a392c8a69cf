package io.pluralbridge.journal.order;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to ask about an order of which nobody says how it ends.
 *
 * @param first wait before the first question; doubles
 * @param max the longest wait between two questions
 * @param giveUpAfter how long after the last reason to ask no more is asked
 */
public record Asking(Duration first, Duration max, Duration giveUpAfter) {

  /**
   * The time of the next question.
   *
   * @param asks how many settled nothing so far
   * @param since when there was the last reason to ask
   * @return null when it is to be given up
   */
  @Nullable Instant next(Instant now, int asks, Instant since) {
    Duration wait = first.multipliedBy(1L << Math.min(asks, 20));
    Duration longest = max.compareTo(first) > 0 ? max : first;
    Instant next = now.plus(wait.compareTo(longest) > 0 ? longest : wait);
    return now.isAfter(since.plus(giveUpAfter)) ? null : next;
  }
}
