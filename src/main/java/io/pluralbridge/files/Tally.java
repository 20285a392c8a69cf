package io.pluralbridge.files;

import io.pluralbridge.payment.Money;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a result file adds up to.
 *
 * @param rows how many rows were written, one for each that came in
 * @param byStatus count and sums of each status; rows without a result have the status MISSING
 * @param missing how many rows have no result
 * @param surplus how many results have no row, or belong to a row that has one already
 */
public record Tally(long rows, SortedMap<String, Group> byStatus, long missing, long surplus) {

  public Tally {
    byStatus = Collections.unmodifiableSortedMap(new TreeMap<>(byStatus));
  }

  /**
   * The rows of one status.
   *
   * @param sums minor units by currency
   */
  public record Group(long count, SortedMap<String, Long> sums) {

    public Group {
      sums = Collections.unmodifiableSortedMap(new TreeMap<>(sums));
    }
  }

  /** Minor units by currency over all rows. */
  public SortedMap<String, Long> sums() {
    SortedMap<String, Long> sums = new TreeMap<>();
    for (Group group : byStatus.values()) {
      group.sums().forEach((currency, sum) -> sums.merge(currency, sum, Math::addExact));
    }
    return sums;
  }

  /** How many rows have that status. */
  public long count(String status) {
    Group group = byStatus.get(status);
    return group == null ? 0 : group.count();
  }

  /** Counts while a result file is written. */
  static final class Counter {

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Long>> sums = new TreeMap<>();
    private long rows;
    private long missing;
    private long surplus;

    void add(String status, @Nullable Money amount) {
      rows++;
      counts.merge(status, 1L, Long::sum);
      SortedMap<String, Long> ofStatus = sums.computeIfAbsent(status, s -> new TreeMap<>());
      if (amount != null) {
        add(amount, ofStatus);
      }
    }

    void addMissing() {
      missing++;
      add("MISSING", null);
    }

    void addSurplus() {
      surplus++;
    }

    private static void add(Money amount, SortedMap<String, Long> sums) {
      sums.merge(amount.currency().getCurrencyCode(), amount.minorUnits(), Math::addExact);
    }

    Tally done() {
      SortedMap<String, Group> byStatus = new TreeMap<>();
      counts.forEach(
          (status, count) ->
              byStatus.put(status, new Group(count, sums.getOrDefault(status, new TreeMap<>()))));
      return new Tally(rows, byStatus, missing, surplus);
    }
  }
}
