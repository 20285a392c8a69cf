package io.pluralbridge.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often an event meets which trouble: probabilities from 0 to 1, at most one trouble an event,
 * the same ones in the same order for the same seed.
 *
 * @param probabilities how often an event meets it; those not named are 0
 * @param durationsMs how long those take that last; those not named take their usual time
 */
public record WebhookFaults(
    Map<WebhookFault, Double> probabilities, Map<WebhookFault, Integer> durationsMs, long seed) {

  /** Every event arrives, once, in order. */
  public static final WebhookFaults NONE = new WebhookFaults(Map.of(), Map.of(), 1);

  private static final String SEED = "seed";
  private static final String ALLOWED =
      "allowed are " + String.join(", ", names()) + ", as in repeated=0.1,wrong-signature=0.05";

  public WebhookFaults {
    Map<WebhookFault, Double> often = new EnumMap<>(WebhookFault.class);
    Map<WebhookFault, Integer> lasting = new EnumMap<>(WebhookFault.class);
    for (WebhookFault fault : WebhookFault.values()) {
      double probability = probabilities.getOrDefault(fault, 0.0);
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            fault.key() + " is a probability from 0 to 1, not " + probability);
      }
      often.put(fault, probability);
      if (fault.lasts()) {
        lasting.put(fault, durationsMs.getOrDefault(fault, fault.usualMs()));
      }
    }
    double sum = often.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum > 1.000001) {
      throw new IllegalArgumentException(
          "an event meets at most one fault, yet the probabilities add up to " + sum);
    }
    probabilities = Collections.unmodifiableMap(often);
    durationsMs = Collections.unmodifiableMap(lasting);
  }

  /**
   * Reads {@code repeated=0.1,delayed=0.2,delayed-ms=500,seed=7}. What is not named is as in {@link
   * #NONE}, and so is everything for an empty text or {@code none}.
   *
   * @throws IllegalArgumentException saying what is wrong, and what is allowed
   */
  public static WebhookFaults parse(String text) {
    Map<String, String> named = NamedNumbers.read(text, ALLOWED);
    NamedNumbers.check(named, names(), ALLOWED);
    Map<WebhookFault, Double> probabilities = new EnumMap<>(WebhookFault.class);
    Map<WebhookFault, Integer> durationsMs = new EnumMap<>(WebhookFault.class);
    for (WebhookFault fault : WebhookFault.values()) {
      probabilities.put(fault, NamedNumbers.probability(named, fault.key()));
      if (fault.lasts()) {
        long duration =
            NamedNumbers.whole(named, fault.durationKey(), fault.usualMs(), 0, Integer.MAX_VALUE);
        durationsMs.put(fault, (int) duration);
      }
    }
    long seed = NamedNumbers.whole(named, SEED, NONE.seed, 0, Long.MAX_VALUE);
    return new WebhookFaults(probabilities, durationsMs, seed);
  }

  /** Every name that {@link #parse} reads. */
  public static List<String> names() {
    return List.copyOf(NONE.byName().keySet());
  }

  double probabilityOf(WebhookFault fault) {
    return probabilities.getOrDefault(fault, 0.0);
  }

  /** How long it takes; 0 when it does not last. */
  int durationMs(WebhookFault fault) {
    return durationsMs.getOrDefault(fault, 0);
  }

  private Map<String, Object> byName() {
    Map<String, Object> named = new LinkedHashMap<>();
    probabilities.forEach((fault, probability) -> named.put(fault.key(), probability));
    durationsMs.forEach((fault, duration) -> named.put(fault.durationKey(), duration));
    named.put(SEED, seed);
    return named;
  }

  /** The text that {@link #parse} reads as these faults. */
  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .collect(Collectors.joining(","));
  }
}
