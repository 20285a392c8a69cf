package io.pluralbridge.journal.batch;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Content;
import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.OutboxRows;
import io.pluralbridge.journal.Restoration;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.journal.store.Json;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * The files of commands that were taken in, and their lines.
 *
 * <p>A line becomes an entry, unless it is refused or its key is known: then it is kept as a line
 * only. Nothing of a file is due before {@link #open}.
 */
public final class Batches {

  // What is added to the batch id keeps the database from looking at every line of the batch; what
  // is said of the times leads it to the small indexes of what is SENT and UNKNOWN.
  public static final String UNCERTAIN =
      "SELECT e.id FROM entry e WHERE e.state = 'SENT' AND e.sent_at >= 0"
          + " AND e.batch_id || '' = ? AND e.parked_at IS NULL"
          + " UNION ALL SELECT e.id FROM entry e WHERE e.state = 'UNKNOWN' AND e.due_at >= 0"
          + " AND e.batch_id || '' = ? AND e.parked_at IS NULL LIMIT 1";

  private static final String BATCH_COLUMNS =
      "id, merchant, name, sha256, mode, state, line_count, sums, card_numbers, received_at,"
          + " finished_at, given_by";

  private static final String ENTER =
      "INSERT INTO entry (merchant, action, command_key, order_id, minor_units, currency, body,"
          + " batch_id, batch_line, partial, state, due_at, attempts, inquiries, ended, accepted_at,"
          + " doubt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ACCEPTED', ?, 0, 0, 0, ?, "
          + Restoration.IN_DOUBT
          + ")"
          + Commands.UNLESS_KNOWN;

  private static final String KEEP_LINE =
      "INSERT INTO batch_line (batch_id, line, merchant, entry_id, minor_units, currency, errors)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch_id, line) DO NOTHING";

  private static final String KEEP_ORDER =
      "INSERT INTO refused_order (batch_id, order_id, line) VALUES (?, ?, ?)"
          + " ON CONFLICT (batch_id, order_id) DO NOTHING";

  private static final String REMEMBER_LINE =
      "INSERT INTO batch_open_line (batch_id, line, entry_id) VALUES (?, ?, COALESCE("
          + "(SELECT id FROM entry WHERE batch_id = ? AND batch_line = ?),"
          + " (SELECT entry_id FROM batch_line WHERE batch_id = ? AND line = ?)))";

  private static final int LINES_AT_ONCE = 1_000;

  private final Database database;
  private final Journal journal;
  private final JdbcTemplate reading;
  private final Clock clock;

  public Batches(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.reading = database.reading();
    this.clock = clock;
  }

  // ---- intake ----------------------------------------------------------------------------------

  /**
   * Writes down that a file has come, unless its content is known already.
   *
   * @return empty when this is the first of its content; else the batch that came first, which may
   *     be this one, met again after a restart
   */
  public Optional<Batch> begin(Batch batch) {
    boolean first =
        journal
            .writer()
            .commitWork(
                db ->
                    db.update(
                            "INSERT INTO batch ("
                                + BATCH_COLUMNS
                                + ", open_entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, 0)"
                                + " ON CONFLICT (merchant, sha256) WHERE state <> 'REFUSED'"
                                + " DO NOTHING",
                            batch.id(),
                            batch.merchant(),
                            batch.name(),
                            batch.sha256(),
                            batch.mode().name(),
                            batch.state().name(),
                            batch.lines(),
                            Json.write(batch.sums()),
                            batch.cardNumbers() ? 1 : 0,
                            batch.receivedAt().toEpochMilli(),
                            batch.givenBy())
                        == 1);
    if (first) {
      return Optional.empty();
    }
    return Optional.of(withContent(batch.merchant(), batch.sha256()).orElseThrow());
  }

  /** The batch with this content that was not refused. */
  public Optional<Batch> withContent(String merchant, String sha256) {
    return reading
        .query(
            "SELECT "
                + BATCH_COLUMNS
                + " FROM batch WHERE merchant = ? AND sha256 = ? AND state <> 'REFUSED'",
            (rs, i) -> batch(rs),
            merchant,
            sha256)
        .stream()
        .findFirst();
  }

  /**
   * The same, for whoever can wait for the journal.
   *
   * @throws JournalUnavailableException when it does not answer now
   */
  public Optional<Batch> firstWith(String merchant, String sha256)
      throws JournalUnavailableException {
    return asked(() -> withContent(merchant, sha256));
  }

  /** All that are not finished, oldest first. */
  public List<Batch> notDone() {
    return reading.query(
        "SELECT "
            + BATCH_COLUMNS
            + " FROM batch WHERE state IN ('READING', 'LOOKING', 'OPEN', 'HELD', 'REPORTED')"
            + " ORDER BY received_at",
        (rs, i) -> batch(rs));
  }

  /** The batch of that id. */
  public Optional<Batch> find(String id) {
    return reading
        .query("SELECT " + BATCH_COLUMNS + " FROM batch WHERE id = ?", (rs, i) -> batch(rs), id)
        .stream()
        .findFirst();
  }

  /**
   * The same, for whoever can wait for the journal.
   *
   * @throws JournalUnavailableException when it does not answer now
   */
  public Optional<Batch> findNow(String id) throws JournalUnavailableException {
    return asked(() -> find(id));
  }

  private static Optional<Batch> asked(Supplier<Optional<Batch>> question)
      throws JournalUnavailableException {
    try {
      return question.get();
    } catch (DataAccessException | TransactionException e) {
      throw new JournalUnavailableException(e);
    }
  }

  /**
   * Writes down lines of a batch, in one commit. To write the same lines again changes nothing.
   *
   * @return the faults found here: keys that are known with other content
   */
  public List<BatchEntry.Refused> write(Batch batch, List<BatchEntry> lines) {
    return journal.writer().commitWork(db -> writeIn(db, batch, lines));
  }

  private List<BatchEntry.Refused> writeIn(JdbcTemplate db, Batch batch, List<BatchEntry> lines) {
    List<BatchEntry.Wanted> wanted = new ArrayList<>(lines.size());
    List<Object[]> kept = new ArrayList<>();
    List<Object[]> orders = new ArrayList<>();
    for (BatchEntry line : lines) {
      if (line instanceof BatchEntry.Wanted w) {
        wanted.add(w);
      } else if (line instanceof BatchEntry.Refused r) {
        kept.add(kept(batch, r, null, r.faults()));
        r.orderIds().forEach(id -> orders.add(new Object[] {batch.id(), id, r.line()}));
      }
    }
    List<BatchEntry.Refused> conflicts = new ArrayList<>();
    Set<String> taken = furtherNames(db, batch, wanted);
    List<BatchEntry.Wanted> again =
        new ArrayList<>(wanted.stream().filter(w -> taken.contains(name(w.command()))).toList());
    wanted.removeIf(w -> taken.contains(name(w.command())));
    long now = clock.millis();
    long due = batch.receivedAt().toEpochMilli();
    int[] entered =
        Rows.write(db, ENTER, wanted.stream().map(w -> entered(batch, w, due, now)).toList());
    db.update(
        "UPDATE batch SET open_entries = open_entries + ? WHERE id = ?",
        IntStream.of(entered).sum(),
        batch.id());
    for (int i = 0; i < entered.length; i++) {
      if (entered[i] == 0) {
        again.add(wanted.get(i));
      }
    }
    for (BatchEntry.Wanted line : again) {
      First first = first(db, line.command());
      if (first.contradicts(batch, line)) {
        BatchEntry.Refused conflict = conflict(line, first);
        conflicts.add(conflict);
        kept.add(kept(batch, conflict, null, conflict.faults()));
        if (first.isOf(batch) || !first.command().orderId().equals(line.command().orderId())) {
          orders.add(new Object[] {batch.id(), line.command().orderId(), line.line()});
        }
      } else if (!first.isLine(batch, line.line())) {
        kept.add(kept(batch, line, first.entryId(), List.of()));
      }
    }
    Rows.write(db, KEEP_LINE, kept);
    Rows.write(db, KEEP_ORDER, orders);
    return conflicts;
  }

  /** Those keys of lines that stand for a command already, as an {@code Idempotency-Key} does. */
  private static Set<String> furtherNames(
      JdbcTemplate db, Batch batch, List<BatchEntry.Wanted> lines) {
    Set<String> names = new HashSet<>();
    for (int from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      List<Object> keys = new ArrayList<>(List.of(batch.merchant()));
      lines
          .subList(from, Math.min(from + LINES_AT_ONCE, lines.size()))
          .forEach(line -> keys.add(line.command().key()));
      names.addAll(
          db.query(
              Commands.FURTHER_NAMES.formatted("?" + ", ?".repeat(keys.size() - 2)),
              (rs, i) -> name(rs.getString("action"), rs.getString("alias")),
              keys.toArray()));
    }
    return names;
  }

  private static String name(Command command) {
    return name(command.action().name(), command.key());
  }

  private static String name(String action, String key) {
    return action + " " + key;
  }

  private static Object[] entered(Batch batch, BatchEntry.Wanted line, long due, long now) {
    Command command = line.command();
    Money amount = line.amount();
    return new @Nullable Object[] {
      command.merchant(),
      command.action().name(),
      command.key(),
      command.orderId(),
      amount == null ? null : amount.minorUnits(),
      amount == null ? null : amount.currency().getCurrencyCode(),
      command.body(),
      batch.id(),
      line.line(),
      line.isPartialMeant() ? 1 : 0,
      due,
      now,
      now
    };
  }

  private Object[] kept(
      Batch batch, BatchEntry line, @Nullable Long entryId, List<LineFault> faults) {
    Money amount = line.amount();
    return new @Nullable Object[] {
      batch.id(),
      line.line(),
      batch.merchant(),
      entryId,
      amount == null ? null : amount.minorUnits(),
      amount == null ? null : amount.currency().getCurrencyCode(),
      Json.write(faults)
    };
  }

  /** Where a key came first. */
  private record First(
      long entryId,
      Command command,
      @Nullable String sender,
      String batchId,
      long line,
      @Nullable String batchName,
      boolean isPartialMeant) {

    boolean isOf(Batch batch) {
      return batchId.equals(batch.id());
    }

    /** Within one file it is not the same either where a part is meant once, and once not. */
    boolean contradicts(Batch batch, BatchEntry.Wanted again) {
      return !Content.isSame(command, again.command())
          || (isOf(batch) && isPartialMeant != again.isPartialMeant());
    }

    boolean isLine(Batch batch, long number) {
      return isOf(batch) && line == number;
    }
  }

  private static First first(JdbcTemplate db, Command command) {
    return first(db, Commands.BY_KEY, command)
        .or(() -> first(db, Commands.BY_ALIAS, command))
        .orElseThrow();
  }

  private static Optional<First> first(JdbcTemplate db, String which, Command command) {
    return db
        .query(
            "SELECT e.id, e.merchant, e.action, e.command_key, e.order_id, e.minor_units,"
                + " e.currency, e.body, e.sender, e.batch_id, e.batch_line, e.partial, b.name"
                + " FROM entry e LEFT JOIN batch b ON b.id = e.batch_id"
                + which,
            (rs, i) ->
                new First(
                    rs.getLong("id"),
                    new Command(
                        rs.getString("merchant"),
                        Action.valueOf(rs.getString("action")),
                        rs.getString("command_key"),
                        rs.getString("order_id"),
                        EntryRows.money(rs),
                        rs.getString("body")),
                    rs.getString("sender"),
                    rs.getString("batch_id"),
                    rs.getLong("batch_line"),
                    rs.getString("name"),
                    rs.getInt("partial") == 1),
            command.merchant(),
            command.action().name(),
            command.key())
        .stream()
        .findFirst();
  }

  private static BatchEntry.Refused conflict(BatchEntry.Wanted line, First first) {
    Money amount = first.command().amount();
    String message =
        "this reference came first for order "
            + first.command().orderId()
            + (amount == null ? "" : " and " + amount.inWords())
            + ", "
            + BatchLines.place(first.sender(), first.batchName(), first.batchId(), first.line())
            + "; give this instruction a reference of its own";
    return new BatchEntry.Refused(
        line.line(),
        List.of(new LineFault("merchant_capture_reference", "KEY_REUSED", message)),
        line.amount());
  }

  /**
   * Takes lines out of a batch that is being read: they are refused, and so is what was taken for
   * the same. Done again, it changes nothing.
   *
   * @param entries the ids of their entries, by line
   */
  void takeOut(Batch batch, SortedMap<Long, Long> entries, List<BatchEntry.Refused> lines) {
    journal.writer().commitWork(db -> takeOutIn(db, batch, entries, lines));
  }

  private int takeOutIn(
      JdbcTemplate db, Batch batch, SortedMap<Long, Long> entries, List<BatchEntry.Refused> lines) {
    if (!isReading(db, batch)) {
      return 0;
    }
    List<Object[]> again = new ArrayList<>();
    List<Object[]> gone = new ArrayList<>();
    for (BatchEntry.Refused line : lines) {
      Long entry = entries.get(line.line());
      again.add(new @Nullable Object[] {Json.write(line.faults()), entry});
      gone.add(new @Nullable Object[] {entry});
    }
    OutboxRows.takenBack(db, database, entries.values(), clock.millis());
    Rows.write(db, "UPDATE batch_line SET entry_id = NULL, errors = ? WHERE entry_id = ?", again);
    int left = IntStream.of(Rows.write(db, "DELETE FROM entry WHERE id = ?", gone)).sum();
    Rows.write(db, KEEP_LINE, lines.stream().map(l -> kept(batch, l, null, l.faults())).toList());
    return db.update(
        "UPDATE batch SET open_entries = open_entries - ? WHERE id = ?", left, batch.id());
  }

  /** Forgets the orders of refused lines, once all lines have been held against them. */
  void forgetOrders(Batch batch) {
    journal
        .writer()
        .commitWork(db -> db.update("DELETE FROM refused_order WHERE batch_id = ?", batch.id()));
  }

  /** Lets the lines of a batch be carried out. */
  public void open(Batch batch) {
    move(batch, Batch.State.READING, Batch.State.OPEN);
    journal.changed();
  }

  /**
   * Writes down that the papers are written: the batch is done, or reported but for lines that have
   * no final outcome there; these are remembered, to be told in an amendment.
   *
   * @return the batch as it stands now
   */
  public Batch finish(Reported reported) {
    String id = reported.batch().id();
    boolean done = reported.openLines().isEmpty();
    String difference = reported.difference();
    @Nullable Object[] finished = {
      done ? "DONE" : "REPORTED",
      done ? clock.millis() : null,
      difference,
      difference == null ? null : clock.millis(),
      id
    };
    journal
        .writer()
        .commitWork(
            db -> {
              int moved =
                  db.update(
                      "UPDATE batch SET state = ?, finished_at = ?, differs = ?, differs_at = ?,"
                          + " held_until = NULL, held_reason = NULL"
                          + " WHERE id = ? AND state IN ('OPEN', 'HELD')",
                      finished);
              if (moved == 1) {
                remember(db, id, reported.openLines());
              }
              return moved;
            });
    return find(id).orElseThrow();
  }

  private static void remember(JdbcTemplate db, String batchId, List<Long> lines) {
    for (int from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      Rows.write(
          db,
          REMEMBER_LINE,
          lines.subList(from, Math.min(from + LINES_AT_ONCE, lines.size())).stream()
              .map(line -> new Object[] {batchId, line, batchId, line, batchId, line})
              .toList());
    }
  }

  private void move(Batch batch, Batch.State from, Batch.State to) {
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE batch SET state = ? WHERE id = ? AND state = ?",
                    to.name(),
                    batch.id(),
                    from.name()));
  }

  /** Refuses a batch of which nothing was sent: its entries go, its refused lines stay. */
  public void refuse(Batch batch) {
    journal
        .writer()
        .commitWork(
            db -> {
              db.update("DELETE FROM refused_order WHERE batch_id = ?", batch.id());
              if (isReading(db, batch)) {
                OutboxRows.takenBack(db, database, batch.id(), clock.millis());
              }
              db.update(
                  "DELETE FROM batch_line WHERE entry_id IN"
                      + " (SELECT id FROM entry WHERE batch_id = ?) AND batch_id = ?",
                  batch.id(),
                  batch.id());
              db.update(
                  "DELETE FROM entry WHERE batch_id = ? AND EXISTS"
                      + " (SELECT 1 FROM batch b WHERE b.id = ? AND b.state = 'READING')",
                  batch.id(),
                  batch.id());
              return db.update(
                  "UPDATE batch SET state = 'REFUSED' WHERE id = ? AND state = 'READING'",
                  batch.id());
            });
  }

  private static boolean isReading(JdbcTemplate db, Batch batch) {
    return !db.query(
            "SELECT 1 FROM batch WHERE id = ? AND state = 'READING'", (rs, i) -> 1, batch.id())
        .isEmpty();
  }

  /**
   * What is UNKNOWN of a batch, or keeps a line of it from being sent, is asked about at once, and
   * as often as if it never had been: somebody came back to know.
   */
  public void askAnew(String batchId) {
    long now = clock.millis();
    journal
        .writer()
        .commitWork(
            db ->
                db.update(
                    "UPDATE entry SET inquiries = 0, due_at = ? WHERE state = 'UNKNOWN'"
                        + " AND (batch_id = ? OR id IN"
                        + " (SELECT entry_id FROM batch_line WHERE batch_id = ?) OR id IN"
                        + " (SELECT e.waits_for FROM entry e WHERE e.waits_for IS NOT NULL"
                        + " AND e.batch_id = ?) OR id IN"
                        + " (SELECT e.waits_for FROM batch_line l JOIN entry e ON e.id = l.entry_id"
                        + " WHERE l.batch_id = ? AND e.waits_for IS NOT NULL))",
                    now,
                    batchId,
                    batchId,
                    batchId,
                    batchId));
    journal.changed();
  }

  // ---- holds -----------------------------------------------------------------------------------

  /**
   * Lets nothing more of an open batch be sent until then.
   *
   * @return empty when the batch is not open, so that somebody else was quicker
   */
  public Optional<Hold> hold(String batchId, Instant until, String reason) {
    int held =
        journal
            .writer()
            .commitWork(
                db ->
                    db.update(
                        "UPDATE batch SET state = 'HELD', held_until = ?, held_reason = ?"
                            + " WHERE id = ? AND state = 'OPEN'",
                        until.toEpochMilli(),
                        reason,
                        batchId));
    return held == 0
        ? Optional.empty()
        : find(batchId).map(batch -> new Hold(batchId, batch.name(), until, reason));
  }

  /** The batches that are held, the one that goes on first at the front. */
  public List<Hold> held() {
    return reading.query(
        "SELECT id, name, held_until, held_reason FROM batch"
            + " WHERE state = 'HELD' ORDER BY held_until, id",
        (rs, i) ->
            new Hold(
                rs.getString("id"),
                rs.getString("name"),
                Instant.ofEpochMilli(rs.getLong("held_until")),
                rs.getString("held_reason")));
  }

  /** Until when and why a batch is held; empty when it is not. */
  public Optional<Hold> holdOf(String batchId) {
    return held().stream().filter(hold -> hold.batchId().equals(batchId)).findFirst();
  }

  /**
   * Lets those go on whose time is over; and those of which nothing is in doubt any more, as Plural
   * has said what became of every call.
   *
   * @return those that nobody else was quicker with
   */
  public List<Hold> goOnWhereItMay() {
    long now = clock.millis();
    List<Hold> goingOn = new ArrayList<>();
    for (Hold hold : held()) {
      boolean over = hold.until().toEpochMilli() <= now || isCertain(hold.batchId());
      if (over && goOn(hold.batchId())) {
        goingOn.add(hold);
      }
    }
    return goingOn;
  }

  /** True when it is known of every call of a batch what became of it; of parked ones it is not. */
  private boolean isCertain(String batchId) {
    return reading.queryForList(UNCERTAIN, Long.class, batchId, batchId).isEmpty();
  }

  /** Lets a held batch go on at once. False when it is not held. */
  public boolean goOn(String batchId) {
    int released =
        journal
            .writer()
            .commitWork(
                db ->
                    db.update(
                        "UPDATE batch SET state = CASE WHEN look_line IS NULL THEN 'OPEN'"
                            + " ELSE 'LOOKING' END, held_until = NULL, held_reason = NULL"
                            + " WHERE id = ? AND state = 'HELD'",
                        batchId));
    if (released == 1) {
      journal.changed();
    }
    return released == 1;
  }

  /** The ids of all batches that are open or held. */
  public Set<String> unfinished() {
    return Set.copyOf(
        reading.queryForList(
            "SELECT id FROM batch WHERE state IN ('LOOKING', 'OPEN', 'HELD')", String.class));
  }

  /**
   * The batches that have no result file yet and of which nothing is under way: every line has its
   * final outcome, or is parked, or waits behind one that is.
   */
  public List<Batch> allConcluded() {
    return reading.query(
        "SELECT "
            + BATCH_COLUMNS
            + " FROM batch b WHERE b.state IN ('OPEN', 'HELD')"
            + " AND b.open_entries <= b.parked_entries"
            + " AND NOT EXISTS (SELECT 1 FROM batch_line l JOIN entry e ON e.id = l.entry_id"
            + "   WHERE l.batch_id = b.id AND e.state IN ('ACCEPTED', 'HELD', 'SENT', 'UNKNOWN')"
            + "   AND e.parked_at IS NULL AND e.waits_for IS NULL)"
            + " ORDER BY b.received_at",
        (rs, i) -> batch(rs));
  }

  // ---- rows ------------------------------------------------------------------------------------

  private Batch batch(ResultSet rs) throws SQLException {
    long finished = rs.getLong("finished_at");
    return new Batch(
        rs.getString("id"),
        rs.getString("merchant"),
        rs.getString("name"),
        rs.getString("sha256"),
        BatchMode.valueOf(rs.getString("mode")),
        Batch.State.valueOf(rs.getString("state")),
        rs.getLong("line_count"),
        Json.read(rs.getString("sums"), new TypeReference<TreeMap<String, Long>>() {}),
        rs.getInt("card_numbers") == 1,
        Instant.ofEpochMilli(rs.getLong("received_at")),
        finished == 0 ? null : Instant.ofEpochMilli(finished),
        rs.getString("given_by"));
  }
}
