package io.pluralbridge.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often a call meets which trouble: probabilities from 0 to 1, at most one trouble a call, the
 * same ones in the same order for the same seed.
 *
 * <p>A call for a token meets none but an outage, so that a probability of 1 reaches the call it is
 * meant for. For a {@code GET}, before and after the effect are the same.
 *
 * @param probabilities how often a call meets it; those not named are 0
 * @param durationsMs how long those take that last; those not named take their usual time
 * @param clockSkewMs how far the times in answers are ahead of the truth; negative when behind.
 *     Access tokens expire by the true clock
 */
public record Faults(
    Map<Fault, Double> probabilities, Map<Fault, Integer> durationsMs, int clockSkewMs, long seed) {

  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(Map.of(), Map.of(), 0, 1);

  private static final String CLOCK_SKEW = "clock-skew-ms";
  private static final String SEED = "seed";
  private static final String ALLOWED =
      "allowed are "
          + String.join(", ", names())
          + ", as in lost-after-effect=0.02,rate-limited=0.05,seed=7";

  public Faults {
    probabilities = complete(probabilities);
    durationsMs = completeDurations(durationsMs);
    double sum = probabilities.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum > 1.000001) {
      throw new IllegalArgumentException(
          "a call meets at most one fault, yet the probabilities add up to " + sum);
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

  /** Every name that {@link #parse} reads. */
  public static List<String> names() {
    return List.copyOf(NONE.byName().keySet());
  }

  /** The faults of these names and numbers, the names as in {@link #parse}. */
  static Faults of(Map<String, String> named) {
    List<String> known = names();
    for (String name : named.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("\"" + name + "\" is not a fault; " + ALLOWED);
      }
    }
    Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
    Map<Fault, Integer> durationsMs = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      probabilities.put(fault, probability(named, fault));
      if (fault.lasts()) {
        durationsMs.put(
            fault, (int) whole(named, fault.durationKey(), fault.usualMs(), 0, Integer.MAX_VALUE));
      }
    }
    return new Faults(
        probabilities,
        durationsMs,
        (int) whole(named, CLOCK_SKEW, NONE.clockSkewMs, -Integer.MAX_VALUE, Integer.MAX_VALUE),
        whole(named, SEED, NONE.seed, 0, Long.MAX_VALUE));
  }

  /** Every part under the name that {@link #parse} reads. */
  Map<String, Object> byName() {
    Map<String, Object> named = new LinkedHashMap<>();
    probabilities.forEach((fault, probability) -> named.put(fault.key(), probability));
    durationsMs.forEach((fault, duration) -> named.put(fault.durationKey(), duration));
    named.put(CLOCK_SKEW, clockSkewMs);
    named.put(SEED, seed);
    return named;
  }

  double probabilityOf(Fault fault) {
    return probabilities.getOrDefault(fault, 0.0);
  }

  /** How long it takes; 0 when it does not last. */
  int durationMs(Fault fault) {
    return durationsMs.getOrDefault(fault, 0);
  }

  /** The text that {@link #parse} reads as these faults. */
  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .collect(Collectors.joining(","));
  }

  private static Map<Fault, Double> complete(Map<Fault, Double> named) {
    Map<Fault, Double> all = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      double probability = named.getOrDefault(fault, 0.0);
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            fault.key() + " is a probability from 0 to 1, not " + probability);
      }
      all.put(fault, probability);
    }
    return Collections.unmodifiableMap(all);
  }

  private static Map<Fault, Integer> completeDurations(Map<Fault, Integer> named) {
    Map<Fault, Integer> all = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      int duration = named.getOrDefault(fault, fault.usualMs());
      if (duration < 0) {
        throw new IllegalArgumentException(
            fault.durationKey() + " is a number of milliseconds, not " + duration);
      }
      if (fault.lasts()) {
        all.put(fault, duration);
      } else if (named.containsKey(fault)) {
        throw new IllegalArgumentException(fault.key() + " does not last");
      }
    }
    return Collections.unmodifiableMap(all);
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

  private static long whole(
      Map<String, String> named, String name, long otherwise, long least, long most) {
    String text = named.getOrDefault(name, Long.toString(otherwise));
    String problem =
        name + " is a whole number from " + least + " to " + most + ", not \"" + text + "\"";
    try {
      long number = Long.parseLong(text);
      if (number < least || number > most) {
        throw new IllegalArgumentException(problem);
      }
      return number;
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(problem, notOne);
    }
  }
}
