package io.pluralbridge.journal;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Durability;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What surviving a power cut costs: the journal alone claims and concludes lines, 64 at once, in
 * interleaved rounds. Prints, and judges nothing: {@code mvn test -Dtest=DurabilityCost}.
 */
class DurabilityCost {

  private static final int ROUNDS = 4;
  private static final int LINES = 20_000;
  private static final int AT_ONCE = 64;
  private static final Outcome SUCCEEDED =
      new Outcome.Succeeded(new Evidence(200, OrderStatus.PROCESSED, "request", null));

  @TempDir Path folder;

  @Test
  void of_each_database_with_each_durability() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start()) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (Durability durability : Durability.values()) {
          String name = "round_" + round + "_" + durability.name().toLowerCase(Locale.ROOT);
          print("SQLite", durability, "jdbc:sqlite:" + folder.resolve(name));
          print("PostgreSQL", durability, create(server, name));
        }
      }
    }
  }

  private static String create(EmbeddedPostgres server, String name) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return server.getJdbcUrl("postgres", name);
  }

  private static void print(String which, Durability durability, String url) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%-10s %-12s %,6d lines/s%n",
        which,
        durability,
        linesASecond(url, durability));
  }

  private static long linesASecond(String url, Durability durability) throws InterruptedException {
    Duration second = Duration.ofSeconds(1);
    Clock clock = Clock.systemUTC();
    Schedule schedule =
        new Schedule(second, second, second, second, second, second, second, clock, new Random(1));
    try (Database database = Database.open(new DatabaseSettings(url, "postgres", "", durability));
        Journal journal = new Journal(database, schedule, "node")) {
      open(new Batches(database, journal, clock));
      ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);
      Semaphore free = new Semaphore(AT_ONCE);
      long start = System.nanoTime();
      int claimed = 0;
      while (claimed < LINES) {
        free.acquire();
        int room = 1 + free.drainPermits();
        List<Claim> claims = journal.claimDue(room);
        free.release(room - claims.size());
        claimed += claims.size();
        for (Claim claim : claims) {
          hands.execute(
              () -> {
                journal.conclude(claim, SUCCEEDED);
                free.release();
              });
        }
      }
      hands.shutdown();
      hands.awaitTermination(1, TimeUnit.MINUTES);
      return LINES * 1_000_000_000L / (System.nanoTime() - start);
    }
  }

  private static void open(Batches batches) {
    Batch batch =
        new Batch(
            "batch",
            Command.DEFAULT_MERCHANT,
            "batch.csv",
            "sha",
            BatchMode.LENIENT,
            Batch.State.READING,
            LINES,
            new TreeMap<>(),
            false,
            Instant.now(),
            null);
    batches.begin(batch);
    Money amount = Money.of(1100, "INR");
    List<BatchEntry> lines = new ArrayList<>(LINES);
    for (int line = 0; line < LINES; line++) {
      Command command =
          new Command(
              Command.DEFAULT_MERCHANT,
              Action.CAPTURE,
              "capture-" + line,
              "order-" + line,
              amount,
              "{}");
      lines.add(new BatchEntry.Wanted(line + 2L, command, amount));
    }
    batches.write(batch, lines);
    batches.open(batch);
  }
}
