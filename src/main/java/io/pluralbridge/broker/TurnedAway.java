package io.pluralbridge.broker;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the port of the broker inside turned away, and says so once a minute a reason. */
public final class TurnedAway {

  private static final Logger log = LoggerFactory.getLogger(TurnedAway.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** Why a connection was closed. */
  public enum Reason {
    /** It spoke none of the protocols of the port, or did not begin with a log-in. */
    PROTOCOL,
    /** It sent a frame that no client needs: of a cluster, a federation, a bridge, a replica. */
    FRAME,
    /** It sent a frame that is larger than one may be. */
    SIZE,
    /** It did not log in within the time that it has. */
    LATE,
    /** Too many others came before they had logged in. */
    CROWD,
    /** Its user or its password is not right, or too many that may be wrong came before it. */
    LOGIN,
    /**
     * It held more than any other of messages that came in part, and all together held too much.
     */
    MEMORY,
    /** It had more sessions than any other, and all together had too many. */
    SESSIONS;

    /** As it is called in a metric. */
    public String tag() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final class Tally {
    private final LongAdder count = new LongAdder();
    private long saidAt;
    private long unsaid;
    private boolean said;
  }

  private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

  TurnedAway() {
    for (Reason reason : Reason.values()) {
      tallies.put(reason, new Tally());
    }
  }

  /** How often, since the start. */
  public long count(Reason reason) {
    return tally(reason).count.sum();
  }

  /**
   * One more.
   *
   * @param what in words of ours, nothing of what the other side sent but numbers and known names
   */
  void add(Reason reason, String what, @Nullable SocketAddress from) {
    Tally tally = tally(reason);
    tally.count.increment();
    long others;
    synchronized (tally) {
      long now = System.nanoTime();
      if (tally.said && now - tally.saidAt < BETWEEN_LINES.toNanos()) {
        tally.unsaid++;
        return;
      }
      others = tally.unsaid;
      tally.unsaid = 0;
      tally.said = true;
      tally.saidAt = now;
    }
    log.warn(
        "Turned away at the port of the queue: {}, from {}{}",
        what,
        address(from),
        others == 0 ? "" : " (and " + others + " more like it since the last time)");
  }

  private Tally tally(Reason reason) {
    Tally tally = tallies.get(reason);
    if (tally == null) {
      throw new IllegalStateException("no tally for " + reason);
    }
    return tally;
  }

  private static String address(@Nullable SocketAddress from) {
    return from instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "nowhere";
  }
}
