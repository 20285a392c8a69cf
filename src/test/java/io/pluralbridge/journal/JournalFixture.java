package io.pluralbridge.journal;

import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A journal on whatever database, and a clock that moves when told. */
public abstract class JournalFixture {

  public static final Duration MINUTE = Duration.ofMinutes(1);
  public static final Outcome SUCCEEDED =
      new Outcome.Succeeded(new Evidence(200, OrderStatus.PROCESSED, "request-1", "420145000226"));
  static final Outcome DECLINED =
      new Outcome.Declined(
          "OPERATION_NOT_ALLOWED", "not now", new Evidence(422, null, "request-2", null));
  public static final Outcome LOST =
      new Outcome.Unknown("no answer", null, false, null, Evidence.NONE);
  public static final Outcome TURNED_AWAY = new Outcome.NotSent("busy", null, Evidence.NONE);

  public final MovingClock clock = new MovingClock();
  public final Schedule schedule =
      new Schedule(
          Duration.ofSeconds(1),
          MINUTE,
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(30),
          clock,
          new Random(1));
  public Database database;
  public Journal journal;
  Batches batches;
  BatchLines lines;
  Amendments amendments;
  public Commands commands;

  protected abstract DatabaseSettings database();

  @BeforeEach
  void open() {
    database = Database.open(database());
    journal = new Journal(database, schedule, "node-1");
    batches = new Batches(database, journal, clock);
    lines = new BatchLines(database);
    amendments = new Amendments(database, journal, batches, clock);
    commands = new Commands(database, journal, clock);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }
}
