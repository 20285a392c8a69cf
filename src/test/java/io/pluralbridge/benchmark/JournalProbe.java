package io.pluralbridge.benchmark;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that has one journal, and does with it what the bridge does. */
public final class JournalProbe {

  private static final int LINES_A_COMMIT = 5_000;
  private static final int CLAIMED_AT_ONCE = 256;
  private static final Money AMOUNT = Money.of(1100, "INR");
  private static final String KNOWN = "known";

  private final String url;
  private final Clock clock = Clock.systemUTC();
  private final Journal journal;
  private final Batches batches;
  private final Commands commands;
  private final ExecutorService hands = Executors.newFixedThreadPool(CLAIMED_AT_ONCE);
  private final Random random = new Random(7);
  private long known;

  private JournalProbe(String url) {
    this.url = url;
    Database database = Database.open(new DatabaseSettings(url, "postgres", ""));
    Schedule schedule =
        new Schedule(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(15),
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            clock,
            random);
    this.journal = new Journal(database, schedule, "probe");
    this.batches = new Batches(database, journal, clock);
    this.commands = new Commands(database, journal, clock);
  }

  /**
   * Orders: {@code fill FROM COUNT} puts finished entries there, {@code filled} has the database
   * look at what it has, {@code round NUMBER COUNT} measures.
   */
  public static void main(String[] args) throws IOException {
    JournalProbe probe = new JournalProbe(args[0]);
    Helper.serve(
        order -> {
          try {
            return switch (order[0]) {
              case "fill" -> probe.fill(Long.parseLong(order[1]), Long.parseLong(order[2]));
              case "filled" -> probe.filled();
              default -> probe.round(order[1], Integer.parseInt(order[2]));
            };
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  // ---- filling ---------------------------------------------------------------------------------

  /** As the bridge leaves captures of a file that succeeded: an entry and two moves each. */
  private Map<String, Object> fill(long from, long count) throws SQLException {
    String numbers =
        " WITH RECURSIVE n(i) AS (SELECT CAST("
            + from
            + " AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < "
            + (from + count - 1)
            + ")";
    long now = clock.millis();
    try (Connection db = connect();
        Statement statement = db.createStatement()) {
      db.setAutoCommit(false);
      statement.executeUpdate(
          "INSERT INTO entry (merchant, action, command_key, order_id, minor_units, currency, body,"
              + " batch_id, batch_line, state, due_at, attempts, inquiries, node, ended,"
              + " http_status, order_status, request_id, rrn, accepted_at, sent_at, concluded_at)"
              + numbers
              + " SELECT 'default', 'CAPTURE', 'known-cap-' || i, 'v1-known-aa-' || i, 1100, 'INR',"
              + " '{\"merchant_capture_reference\":\"known-cap-' || i ||"
              + " '\",\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}',"
              + " 'known-' || (i / 100000), i % 100000 + 2, 'SUCCEEDED', "
              + now
              + ", 1, 0, 'probe', 1, 200, 'PROCESSED', 'c17ce30f-f88e-4f81-ada1-' || i,"
              + " '420145000226', "
              + now
              + ", "
              + now
              + ", "
              + now
              + " FROM n");
      for (String[] move : new String[][] {{"ACCEPTED", "SENT"}, {"SENT", "SUCCEEDED"}}) {
        statement.executeUpdate(
            "INSERT INTO entry_move (merchant, entry_id, moved_at, from_state, to_state, node,"
                + " request_id) SELECT 'default', id, "
                + now
                + ", '"
                + move[0]
                + "', '"
                + move[1]
                + "', 'probe', request_id FROM entry WHERE id > (SELECT max(id) FROM entry) - "
                + count);
      }
      db.commit();
    }
    known = from + count;
    return Map.of("known", known);
  }

  /** SQLite plans by its indexes alone; PostgreSQL wants to have looked. */
  private Map<String, Object> filled() throws SQLException {
    if (url.startsWith("jdbc:postgresql:")) {
      try (Connection db = connect();
          Statement statement = db.createStatement()) {
        statement.execute("VACUUM ANALYZE");
      }
    }
    return Map.of();
  }

  private Connection connect() throws SQLException {
    return url.startsWith("jdbc:sqlite:")
        ? DriverManager.getConnection(url + "?busy_timeout=30000")
        : DriverManager.getConnection(url, "postgres", "");
  }

  // ---- measuring -------------------------------------------------------------------------------

  private interface Work {
    void run() throws Exception;
  }

  private static double micros(int count, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e3 / count;
  }

  private Map<String, Object> round(String number, int count) throws Exception {
    Map<String, Object> micros = new LinkedHashMap<>();
    Batch fresh = begin("fresh-" + number, count);
    List<BatchEntry> lines = lines("new" + number, 0, count);
    micros.put("write", micros(count, () -> write(fresh, lines)));
    batches.open(fresh);
    List<Claim> claims = new ArrayList<>();
    micros.put("claim", micros(count, () -> claimAll(claims, count)));
    micros.put("conclude", micros(count, () -> concludeAll(claims)));
    Batch again = begin("again-" + number, count);
    List<BatchEntry> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seen.add(line(KNOWN, random.nextLong(known), i + 2));
    }
    micros.put("duplicate", micros(count, () -> write(again, seen)));
    micros.put("look_up", micros(count, () -> lookUp(count)));
    return micros;
  }

  private Batch begin(String id, int lines) {
    Batch batch =
        new Batch(
            id,
            "default",
            id + ".csv",
            "sha-of-" + id,
            BatchMode.LENIENT,
            Batch.State.READING,
            lines,
            new TreeMap<>(Map.of("INR", 1100L * lines)),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    return batch;
  }

  private void write(Batch batch, List<BatchEntry> lines) {
    for (int from = 0; from < lines.size(); from += LINES_A_COMMIT) {
      int conflicts =
          batches
              .write(batch, lines.subList(from, Math.min(lines.size(), from + LINES_A_COMMIT)))
              .size();
      if (conflicts > 0) {
        throw new IllegalStateException("none of these was to be refused");
      }
    }
  }

  private static List<BatchEntry> lines(String prefix, long from, int count) {
    List<BatchEntry> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line(prefix, from + i, i + 2));
    }
    return lines;
  }

  private static BatchEntry line(String prefix, long number, long line) {
    String key = CaptureFiles.reference(prefix, number);
    return new BatchEntry.Wanted(
        line,
        new Command(
            "default",
            Action.CAPTURE,
            key,
            CaptureFiles.order(prefix, number),
            AMOUNT,
            "{\"merchant_capture_reference\":\""
                + key
                + "\",\"capture_amount\":{\"value\":1100,\"currency\":\"INR\"}}"),
        AMOUNT);
  }

  private void claimAll(List<Claim> claims, int count) {
    while (claims.size() < count) {
      List<Claim> more = journal.claimDue(CLAIMED_AT_ONCE);
      if (more.isEmpty()) {
        throw new IllegalStateException("only " + claims.size() + " of " + count + " were due");
      }
      claims.addAll(more);
    }
  }

  /** As many at once as the bridge has in flight. */
  private void concludeAll(List<Claim> claims) throws Exception {
    Outcome outcome =
        new Outcome.Succeeded(
            new Evidence(
                200, OrderStatus.PROCESSED, "c17ce30f-f88e-4f81-ada1-c3b4909ed235", "4201"));
    List<Future<?>> all = new ArrayList<>();
    for (Claim claim : claims) {
      all.add(hands.submit(() -> journal.conclude(claim, outcome)));
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  private void lookUp(int count) {
    for (int i = 0; i < count; i++) {
      String key = CaptureFiles.reference(KNOWN, random.nextLong(known));
      if (commands.find("default", Action.CAPTURE, key).isEmpty()) {
        throw new IllegalStateException(key + " was to be there");
      }
    }
  }
}
