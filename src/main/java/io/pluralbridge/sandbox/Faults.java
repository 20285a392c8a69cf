package io.pluralbridge.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often a call meets which trouble: probabilities from 0 to 1, at most one trouble a call, the
 * same ones in the same order for the same seed.
 *
 * <p>A call for a token meets none, so that a probability of 1 reaches the call it is meant for.
 * For a {@code GET}, before and after the effect are the same.
 *
 * @param lostAfterEffect it takes effect, and the connection is closed without an answer
 * @param lostBeforeEffect the connection is closed without an answer, and nothing took effect
 * @param errorAfterEffect it takes effect, and the answer is HTTP 500
 * @param errorBeforeEffect the answer is HTTP 500, and nothing took effect
 * @param rateLimited HTTP 429 with {@code Retry-After: 1}, and nothing took effect
 * @param tokenForgotten HTTP 401, nothing took effect, and the access token is unknown from now on
 * @param slow it takes effect, and the answer comes {@code slowMs} late
 */
public record Faults(
    double lostAfterEffect,
    double lostBeforeEffect,
    double errorAfterEffect,
    double errorBeforeEffect,
    double rateLimited,
    double tokenForgotten,
    double slow,
    int slowMs,
    long seed) {

  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 40_000, 1);

  private static final String ALLOWED =
      "allowed are "
          + String.join(", ", NONE.byName().keySet())
          + ", as in lost-after-effect=0.02,rate-limited=0.05,seed=7";

  public Faults {
    double sum =
        checked(Fault.LOST_AFTER_EFFECT, lostAfterEffect)
            + checked(Fault.LOST_BEFORE_EFFECT, lostBeforeEffect)
            + checked(Fault.ERROR_AFTER_EFFECT, errorAfterEffect)
            + checked(Fault.ERROR_BEFORE_EFFECT, errorBeforeEffect)
            + checked(Fault.RATE_LIMITED, rateLimited)
            + checked(Fault.TOKEN_FORGOTTEN, tokenForgotten)
            + checked(Fault.SLOW, slow);
    if (sum > 1.000001) {
      throw new IllegalArgumentException(
          "a call meets at most one fault, yet the probabilities add up to " + sum);
    }
    if (slowMs < 0) {
      throw new IllegalArgumentException("slow-ms is a number of milliseconds, not " + slowMs);
    }
  }

  /**
   * Reads {@code lost-after-effect=0.02,slow=0.01,slow-ms=40000,seed=7}. What is not named is as in
   * {@link #NONE}, and so is everything for an empty text or {@code none}.
   *
   * @throws IllegalArgumentException saying what is wrong, and what is allowed
   */
  public static Faults parse(String text) {
    Map<String, String> named = new LinkedHashMap<>();
    if (!text.isBlank() && !text.strip().equals("none")) {
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException(
              "\"" + part.strip() + "\" is not a name=number; " + ALLOWED);
        }
        String name = part.substring(0, equals).strip();
        if (named.put(name, part.substring(equals + 1).strip()) != null) {
          throw new IllegalArgumentException("\"" + name + "\" is named twice");
        }
      }
    }
    return of(named);
  }

  /** The faults of these names and numbers, the names as in {@link #parse}. */
  static Faults of(Map<String, String> named) {
    Map<String, Object> known = NONE.byName();
    for (String name : named.keySet()) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException("\"" + name + "\" is not a fault; " + ALLOWED);
      }
    }
    return new Faults(
        probability(named, Fault.LOST_AFTER_EFFECT),
        probability(named, Fault.LOST_BEFORE_EFFECT),
        probability(named, Fault.ERROR_AFTER_EFFECT),
        probability(named, Fault.ERROR_BEFORE_EFFECT),
        probability(named, Fault.RATE_LIMITED),
        probability(named, Fault.TOKEN_FORGOTTEN),
        probability(named, Fault.SLOW),
        (int) whole(named, "slow-ms", NONE.slowMs, Integer.MAX_VALUE),
        whole(named, "seed", NONE.seed, Long.MAX_VALUE));
  }

  /** Every part under the name that {@link #parse} reads. */
  Map<String, Object> byName() {
    Map<String, Object> named = new LinkedHashMap<>();
    for (Fault fault : Fault.values()) {
      named.put(fault.key(), probabilityOf(fault));
    }
    named.put("slow-ms", slowMs);
    named.put("seed", seed);
    return named;
  }

  double probabilityOf(Fault fault) {
    return switch (fault) {
      case LOST_AFTER_EFFECT -> lostAfterEffect;
      case LOST_BEFORE_EFFECT -> lostBeforeEffect;
      case ERROR_AFTER_EFFECT -> errorAfterEffect;
      case ERROR_BEFORE_EFFECT -> errorBeforeEffect;
      case RATE_LIMITED -> rateLimited;
      case TOKEN_FORGOTTEN -> tokenForgotten;
      case SLOW -> slow;
    };
  }

  /** The text that {@link #parse} reads as these faults. */
  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .collect(Collectors.joining(","));
  }

  private static double checked(Fault fault, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          fault.key() + " is a probability from 0 to 1, not " + probability);
    }
    return probability;
  }

  private static double probability(Map<String, String> named, Fault fault) {
    String text = named.getOrDefault(fault.key(), "0");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(
          fault.key() + " is a probability from 0 to 1, not \"" + text + "\"", notOne);
    }
  }

  private static long whole(Map<String, String> named, String name, long otherwise, long most) {
    String text = named.getOrDefault(name, Long.toString(otherwise));
    String problem = name + " is a whole number from 0 to " + most + ", not \"" + text + "\"";
    try {
      long number = Long.parseLong(text);
      if (number < 0 || number > most) {
        throw new IllegalArgumentException(problem);
      }
      return number;
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(problem, notOne);
    }
  }
}
