package io.pluralbridge.journal.batch;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Json;
import io.pluralbridge.journal.store.Paged;
import io.pluralbridge.payment.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What became of the lines of a file. Reads the journal and changes nothing. */
public final class BatchLines {

  private static final String OUTCOME_COLUMNS =
      "e.state, e.attempts, e.order_status, e.error_code, e.error_message, e.reason, e.request_id,"
          + " e.rrn, e.concluded_at, e.order_amount, e.partial, e.payment_id,"
          + " CASE WHEN e.action = 'CAPTURE' AND e.state = 'SUCCEEDED'"
          + " AND e.order_amount >= e.minor_units THEN e.order_amount - e.minor_units END"
          + " AS released";

  private static final String UNMEANT =
      " FROM entry WHERE batch_id = ? AND state = 'SUCCEEDED' AND action = 'CAPTURE'"
          + " AND partial = 0 AND order_amount > minor_units";

  private static final int LINES_NAMED = 100;

  /** The states of those of which nothing more will happen, for SQL. */
  static final String FINAL =
      Arrays.stream(EntryState.values())
          .filter(EntryState::isFinal)
          .map(state -> "'" + state + "'")
          .collect(Collectors.joining(", "));

  private final JdbcTemplate reading;

  public BatchLines(Database database) {
    this.reading = database.reading();
  }

  /** How many lines of a batch became entries of their own, by where these stand. */
  public Map<EntryState, Long> progress(String batchId) {
    Map<EntryState, Long> counts = new EnumMap<>(EntryState.class);
    reading.query(
        "SELECT state, COUNT(*) AS n FROM entry WHERE batch_id = ? GROUP BY state",
        rs -> {
          counts.put(EntryState.valueOf(rs.getString("state")), rs.getLong("n"));
        },
        batchId);
    return counts;
  }

  /**
   * What a batch still waits for, entries of other batches that its lines were seen in included.
   *
   * @param inquiries how many questions that brought nothing make it useless to wait on
   */
  public Waiting waiting(String batchId, int inquiries) {
    // What is joined to the batch id keeps the database from looking at every line of the batch:
    // the indexes of what is UNKNOWN and of what waits behind it are the short way.
    String fruitless = " e.state = 'UNKNOWN' AND e.inquiries >= ?";
    String behind =
        " e.waits_for IS NOT NULL AND e.state = 'HELD' AND EXISTS"
            + " (SELECT 1 FROM entry p WHERE p.id = e.waits_for AND p.inquiries >= ?)";
    String own = "(SELECT COUNT(*) FROM entry e WHERE e.batch_id || '' = b.id AND";
    String seen =
        "(SELECT COUNT(*) FROM batch_line l JOIN entry e ON e.id = l.entry_id"
            + " WHERE l.batch_id = b.id AND e.batch_id <> b.id AND";
    return reading.query(
        "SELECT b.open_entries + "
            + (seen + " e.state IN ('ACCEPTED', 'HELD', 'SENT', 'UNKNOWN')) AS open, ")
            + (own + fruitless + ") + " + own + behind + ") + ")
            + (seen + fruitless + ") + " + seen + behind + ") AS fruitless")
            + " FROM batch b WHERE b.id = ?",
        rs -> {
          rs.next();
          return new Waiting(rs.getLong("open"), rs.getLong("fruitless"));
        },
        inquiries,
        inquiries,
        inquiries,
        inquiries,
        batchId);
  }

  /**
   * Entries without a final outcome.
   *
   * @param open how many
   * @param fruitless how many of them are UNKNOWN and were asked about in vain often enough, or
   *     wait behind one that was
   */
  public record Waiting(long open, long fruitless) {}

  /** How many lines of a batch were refused, and how many had a key that was known. */
  public Kept keptLines(String batchId) {
    return reading.query(
        "SELECT COUNT(*) AS n, COUNT(entry_id) AS seen FROM batch_line"
            + " WHERE batch_id = ? AND line > 0",
        rs -> {
          rs.next();
          long seen = rs.getLong("seen");
          return new Kept(rs.getLong("n") - seen, seen);
        },
        batchId);
  }

