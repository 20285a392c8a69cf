package io.pluralbridge.benchmark;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The middle of several rounds, and how far they lie apart. */
record Spread(double median, double least, double most) {

  /**
   * Of these.
   *
   * @throws IllegalArgumentException when there are none
   */
  static Spread of(Collection<Double> rounds) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("no rounds, no median");
    }
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** {@code 5,104 (5,080 to 5,120)}; without what is in brackets when all are the same. */
  String shown() {
    String middle = number(median);
    String low = number(least);
    String high = number(most);
    return low.equals(high) ? middle : middle + " (" + low + " to " + high + ")";
  }

  /** Three digits that count, or all of those before the point. */
  private static String number(double value) {
    int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
