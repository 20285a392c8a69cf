package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.pluralbridge.broker.TurnedAway.Reason;
import io.pluralbridge.door.Brake;
import io.pluralbridge.door.Callers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Looks at users and passwords that come by the port. An address from which many wrong ones come is
 * slowed down: its connections wait at the gate for their turn, one a second. Who logged in from
 * there before does not wait.
 */
final class LogIns {

  /** Its log-in was let through the gate while its address was slowed down. */
  private static final AttributeKey<Boolean> TURN = AttributeKey.valueOf(LogIns.class, "turn");

  private final String user;
  private final byte[] password;
  private final Newcomers newcomers;
  private final TurnedAway turnedAway;
  private final Brake brake;

  /** Those of one user, who all other programs are. */
  LogIns(String user, String password, Newcomers newcomers, TurnedAway turnedAway, Brake brake) {
    this.user = user;
    this.password = password.getBytes(UTF_8);
    this.newcomers = newcomers;
    this.turnedAway = turnedAway;
    this.brake = brake;
  }

  /**
   * How long a log-in has to wait before anybody looks at it.
   *
   * @return in milliseconds; 0 where it need not wait, -1 when too many from its address do
   */
  long delay(Channel channel, String name, String secret) {
    String address = addressOf(channel);
    if (isRight(name, secret) && brake.knows(address, user)) {
      return 0;
    }
    long wait = brake.turn(address);
    channel.attr(TURN).set(wait >= 0);
    return wait;
  }

  /** True for the right user with the right password, when it is time to look at that. */
  boolean admit(Channel channel, @Nullable String name, @Nullable String secret) {
    String address = addressOf(channel);
    boolean hasTurn = Boolean.TRUE.equals(channel.attr(TURN).getAndSet(false));
    boolean isKnown = newcomers.isLoggedIn(channel) || brake.knows(address, user);
    if (isRight(name, secret) && (isKnown || hasTurn || !brake.isOn(address))) {
      brake.right(address, user);
      newcomers.loggedIn(channel);
      return true;
    }
    if (hasTurn || !brake.isOn(address)) {
      brake.wrongKey(address);
    }
    turnedAway.add(Reason.LOGIN, "a wrong user or password", channel.remoteAddress());
    return false;
  }

  private boolean isRight(@Nullable String name, @Nullable String secret) {
    return user.equals(name)
        && secret != null
        && MessageDigest.isEqual(password, secret.getBytes(UTF_8));
  }

  private static String addressOf(Channel channel) {
    InetAddress address =
        channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return Callers.group(address == null ? "" : address.getHostAddress());
  }
}
