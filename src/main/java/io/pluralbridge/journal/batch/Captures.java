package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.payment.CaptureFault;
import io.pluralbridge.payment.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds the captures of a file that are not to be sent by what is known already: those of an order
 * that the file captures twice or that was captured before, of less than the order is worth where
 * no part is meant, of more, and in another currency.
 *
 * <p>Looks at one page of lines at a time, each by keys alone; so its memory does not grow with the
 * file.
 */
public final class Captures {

  private static final int PAGE = 2_000;
  private static final int LINES_NAMED = 20;

  static final String LINES =
      "SELECT e.id, e.batch_line, e.order_id, e.minor_units, e.currency"
          + Journal.KNOWN_OF_ORDER
          + ", CASE WHEN e.action = 'CAPTURE' THEN (SELECT MIN(x.id) FROM entry x"
          + " WHERE x.merchant = e.merchant AND x.order_id = e.order_id"
          + " AND x.state IN ('ACCEPTED', 'SENT', 'UNKNOWN') AND x.id <> e.id"
          + " AND x.action = 'CAPTURE' AND x.batch_id || '' = e.batch_id) END AS other"
          + " FROM entry e WHERE e.batch_id = ? AND e.batch_line > ? ORDER BY e.batch_line LIMIT ?";

  private static final String CAPTURES_OF_ORDER =
      "SELECT e.id, e.batch_line, e.order_id, e.minor_units, e.currency, e.partial,"
          + " NULL AS worth, NULL AS worth_currency, NULL AS captured_as, NULL AS other FROM entry e"
          + " WHERE e.merchant = ? AND e.order_id = ?"
          + " AND e.state IN ('ACCEPTED', 'SENT', 'UNKNOWN') AND e.action = 'CAPTURE'"
          + " AND e.batch_id || '' = ? ORDER BY e.id";

  private final Batches batches;
  private final JdbcTemplate reading;

  public Captures(Database database, Batches batches) {
    this.batches = batches;
    this.reading = database.reading();
  }

  private record Line(
      long entryId,
      long number,
      String orderId,
      @Nullable Money amount,
      boolean isPartialMeant,
      @Nullable Money worth,
      @Nullable String capturedAs,
      boolean isTwice) {

    @Nullable CaptureFault fault() {
      if (capturedAs != null) {
        return CaptureFault.capturedBefore(orderId, capturedAs);
      }
      return CaptureFault.of(amount, isPartialMeant, worth);
    }

    BatchEntry.Refused refused(CaptureFault fault) {
      String column =
          switch (fault.code()) {
            case CAPTURE_IS_PARTIAL, CAPTURE_TOO_LARGE -> "amount";
            case CAPTURE_IN_OTHER_CURRENCY -> "currency";
            case ORDER_CAPTURED_TWICE, ORDER_CAPTURED_BEFORE -> "order_id";
          };
      return new BatchEntry.Refused(
          number, List.of(new LineFault(column, fault.code().name(), fault.message())), amount);
    }
  }

  /**
   * Refuses them. Every line of the batch is written down, and none of it is due yet; done again it
   * changes nothing.
   *
   * @return how many lines it refused now
   */
  public long refuse(Batch batch) {
    long refused = 0;
    List<Line> page = page(batch, 0);
    while (!page.isEmpty()) {
      SortedMap<Long, Long> entries = new TreeMap<>();
      List<BatchEntry.Refused> faults = new ArrayList<>();
      Set<Long> seen = new HashSet<>();
      for (Line line : page) {
        if (line.isTwice() && !seen.contains(line.entryId())) {
          List<Line> all = capturesOf(batch, line.orderId());
          CaptureFault twice = CaptureFault.capturedTwice(line.orderId(), inWords(all));
          all.stream()
              .filter(one -> seen.add(one.entryId()))
              .forEach(
                  one -> {
                    entries.put(one.number(), one.entryId());
                    faults.add(one.refused(twice));
                  });
        }
        CaptureFault fault = line.isTwice() ? null : line.fault();
        if (fault != null) {
          entries.put(line.number(), line.entryId());
          faults.add(line.refused(fault));
        }
      }
      if (!faults.isEmpty()) {
        batches.takeOut(batch, entries, faults);
      }
      refused += faults.size();
      page = page(batch, page.get(page.size() - 1).number());
    }
    return refused;
  }

  private List<Line> page(Batch batch, long after) {
    return reading.query(LINES, (rs, i) -> line(rs), batch.id(), after, PAGE);
  }

  private List<Line> capturesOf(Batch batch, String orderId) {
    return reading.query(
        CAPTURES_OF_ORDER, (rs, i) -> line(rs), batch.merchant(), orderId, batch.id());
  }

  private static String inWords(List<Line> lines) {
    return lines.stream()
            .limit(LINES_NAMED)
            .map(line -> Long.toString(line.number()))
            .collect(Collectors.joining(", ", "lines ", ""))
        + (lines.size() > LINES_NAMED ? " and more" : "");
  }

  private static Line line(ResultSet rs) throws SQLException {
    return new Line(
        rs.getLong("id"),
        rs.getLong("batch_line"),
        rs.getString("order_id"),
        Journal.money(rs),
        rs.getInt("partial") == 1,
        Journal.worth(rs),
        rs.getString("captured_as"),
        rs.getObject("other") != null);
  }
}
