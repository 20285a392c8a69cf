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
public record SandboxFaults(
    Map<SandboxFault, Double> probabilities,
    Map<SandboxFault, Integer> durationsMs,
    int clockSkewMs,
    long seed) {

  /** Nothing goes wrong. */
  public static final SandboxFaults NONE = new SandboxFaults(Map.of(), Map.of(), 0, 1);

  private static final String CLOCK_SKEW = "clock-skew-ms";
  private static final String SEED = "seed";
  private static final String ALLOWED =
      "allowed are "
          + String.join(", ", names())
          + ", as in lost-after-effect=0.02,rate-limited=0.05,seed=7";

  public SandboxFaults {
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
  public static SandboxFaults parse(String text) {
    return of(NamedNumbers.read(text, ALLOWED));
  }

  /** Every name that {@link #parse} reads. */
  public static List<String> names() {
    return List.copyOf(NONE.byName().keySet());
  }

  /** The faults of these names and numbers, the names as in {@link #parse}. */
  static SandboxFaults of(Map<String, String> named) {
    NamedNumbers.check(named, names(), ALLOWED);
    Map<SandboxFault, Double> probabilities = new EnumMap<>(SandboxFault.class);
    Map<SandboxFault, Integer> durationsMs = new EnumMap<>(SandboxFault.class);
    for (SandboxFault fault : SandboxFault.values()) {
      probabilities.put(fault, NamedNumbers.probability(named, fault.key()));
      if (fault.lasts()) {
        durationsMs.put(
            fault,
            (int)
                NamedNumbers.whole(
                    named, fault.durationKey(), fault.usualMs(), 0, Integer.MAX_VALUE));
      }
    }
    return new SandboxFaults(
        probabilities,
        durationsMs,
        (int)
            NamedNumbers.whole(
                named, CLOCK_SKEW, NONE.clockSkewMs, -Integer.MAX_VALUE, Integer.MAX_VALUE),
        NamedNumbers.whole(named, SEED, NONE.seed, 0, Long.MAX_VALUE));
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

  double probabilityOf(SandboxFault fault) {
    return probabilities.getOrDefault(fault, 0.0);
  }

  /** How long it takes; 0 when it does not last. */
  int durationMs(SandboxFault fault) {
    return durationsMs.getOrDefault(fault, 0);
  }

  /** The text that {@link #parse} reads as these faults. */
  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .collect(Collectors.joining(","));
  }

  private static Map<SandboxFault, Double> complete(Map<SandboxFault, Double> named) {
    Map<SandboxFault, Double> all = new EnumMap<>(SandboxFault.class);
    for (SandboxFault fault : SandboxFault.values()) {
      double probability = named.getOrDefault(fault, 0.0);
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            fault.key() + " is a probability from 0 to 1, not " + probability);
      }
      all.put(fault, probability);
    }
    return Collections.unmodifiableMap(all);
  }

  private static Map<SandboxFault, Integer> completeDurations(Map<SandboxFault, Integer> named) {
    Map<SandboxFault, Integer> all = new EnumMap<>(SandboxFault.class);
    for (SandboxFault fault : SandboxFault.values()) {
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
}
