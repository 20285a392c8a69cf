package io.pluralbridge.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen in each round, side by side in the order in which it was seen. */
final class Rounds {

  private final List<Map<String, Object>> all = new ArrayList<>();

  /**
   * One side of one round.
   *
   * @param side {@code bridge} or {@code ceiling}, for example
   */
  void add(int round, String side, Map<String, ?> seen) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("round", round);
    row.put("side", side);
    row.putAll(seen);
    all.add(row);
  }

  List<Map<String, Object>> all() {
    return List.copyOf(all);
  }

  /** That number of that side, one each round. */
  List<Double> of(String side, String name) {
    return all.stream()
        .filter(row -> row.get("side").equals(side))
        .map(row -> ((Number) row.get(name)).doubleValue())
        .toList();
  }

  Spread spread(String side, String name) {
    return Spread.of(of(side, name));
  }

  /** One side over the other, round by round: what troubled both of a round is not in it. */
  Spread ratio(String side, String other, String name) {
    return Spread.of(both(side, other, name, (a, b) -> a / b));
  }

  /** One side less the other, round by round. */
  Spread beyond(String side, String other, String name) {
    return Spread.of(both(side, other, name, (a, b) -> a - b));
  }

  private interface Both {
    double of(double one, double other);
  }

  private List<Double> both(String side, String other, String name, Both both) {
    List<Double> ones = of(side, name);
    List<Double> others = of(other, name);
    List<Double> results = new ArrayList<>();
    for (int i = 0; i < ones.size(); i++) {
      results.add(both.of(ones.get(i), others.get(i)));
    }
    return results;
  }
}
