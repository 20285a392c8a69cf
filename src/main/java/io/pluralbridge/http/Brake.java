package io.pluralbridge.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers from which addresses wrong keys come. More than ten in a minute, and an address is
 * slowed down until no wrong key has come from it for a minute.
 *
 * <p>It remembers ten thousand addresses at most, those that were heard of last.
 */
final class Brake {

  /** So many wrong keys in {@link #WINDOW_MS} may be a mistake. */
  static final int FREE = 10;

  static final long WINDOW_MS = 60_000;

  /** For how long an address is slowed down after its last wrong key. */
  static final long SLOWED_MS = 60_000;

  private static final int MOST_ADDRESSES = 10_000;

  private final LongSupplier millis;

  private final Map<String, Wrong> wrongs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** The wrong keys of one address. */
  private static final class Wrong {
    private long since;
    private int count;
    private long last;
  }

  /**
   * Remembers nothing yet.
   *
   * @param millis of a clock that does not jump
   */
  Brake(LongSupplier millis) {
    this.millis = millis;
  }

  /** Counts a wrong key. True when its address is slowed down. */
  synchronized boolean wrongKey(String address) {
    long now = millis.getAsLong();
    Wrong wrong = wrongs.computeIfAbsent(address, first -> new Wrong());
    boolean isForgotten =
        wrong.count > FREE ? now - wrong.last > SLOWED_MS : now - wrong.since > WINDOW_MS;
    if (wrong.count == 0 || isForgotten) {
      wrong.since = now;
      wrong.count = 0;
    }
    wrong.last = now;
    // It never has to count further than that it is too many.
    wrong.count = Math.min(wrong.count + 1, FREE + 1);
    return wrong.count > FREE;
  }

  /** True while an address is slowed down. */
  synchronized boolean isOn(String address) {
    Wrong wrong = wrongs.get(address);
    return wrong != null && wrong.count > FREE && millis.getAsLong() - wrong.last <= SLOWED_MS;
  }

  /** How many addresses are remembered. */
  synchronized int remembered() {
    return wrongs.size();
  }
}
