package io.pluralbridge.messaging;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says whether an outcome may go to a queue or topic that a sender names: not to where instructions
 * are taken from or put aside, and not to what the broker has for itself. Names are split where
 * some broker would split them, so that none of these hides in a longer one.
 */
public final class ReplyQueues {

  private static final Pattern BETWEEN = Pattern.compile("::|[,;?|\\s]");

  /** What clients and brokers write before a name. */
  private static final Pattern BEFORE =
      Pattern.compile(
          "^(?:(?:temp-)?(?:queue|topic)|anycast|multicast|(?:jms\\.)(?:temp)?(?:queue|topic))"
              + "(?:[.]|:/{0,2})");

  /**
   * Management, notifications, mirrors, federations, dead letters: whatever is no queue of others.
   */
  private static final Pattern OF_THE_BROKER =
      Pattern.compile(
          "^(?:[$*#>]|_amq|activemq[.]|plural-bridge[.]|notif[.]|dlq$|dlq[.]|expiryqueue$)",
          Pattern.CASE_INSENSITIVE);

  /** As Artemis and its clients name a temporary queue. */
  private static final Pattern TEMPORARY =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private final @Nullable Set<String> known;
  private final Set<String> closed;

  private ReplyQueues(@Nullable Set<String> known, Set<String> closed) {
    this.known = known;
    this.closed = closed;
  }

  /** To any but these, and those that a broker has for itself. */
  public static ReplyQueues anyBut(Set<String> closed) {
    return new ReplyQueues(null, Set.copyOf(closed));
  }

  /** To these and to temporary ones only; to none of the closed ones, in any case. */
  public static ReplyQueues only(Set<String> known, Set<String> closed) {
    return new ReplyQueues(Set.copyOf(known), Set.copyOf(closed));
  }

  /**
   * True when an outcome may go there.
   *
   * @param name of the queue or topic, as the broker gives it
   */
  boolean mayGoTo(String name) {
    if (known != null && !known.contains(name) && !TEMPORARY.matcher(name).matches()) {
      return false;
    }
    for (String part : BETWEEN.split(name, -1)) {
      String bare = BEFORE.matcher(part).replaceFirst("");
      if (closed.contains(part)
          || closed.contains(bare)
          || isOfTheBroker(part)
          || isOfTheBroker(bare)) {
        return false;
      }
    }
    return true;
  }

  /** True for a name that a broker has for itself. */
  public static boolean isOfTheBroker(String name) {
    return OF_THE_BROKER.matcher(name).find();
  }

  /** Which others there are, in words for a sender. */
  String others() {
    return known == null ? "another queue" : "one of bridge.broker.queues";
  }
}