  /** How many lines of a batch were seen before, and have not succeeded. */
  public long seenWithoutSuccess(String batchId) {
    return reading.query(
        "SELECT COUNT(*) AS n FROM batch_line l JOIN entry e ON e.id = l.entry_id"
            + " WHERE l.batch_id = ? AND e.state <> 'SUCCEEDED'",
        rs -> {
          rs.next();
          return rs.getLong("n");
        },
        batchId);
  }

  /** Lines that did not become entries of their own. */
  public record Kept(long refused, long seenBefore) {}

  /** Minor units captured by the entries of this batch, by currency. */
  public SortedMap<String, Long> captured(String batchId) {
    SortedMap<String, Long> sums = new TreeMap<>();
    reading.query(
        "SELECT currency, SUM(minor_units) AS total FROM entry"
            + " WHERE batch_id = ? AND state = 'SUCCEEDED' AND action = 'CAPTURE'"
            + " GROUP BY currency",
        rs -> {
          sums.put(rs.getString("currency"), rs.getLong("total"));
        },
        batchId);
    return sums;
  }

  /**
   * Minor units that captures of this batch left behind of what was held, by currency: Plural has
   * released them.
   */
  public SortedMap<String, Long> released(String batchId) {
    SortedMap<String, Long> sums = new TreeMap<>();
    reading.query(
        "SELECT currency, SUM(order_amount - minor_units) AS total FROM entry"
            + " WHERE batch_id = ? AND state = 'SUCCEEDED' AND action = 'CAPTURE'"
            + " AND order_amount > minor_units GROUP BY currency",
        rs -> {
          sums.put(rs.getString("currency"), rs.getLong("total"));
        },
        batchId);
    return sums;
  }

  /**
   * What captures of this batch left behind for good that nobody gave up: their lines do not say
   * that a part is meant. Each currency in a sentence.
   */
  public List<String> releasedUnmeant(String batchId) {
    return reading.query(
        "SELECT currency, SUM(order_amount - minor_units) AS total, COUNT(*) AS n"
            + UNMEANT
            + " GROUP BY currency ORDER BY currency",
        (rs, i) ->
            Money.inWords(rs.getLong("total"), rs.getString("currency"))
                + " released for good by "
                + rs.getLong("n")
                + (rs.getLong("n") == 1 ? " capture" : " captures")
                + " without partial=yes: "
                + unmeantLines(batchId, rs.getString("currency"), rs.getLong("n")),
        batchId);
  }

  private String unmeantLines(String batchId, String currency, long count) {
    List<String> first =
        reading.queryForList(
            "SELECT batch_line" + UNMEANT + " AND currency = ? ORDER BY batch_line LIMIT ?",
            String.class,
            batchId,
            currency,
            LINES_NAMED);
    return (count == 1 ? "line " : "lines ")
        + String.join(", ", first)
        + (count > LINES_NAMED ? " and more" : "");
  }

  /** When the last outcome of a line of this batch became known; empty when none is. */
  public Optional<Instant> lastConcludedAt(String batchId) {
    return reading.query(
        "SELECT MAX(concluded_at) AS last FROM (SELECT concluded_at FROM entry WHERE batch_id = ?"
            + " UNION ALL SELECT e.concluded_at FROM batch_line l JOIN entry e ON e.id = l.entry_id"
            + " WHERE l.batch_id = ?) AS outcomes",
        rs -> {
          rs.next();
          long last = rs.getLong("last");
          return last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
        },
        batchId,
        batchId);
  }

  /** What is wrong with the lines of a batch, and with the file as line 0, in order of lines. */
  public Iterator<BatchEntry.Refused> refused(String batchId) {
    return new Paged<>(
        (after, limit) ->
            reading.query(
                "SELECT line, minor_units, currency, errors FROM batch_line"
                    + " WHERE batch_id = ? AND line > ? AND entry_id IS NULL"
                    + " ORDER BY line LIMIT ?",
                (rs, i) ->
                    new BatchEntry.Refused(rs.getLong("line"), faults(rs), EntryRows.money(rs)),
                batchId,
                after,
                limit),
        BatchEntry.Refused::line);
  }

