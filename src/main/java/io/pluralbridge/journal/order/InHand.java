package io.pluralbridge.journal.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What this process has in hand of a database that no other one looks into: until it is let go, or
 * its lease is over. Nothing is written down of it, and when the process dies all of it is due
 * again.
 *
 * @param <K> by what a piece is known
 */
final class InHand<K> {

  private final long leaseMs;
  private final Map<K, Long> untilByKey = new HashMap<>();

  InHand(Duration lease) {
    this.leaseMs = lease.toMillis();
  }

  /**
   * Takes what is in no hand. While it looks nothing is let go: so what was done a moment ago is
   * not seen as due and in no hand.
   *
   * @param due finds up to so many that are due, the first first
   */
  synchronized <T> List<T> take(int max, long now, Function<T, K> key, IntFunction<List<T>> due) {
    untilByKey.values().removeIf(until -> until <= now);
    List<T> taken = new ArrayList<>();
    for (T one : due.apply(max + untilByKey.size())) {
      if (taken.size() < max && untilByKey.putIfAbsent(key.apply(one), now + leaseMs) == null) {
        taken.add(one);
      }
    }
    return taken;
  }

  /** It is done, and that is committed. */
  synchronized void letGo(K key) {
    untilByKey.remove(key);
  }
}
