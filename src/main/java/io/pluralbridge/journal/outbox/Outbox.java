package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.WorkTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outbox of one channel: rows still to be delivered, each at least once, with their next attempt. A
 * row is done only when its receiver has it; what fails is tried again, or given up, as the channel
 * says.
 *
 * @param <T> what is delivered
 */
public final class Outbox<T extends Outbox.Row> {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final Journal journal;
  private final Channel<T> channel;
  private final Schedule schedule;
  private final WorkTable<T> table;

  /** How many deliveries failed since the last that did not, and until when none is tried. */
  private int failures;

  private Instant pausedUntil = Instant.MIN;

  /** What is delivered, taken up by this node. */
  public interface Row {

    long id();

    /** How often it was tried in vain. */
    int tries();
  }

  /** The rows of a channel, and what becomes of those that fail. */
  public interface Channel<T> {

    /** Its rows, each with an {@code id}. */
    WorkTable.Query<T> query();

    /** Writes down that a row is delivered. */
    Change delivered(T row, long now);

    /** Writes down that a row is to be tried again, after one more try in vain. */
    Change tryAgain(T row, long at);

    /** Writes down that a row is never tried again. */
    default Change givenUp(T row, long now) {
      throw new IllegalStateException("nothing is given up here");
    }

    /**
     * When a row is tried again.
     *
     * @return null when it is given up
     */
    @Nullable Instant nextTry(T row, Exception failure, Schedule schedule);

    /**
     * What does not work when a delivery fails, for the log. Then nothing else is tried for a
     * while; null where a failure says nothing about other rows.
     */
    default @Nullable String outage() {
      return null;
    }
  }

  /** A statement with its parameters. */
  public record Change(String sql, List<@Nullable Object> parameters) {

    public Change(String sql, @Nullable Object... parameters) {
      this(sql, new ArrayList<>(Arrays.asList(parameters)));
    }
  }

  /**
   * The outbox of that channel.
   *
   * @param lease how long a delivery takes at most
   */
  public Outbox(
      Database database, Journal journal, Schedule schedule, Duration lease, Channel<T> channel) {
    this.journal = journal;
    this.channel = channel;
    this.schedule = schedule;
    this.table = new WorkTable<>(database, journal.writer(), channel.query(), lease);
  }

  /** Claims up to {@code max} rows that are due; none while the channel is down. */
  public List<T> claim(int max) {
    return isPaused() ? List.of() : table.claim(max, schedule.clock().millis());
  }

  /** Its receiver has it. Should there be something newer to tell, that is still due. */
  public void delivered(T row) {
    works();
    end(row, channel.delivered(row, schedule.clock().millis()));
  }

  /** Its receiver did not take it. */
  public void failed(T row, Exception failure) {
    fails(failure);
    Instant next = channel.nextTry(row, failure, schedule);
    end(
        row,
        next == null
            ? channel.givenUp(row, schedule.clock().millis())
            : channel.tryAgain(row, next.toEpochMilli()));
  }

  private void end(T row, Change change) {
    journal.writer().commitWork(db -> db.update(change.sql, change.parameters.toArray()));
    table.letGo(row);
  }

  private synchronized boolean isPaused() {
    return schedule.clock().instant().isBefore(pausedUntil);
  }

  private synchronized void works() {
    failures = 0;
    pausedUntil = Instant.MIN;
  }

  private synchronized void fails(Exception failure) {
    String outage = channel.outage();
    if (outage == null) {
      log.debug("A delivery failed, and is tried again or given up", failure);
      return;
    }
    failures++;
    pausedUntil = schedule.nextTry(failures, null);
    if (failures == 1) {
      log.warn("{} now, trying again until they can: {}", outage, failure.toString());
    }
  }
}