  /** What became of every line of a batch, in order of lines. */
  public Iterator<LineOutcome> outcomes(String batchId) {
    Iterator<LineOutcome> own =
        new Paged<>(
            (after, limit) ->
                reading.query(
                    "SELECT e.batch_line AS line, e.minor_units, e.currency, "
                        + OUTCOME_COLUMNS
                        + " FROM entry e WHERE e.batch_id = ? AND e.batch_line > ?"
                        + " ORDER BY e.batch_line LIMIT ?",
                    (rs, i) ->
                        new LineOutcome(
                            rs.getLong("line"), EntryRows.money(rs), List.of(), entry(rs), null),
                    batchId,
                    after,
                    limit),
            LineOutcome::line);
    Iterator<LineOutcome> kept =
        new Paged<>(
            (after, limit) ->
                reading.query(
                    "SELECT l.line, l.minor_units, l.currency, l.errors, l.entry_id,"
                        + " e.batch_id AS first_batch, e.sender, e.batch_line AS first_line, b.name, "
                        + OUTCOME_COLUMNS
                        + " FROM batch_line l LEFT JOIN entry e ON e.id = l.entry_id"
                        + " LEFT JOIN batch b ON b.id = e.batch_id"
                        + " WHERE l.batch_id = ? AND l.line > ? ORDER BY l.line LIMIT ?",
                    (rs, i) -> kept(rs, batchId),
                    batchId,
                    after,
                    limit),
            LineOutcome::line);
    return new Merged(own, kept);
  }

  /** Those lines that stand in the result file without a final outcome and have one by now. */
  public Iterator<LineOutcome> settledSince(String batchId) {
    return new Paged<>(
        (after, limit) ->
            reading.query(
                "SELECT o.line, e.minor_units, e.currency, l.entry_id,"
                    + " e.batch_id AS first_batch, e.sender, e.batch_line AS first_line, b.name, "
                    + OUTCOME_COLUMNS
                    + " FROM batch_open_line o JOIN entry e ON e.id = o.entry_id"
                    + " LEFT JOIN batch b ON b.id = e.batch_id"
                    + " LEFT JOIN batch_line l ON l.batch_id = o.batch_id AND l.line = o.line"
                    + " WHERE o.batch_id = ? AND o.line > ? AND e.state IN ("
                    + FINAL
                    + ")"
                    + " ORDER BY o.line LIMIT ?",
                (rs, i) ->
                    new LineOutcome(
                        rs.getLong("line"),
                        EntryRows.money(rs),
                        List.of(),
                        entry(rs),
                        rs.getObject("entry_id") == null ? null : seenBefore(rs, batchId)),
                batchId,
                after,
                limit),
        LineOutcome::line);
  }

  private static String seenBefore(ResultSet rs, String batchId) throws SQLException {
    String firstBatch = rs.getString("first_batch");
    long firstLine = rs.getLong("first_line");
    return batchId.equals(firstBatch)
        ? "in line " + firstLine + " of this file"
        : place(
            rs.getString("sender"), rs.getString("name"), String.valueOf(firstBatch), firstLine);
  }

  private LineOutcome kept(ResultSet rs, String batchId) throws SQLException {
    boolean seen = rs.getObject("entry_id") != null;
    return new LineOutcome(
        rs.getLong("line"),
        EntryRows.money(rs),
        faults(rs),
        seen ? entry(rs) : null,
        seen ? seenBefore(rs, batchId) : null);
  }

  private static LineOutcome.EntryOutcome entry(ResultSet rs) throws SQLException {
    long concluded = rs.getLong("concluded_at");
    return new LineOutcome.EntryOutcome(
        EntryState.valueOf(rs.getString("state")),
        rs.getInt("attempts"),
        rs.getString("order_status"),
        rs.getString("error_code"),
        rs.getString("error_message"),
        rs.getString("reason"),
        rs.getString("request_id"),
        rs.getString("rrn"),
        concluded == 0 ? null : Instant.ofEpochMilli(concluded),
        EntryRows.number(rs, "order_amount"),
        EntryRows.number(rs, "released"),
        rs.getInt("partial") == 1,
        rs.getString("payment_id"));
  }

  private List<LineFault> faults(ResultSet rs) throws SQLException {
    return Json.read(rs.getString("errors"), new TypeReference<List<LineFault>>() {});
  }

  /** Where a key came first, in words. */
  static String place(
      @Nullable String sender, @Nullable String batchName, String batchId, long line) {
    return batchName == null
        ? "from " + (sender == null ? "nobody known" : sender)
        : "in line " + line + " of " + batchName + " (batch " + batchId + ")";
  }
}
