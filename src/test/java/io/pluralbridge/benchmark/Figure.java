package io.pluralbridge.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was measured, over all rounds.
 *
 * @param what with its unit, for a person
 * @param target null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(String what, Spread spread, @Nullable Target target) {

  /** What is to be reached. */
  record Target(boolean atLeast, double value) {

    static Target atLeast(double value) {
      return new Target(true, value);
    }

    static Target atMost(double value) {
      return new Target(false, value);
    }

    boolean isMetBy(double median) {
      return atLeast ? median >= value : median <= value;
    }

    @Override
    public String toString() {
      String number =
          value == Math.rint(value)
              ? String.format(Locale.ROOT, "%,.0f", value)
              : String.format(Locale.ROOT, "%.2f", value);
      return (atLeast ? "at least " : "at most ") + number;
    }
  }

  Figure(String what, Spread spread) {
    this(what, spread, null);
  }

  /** The median with its spread; where there is a target, it, and {@code missed} where it was. */
  String shown() {
    Target goal = target;
    if (goal == null) {
      return spread.shown();
    }
    String missed = goal.isMetBy(spread.median()) ? "" : ", missed";
    return spread.shown() + " [" + goal + missed + "]";
  }
}
