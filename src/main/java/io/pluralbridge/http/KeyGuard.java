package io.pluralbridge.http;

import io.pluralbridge.door.Brake;
import io.pluralbridge.door.Callers;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the API keys that requests present. What is refused is counted, told in the log once a
 * minute with its address, and an address from which many wrong keys come is slowed down. Whoever
 * had a key of ours from there before is let in at once all the same, whatever others try.
 *
 * <p>Of what was presented nothing is kept or shown.
 */
public final class KeyGuard {

  private static final Logger log = LoggerFactory.getLogger(KeyGuard.class);
  private static final long BETWEEN_LINES_MS = 60_000;

  /** So many addresses are counted apart between two lines of the log ... */
  private static final int MOST_ADDRESSES = 1_000;

  /** ... and so many of them are named. */
  private static final int MOST_NAMED = 5;

  private static final String OTHERS = "others";

  /** Why a request is not let in. */
  public enum Refused {
    /** It has no API key. */
    MISSING,
    /** It has several, or not as a header has one. */
    MALFORMED,
    /** Its key is none of ours. */
    WRONG,
    /** So is this one, and too many came before it from the same address. */
    TOO_MANY
  }

  private final ApiKeys keys;
  private final LongSupplier millis;
  private final Brake brake;
  private final Map<Refused, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<String, Long> untold = new HashMap<>();
  private long nextLine;

  /**
   * With those keys.
   *
   * @param millis of a clock that does not jump
   */
  public KeyGuard(ApiKeys keys, LongSupplier millis) {
    this.keys = keys;
    this.millis = millis;
    this.brake = new Brake(millis);
    this.nextLine = millis.getAsLong();
  }

  /**
   * How long a request has to wait before its key may be looked at.
   *
   * @return in milliseconds; 0 where it need not wait
   * @throws HttpRefusal when too many from its address wait; its key was not looked at then
   */
  long delay(List<String> authorization, List<String> apiKey, String address) throws HttpRefusal {
    Set<String> presented = ApiKeys.presented(authorization, apiKey);
    if (presented.stream().allMatch(key -> isKnown(key, address))) {
      return 0;
    }
    long wait = brake.turn(address);
    if (wait < 0) {
      count(Refused.TOO_MANY, address);
      throw tooMany("too many API keys wait to be looked at");
    }
    return wait;
  }

  private boolean isKnown(String key, String address) {
    return keys.nameOf(key).filter(name -> brake.knows(address, name)).isPresent();
  }

  /**
   * Lets a request in that presents one key of ours, after its {@link #delay}.
   *
   * @param address from where it comes, as {@link Callers} has it
   * @return the name of the key
   * @throws HttpRefusal when it does not; it is counted
   */
  String admit(List<String> authorization, List<String> apiKey, String address) throws HttpRefusal {
    if (authorization.isEmpty() && apiKey.isEmpty()) {
      count(Refused.MISSING, address);
      throw new HttpRefusal(
          Complaint.UNAUTHORIZED, "an API key is missing: Authorization: Bearer, or X-API-Key");
    }
    Set<String> presented = ApiKeys.presented(authorization, apiKey);
    if (presented.isEmpty()) {
      count(Refused.MALFORMED, address);
      throw new HttpRefusal(
          Complaint.UNAUTHORIZED,
          "one API key is to be presented: Authorization: Bearer, or X-API-Key");
    }
    if (presented.size() > 1) {
      throw several(presented, address);
    }
    return admit(
        presented.iterator().next(), address, "the API key is none of bridge.http.api-keys");
  }

  /** Beside a right key, others could be tried as often as one likes, were they not counted. */
  private HttpRefusal several(Set<String> presented, String address) {
    boolean areOurs = true;
    for (String key : presented) {
      areOurs &= keys.nameOf(key).isPresent();
    }
    String why = "Authorization and X-API-Key present two API keys, and one is to be presented";
    if (areOurs) {
      count(Refused.MALFORMED, address);
      return new HttpRefusal(Complaint.UNAUTHORIZED, why);
    }
    return wrong(address, why + "; not both are of bridge.http.api-keys");
  }

  /**
   * Lets a client in whose secret is a key of ours. It does not wait: where it is not its turn, it
   * is refused without a look at its secret.
   *
   * @throws HttpRefusal when it is none; it is counted
   */
  void admitSecret(String secret, String address) throws HttpRefusal {
    if (secret.isEmpty()) {
      count(Refused.MISSING, address);
      throw new HttpRefusal(Complaint.UNAUTHORIZED, "client_secret is missing");
    }
    if (!isKnown(secret, address) && !brake.turnNow(address)) {
      count(Refused.TOO_MANY, address);
      throw tooMany("this client_secret was not looked at");
    }
    String unused = admit(secret, address, "client_secret is none of bridge.http.api-keys");
  }

  private String admit(String key, String address, String wrong) throws HttpRefusal {
    Optional<String> name = keys.nameOf(key);
    if (name.isPresent()) {
      brake.right(address, name.get());
      return name.get();
    }
    throw wrong(address, wrong);
  }

  private HttpRefusal wrong(String address, String why) {
    if (brake.wrongKey(address)) {
      count(Refused.TOO_MANY, address);
      return tooMany(why);
    }
    count(Refused.WRONG, address);
    return new HttpRefusal(Complaint.UNAUTHORIZED, why);
  }

  /** What is said to an address that is slowed down. */
  static HttpRefusal tooMany(String why) {
    return new HttpRefusal(
        Complaint.TOO_MANY_WRONG_KEYS,
        why + ", and too many wrong ones came from this address",
        List.of(),
        Map.of("Retry-After", Long.toString(Brake.SLOWED_MS / 1000)));
  }

  /** How many requests were refused for that reason. */
  public long of(Refused reason) {
    return counter(reason).sum();
  }

  private LongAdder counter(Refused reason) {
    return counts.computeIfAbsent(reason, first -> new LongAdder());
  }

  private void count(Refused reason, String address) {
    counter(reason).increment();
    synchronized (untold) {
      String counted =
          untold.containsKey(address) || untold.size() < MOST_ADDRESSES ? address : OTHERS;
      untold.merge(counted, 1L, Long::sum);
    }
    tell();
  }

  /** Tells in the log of what was refused since it was last told, if it is time for that. */
  public void tell() {
    Map<String, Long> now;
    synchronized (untold) {
      if (untold.isEmpty() || millis.getAsLong() < nextLine) {
        return;
      }
      nextLine = millis.getAsLong() + BETWEEN_LINES_MS;
      now = Map.copyOf(untold);
      untold.clear();
    }
    long sum = now.values().stream().mapToLong(Long::longValue).sum();
    log.warn("Requests refused for a wrong or missing API key: {} ({})", sum, inWords(now));
  }

  private static String inWords(Map<String, Long> counted) {
    String named =
        counted.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_NAMED)
            .map(entry -> entry.getValue() + " from " + entry.getKey())
            .collect(Collectors.joining(", "));
    int unnamed = counted.size() - MOST_NAMED;
    return unnamed > 0 ? named + ", the rest from " + unnamed + " other addresses" : named;
  }
}
