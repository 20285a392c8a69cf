package io.pluralbridge.broker;

import io.pluralbridge.broker.TurnedAway.Reason;
import java.net.SocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of messages that came in part, over all connections. Beyond a limit, whoever
 * holds most gives up what he holds.
 */
final class Unfinished {

  /** Holds a part of something. */
  interface Holder {

    /** Drops it. Called in whatever thread, with no lock held. */
    void giveUp();

    /** Where it came from; null where that is not known. */
    default @Nullable SocketAddress from() {
      return null;
    }
  }

  private final long most;
  private final TurnedAway turnedAway;
  private final IdentityHashMap<Holder, Long> held = new IdentityHashMap<>();
  private long sum;

  /**
   * Nobody holds anything.
   *
   * @param most how many bytes there may be in all
   */
  Unfinished(long most, TurnedAway turnedAway) {
    this.most = most;
    this.turnedAway = turnedAway;
  }

  /**
   * Somebody holds so much now.
   *
   * @param bytes in all, 0 when it is nothing any more
   */
  void holds(Holder holder, long bytes) {
    Holder largest;
    do {
      largest = count(holder, bytes);
      if (largest != null) {
        turnedAway.add(
            Reason.MEMORY,
            "the largest of unfinished messages that have more than " + most + " bytes",
            largest.from());
        largest.giveUp();
      }
    } while (largest != null && largest != holder);
  }

  private synchronized @Nullable Holder count(Holder holder, long bytes) {
    Long before = bytes == 0 ? held.remove(holder) : held.put(holder, bytes);
    sum += bytes - (before == null ? 0 : before);
    if (sum <= most) {
      return null;
    }
    Holder largest = holder;
    long size = bytes;
    for (Map.Entry<Holder, Long> each : held.entrySet()) {
      if (each.getValue() > size) {
        largest = each.getKey();
        size = each.getValue();
      }
    }
    held.remove(largest);
    sum -= size;
    return largest;
  }

  /** How many bytes there are in all. */
  synchronized long bytes() {
    return sum;
  }
}
