package io.pluralbridge.door;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers from which addresses wrong keys or passwords come. More than ten in a minute, and an
 * address is slowed down until no wrong one has come from it for a minute.
 *
 * <p>While it is slowed down, one key a second of it is looked at, however many come at once: each
 * waits for its turn, and only so many wait. What was right from there before needs no turn.
 *
 * <p>It remembers ten thousand addresses at most, those that were heard of last.
 */
public final class Brake {

  /** So many wrong keys in {@link #WINDOW_MS} may be a mistake. */
  public static final int FREE = 10;

  /** In which they are counted. */
  public static final long WINDOW_MS = 60_000;

  /** For how long an address is slowed down after its last wrong key. */
  public static final long SLOWED_MS = 60_000;

  /** From one turn of an address that is slowed down to the next. */
  public static final long TURN_MS = 1_000;

  /** So many of one address wait for their turn. */
  public static final int MOST_WAITING = 8;

  private static final int MOST_REMEMBERED = 10_000;

  private final LongSupplier millis;
  private final Map<String, Wrong> wrongs = remembered();
  private final Map<String, Boolean> rights = remembered();

  private static <T> Map<String, T> remembered() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > MOST_REMEMBERED;
      }
    };
  }

  /** The wrong keys of one address. */
  private static final class Wrong {
    private long since;
    private int count;
    private long last;
    private long nextTurn;
  }

  /**
   * Remembers nothing yet.
   *
   * @param millis of a clock that does not jump
   */
  public Brake(LongSupplier millis) {
    this.millis = millis;
  }

  /** Counts a wrong key. True when its address is slowed down. */
  public synchronized boolean wrongKey(String address) {
    long now = millis.getAsLong();
    Wrong wrong = wrongs.computeIfAbsent(address, first -> new Wrong());
    boolean isForgotten =
        wrong.count > FREE ? now - wrong.last > SLOWED_MS : now - wrong.since > WINDOW_MS;
    if (wrong.count == 0 || isForgotten) {
      wrong.since = now;
      wrong.count = 0;
      wrong.nextTurn = now;
    }
    wrong.last = now;
    // It never has to count further than that it is too many.
    wrong.count = Math.min(wrong.count + 1, FREE + 1);
    return wrong.count > FREE;
  }

  /** Remembers that somebody showed from there who he is. */
  public synchronized void right(String address, String name) {
    rights.put(address + ' ' + name, true);
  }

  /** True when he did that before. */
  public synchronized boolean knows(String address, String name) {
    return rights.get(address + ' ' + name) != null;
  }

  /** True while an address is slowed down. */
  public synchronized boolean isOn(String address) {
    return slowed(address) != null;
  }

  /**
   * Takes the next turn of an address.
   *
   * @return in how many milliseconds it is, 0 where it is now or the address is not slowed down; -1
   *     when so many wait that there is none to be had
   */
  public synchronized long turn(String address) {
    Wrong wrong = slowed(address);
    if (wrong == null) {
      return 0;
    }
    long now = millis.getAsLong();
    long at = Math.max(now, wrong.nextTurn);
    if (at - now > (MOST_WAITING - 1) * TURN_MS) {
      return -1;
    }
    wrong.nextTurn = at + TURN_MS;
    return at - now;
  }

  /** Takes the next turn of an address if it is now. */
  public synchronized boolean turnNow(String address) {
    Wrong wrong = slowed(address);
    return wrong == null || (millis.getAsLong() >= wrong.nextTurn && turn(address) == 0);
  }

  private @Nullable Wrong slowed(String address) {
    Wrong wrong = wrongs.get(address);
    return wrong != null && wrong.count > FREE && millis.getAsLong() - wrong.last <= SLOWED_MS
        ? wrong
        : null;
  }

  /** How many addresses are remembered. */
  public synchronized int remembering() {
    return wrongs.size();
  }
}
