package io.pluralbridge.journal.batch;

import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.payment.Action;
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
 * Finds the lines of a file that are not to be sent by what is known already: captures of an order
 * that the file captures twice or that was captured before, of less than the order is worth where
 * no part is meant, of more, and in another currency; cancellations with an amount that is not all;
 * and what else the file asks of an order of which it holds a line that is refused.
 *
 * <p>Looks at one page of lines at a time, each by keys alone; so its memory does not grow with the
 * file.
 */
public final class Captures {

  private static final int PAGE = 2_000;
  private static final int LINES_NAMED = 20;

  private static final String OPEN_LINES_OF_ORDER =
      " FROM entry x WHERE x.merchant = %s AND x.order_id = %s"
          + " AND x.state IN ('ACCEPTED', 'SENT', 'UNKNOWN') AND x.batch_id || '' = %s";

  static final String LINES =
      "SELECT e.id, e.batch_line, e.order_id, e.action, e.minor_units, e.currency"
          + EntryRows.KNOWN_OF_ORDER
          + ", (SELECT MAX(CASE x.action WHEN 'CAPTURE' THEN 2 ELSE 1 END)"
          + OPEN_LINES_OF_ORDER.formatted("e.merchant", "e.order_id", "e.batch_id")
          + " AND x.id <> e.id) AS others, (SELECT r.line FROM refused_order r"
          + " WHERE r.batch_id = e.batch_id AND r.order_id = e.order_id) AS refused_line"
          + " FROM entry e WHERE e.batch_id = ? AND e.batch_line > ? ORDER BY e.batch_line LIMIT ?";

  private static final String LINES_OF_ORDER =
      "SELECT x.id, x.batch_line, x.order_id, x.action, x.minor_units, x.currency, x.partial,"
          + " NULL AS worth, NULL AS worth_currency, NULL AS captured_as, NULL AS others,"
          + " NULL AS refused_line"
          + OPEN_LINES_OF_ORDER.formatted("?", "?", "?")
          + " ORDER BY x.id";

  private final Batches batches;
  private final JdbcTemplate reading;

  public Captures(Database database, Batches batches) {
    this.batches = batches;
    this.reading = database.reading();
  }

  /** What else of a file is of the order of a line. */
  private enum Others {
    NONE,
    CANCELS,
    CAPTURES
  }

  private record Line(
      long entryId,
      long number,
      String orderId,
      Action action,
      @Nullable Money amount,
      boolean isPartialMeant,
      @Nullable Money worth,
      @Nullable String capturedAs,
      Others others,
      @Nullable Long refusedLine) {

    boolean isTwice() {
      return action == Action.CAPTURE && others == Others.CAPTURES;
    }

    /** What is wrong with it by itself, and then by what is wrong with another. */
    @Nullable CaptureFault fault() {
      CaptureFault fault = null;
      if (action == Action.CANCEL) {
        fault = CaptureFault.ofCancel(amount, worth);
      } else if (capturedAs != null) {
        fault = CaptureFault.capturedBefore(orderId, capturedAs);
      } else {
        fault = CaptureFault.of(amount, isPartialMeant, worth);
      }
      return fault == null && refusedLine != null
          ? CaptureFault.inDoubt(orderId, "line " + refusedLine)
          : fault;
    }

    BatchEntry.Refused refused(CaptureFault fault) {
      String column =
          switch (fault.code()) {
            case CAPTURE_IS_PARTIAL, CAPTURE_TOO_LARGE, CANCEL_IS_PARTIAL -> "amount";
            case CAPTURE_IN_OTHER_CURRENCY -> "currency";
            case ORDER_CAPTURED_TWICE, ORDER_CAPTURED_BEFORE, ORDER_IN_DOUBT -> "order_id";
          };
      return new BatchEntry.Refused(
          number, List.of(new LineFault(column, fault.code().name(), fault.message())), amount);
    }
  }

  /** What is to be refused of a page of lines. */
  private static final class Refusals {

    private final SortedMap<Long, Long> entries = new TreeMap<>();
    private final List<BatchEntry.Refused> faults = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    void add(Line line, CaptureFault fault) {
      if (seen.add(line.entryId())) {
        entries.put(line.number(), line.entryId());
        faults.add(line.refused(fault));
      }
    }

    boolean has(Line line) {
      return seen.contains(line.entryId());
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
      Refusals refusals = new Refusals();
      page.forEach(line -> judge(batch, line, refusals));
      if (!refusals.faults.isEmpty()) {
        batches.takeOut(batch, refusals.entries, refusals.faults);
      }
      refused += refusals.faults.size();
      page = page(batch, page.get(page.size() - 1).number());
    }
    batches.forgetOrders(batch);
    return refused;
  }

  private void judge(Batch batch, Line line, Refusals refusals) {
    CaptureFault fault = line.fault();
    if (refusals.has(line) || (fault == null && !line.isTwice())) {
      return;
    }
    List<Line> all = line.others() == Others.NONE ? List.of(line) : linesOf(batch, line.orderId());
    List<Line> captures = all.stream().filter(one -> one.action() == Action.CAPTURE).toList();
    if (captures.size() > 1) {
      CaptureFault twice = CaptureFault.capturedTwice(line.orderId(), inWords(captures));
      captures.forEach(one -> refusals.add(one, twice));
    }
    if (fault != null) {
      refusals.add(line, fault);
    }
    CaptureFault doubt = CaptureFault.inDoubt(line.orderId(), "line " + line.number());
    all.forEach(one -> refusals.add(one, doubt));
  }

  private List<Line> page(Batch batch, long after) {
    return reading.query(LINES, (rs, i) -> line(rs), batch.id(), after, PAGE);
  }

  private List<Line> linesOf(Batch batch, String orderId) {
    return reading.query(
        LINES_OF_ORDER, (rs, i) -> line(rs), batch.merchant(), orderId, batch.id());
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
        Action.valueOf(rs.getString("action")),
        EntryRows.money(rs),
        rs.getInt("partial") == 1,
        EntryRows.worth(rs),
        rs.getString("captured_as"),
        Others.values()[rs.getInt("others")],
        EntryRows.number(rs, "refused_line"));
  }
}
