package io.pluralbridge.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A schedule of early questions about commands that a caller waits for: 1, 2, 4 and 8 s apart, the
 * first after the answer was lost or the caller came. Afterwards the usual schedule is enough,
 * which goes on beside it.
 *
 * <p>It lives in memory, and as long as somebody waits: a question asked too often costs a call,
 * one that is forgotten comes later. For any thread.
 */
final class Looks {

  private static final List<Duration> APART =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  /** Of a command whose answer is not known to be lost. */
  private static final int NONE_LOST = -1;

  private final Map<Long, Look> looks = new ConcurrentHashMap<>();
  private final Clock clock;

  Looks(Clock clock) {
    this.clock = clock;
  }

  /**
   * The next look at a command.
   *
   * @param lost the attempt whose answer was lost
   * @param step how many looks there were
   * @param at when it is, in milliseconds
   */
  private record Look(int lost, int step, long at) {}

  /** Somebody waits for that command now. */
  void begin(long entryId) {
    looks.computeIfAbsent(entryId, id -> look(NONE_LOST, 0));
  }

  /** The answer to that attempt is lost: unless that is known, the looks begin anew. */
  void lost(long entryId, int attempt) {
    looks.computeIfPresent(entryId, (id, look) -> look.lost() == attempt ? look : look(attempt, 0));
  }

  /** Nobody waits for that command any more. */
  void end(long entryId) {
    looks.remove(entryId);
  }

  /** True when there is something to look at. */
  boolean areDue() {
    long now = clock.millis();
    return looks.values().stream().anyMatch(look -> look.at() <= now);
  }

  /** The commands to look at now, the longest due first. */
  List<Long> due() {
    long now = clock.millis();
    return looks.entrySet().stream()
        .filter(look -> look.getValue().at() <= now)
        .sorted(Comparator.comparingLong(look -> look.getValue().at()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** These were looked at, and are again in their time. */
  void looked(Collection<Long> entryIds) {
    entryIds.forEach(entryId -> looks.computeIfPresent(entryId, (id, look) -> next(look)));
  }

  private Look next(Look look) {
    return look(look.lost(), look.step() + 1);
  }

  private Look look(int lost, int step) {
    return new Look(
        lost,
        step,
        step < APART.size() ? clock.millis() + APART.get(step).toMillis() : Long.MAX_VALUE);
  }
}
