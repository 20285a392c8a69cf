package io.pluralbridge.broker;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections that have not logged in. There is a limit to how many, of one address and in all,
 * and to how long: one more takes the place of the oldest. A client logs in within milliseconds, so
 * it gets in however many others wait for nothing.
 */
final class Newcomers {

  /** Of one address at once. */
  static final int OF_ONE_ADDRESS = 64;

  /** In all, at once. With {@link PortGate#BEFORE_LOGIN_BYTES} it bounds the memory they take. */
  static final int IN_ALL = 256;

  /** How long one may take from connecting to logging in. */
  static final Duration TIME_TO_LOG_IN = Duration.ofSeconds(10);

  private static final AttributeKey<Boolean> LOGGED_IN =
      AttributeKey.valueOf(Newcomers.class, "loggedIn");

  private final Set<Channel> waiting = new LinkedHashSet<>();
  private final TurnedAway turnedAway;
  private final Duration timeToLogIn;

  Newcomers(TurnedAway turnedAway, Duration timeToLogIn) {
    this.turnedAway = turnedAway;
    this.timeToLogIn = timeToLogIn;
  }

  /** One more has connected. */
  void came(Channel channel) {
    Channel oldest;
    synchronized (waiting) {
      oldest = inItsWay(addressOf(channel));
      if (oldest != null) {
        waiting.remove(oldest);
      }
      waiting.add(channel);
    }
    if (oldest != null) {
      turnedAway.add(
          TurnedAway.Reason.CROWD,
          "too many connections that have not logged in",
          oldest.remoteAddress());
      ChannelFuture unused = oldest.close();
    }
    ScheduledFuture<?> unused =
        channel
            .eventLoop()
            .schedule(() -> isLate(channel), timeToLogIn.toMillis(), TimeUnit.MILLISECONDS);
  }

  private @Nullable Channel inItsWay(@Nullable InetAddress address) {
    Channel oldestOfIts = null;
    int ofIts = 0;
    for (Channel each : waiting) {
      if (address != null && address.equals(addressOf(each))) {
        oldestOfIts = oldestOfIts == null ? each : oldestOfIts;
        ofIts++;
      }
    }
    if (ofIts >= OF_ONE_ADDRESS) {
      return oldestOfIts;
    }
    Iterator<Channel> all = waiting.iterator();
    return waiting.size() >= IN_ALL ? all.next() : null;
  }

  private void isLate(Channel channel) {
    if (left(channel)) {
      turnedAway.add(
          TurnedAway.Reason.LATE,
          "a connection that did not log in within " + timeToLogIn.toSeconds() + " seconds",
          channel.remoteAddress());
      ChannelFuture unused = channel.close();
    }
  }

  /** It has shown who it is. */
  void loggedIn(Channel channel) {
    if (!isLoggedIn(channel)) {
      channel.attr(LOGGED_IN).set(true);
      left(channel);
    }
  }

  boolean isLoggedIn(Channel channel) {
    return Boolean.TRUE.equals(channel.attr(LOGGED_IN).get());
  }

  /**
   * It is none any more.
   *
   * @return true when it was one until now
   */
  boolean left(Channel channel) {
    synchronized (waiting) {
      return waiting.remove(channel);
    }
  }

  int count() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  private static @Nullable InetAddress addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }
}
