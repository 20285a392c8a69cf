package io.pluralbridge.journal.order;

import io.pluralbridge.journal.EntryRows;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.outbox.Outbox;
import io.pluralbridge.journal.outbox.UndeliverableException;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.WorkTable;
import io.pluralbridge.payment.OrderStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outbox of the steps of {@link Orders}: one row a step, with one attempt for each {@link
 * EventChannel}. What is told is told at least once, or given up after days.
 */
public final class OrderEvents {

  private static final Logger log = LoggerFactory.getLogger(OrderEvents.class);

  /** Source: Standard Webhooks, "Retry schedule". Together more than three days. */
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  private static final String GIVEN_UP = "Order {} is {}, and it is given up: {}";

  private final Database database;
  private final Journal journal;
  private final Duration lease;
  private final Duration giveUpAfter;
  private final Schedule schedule;

  /**
   * The outbox in that database.
   *
   * @param lease how long it takes at the most to do one
   * @param giveUpAfter how long it is tried to see what follows from a step
   */
  public OrderEvents(
      Database database, Journal journal, Duration lease, Duration giveUpAfter, Schedule schedule) {
    this.database = database;
    this.journal = journal;
    this.lease = lease;
    this.giveUpAfter = giveUpAfter;
    this.schedule = schedule;
  }

  /** The steps about which that is still to be done. */
  public Outbox<OrderEvent> of(EventChannel channel) {
    return new Outbox<>(database, journal, schedule, lease, new Steps(channel, giveUpAfter));
  }

  static String due(EventChannel channel) {
    String at = channel.column("at");
    return "SELECT * FROM order_event WHERE " + at + " <= ? ORDER BY " + at + ", id LIMIT ?";
  }

  private record Steps(EventChannel channel, Duration giveUpAfter)
      implements Outbox.Channel<OrderEvent> {

    @Override
    public WorkTable.Query<OrderEvent> query() {
      return new WorkTable.Query<>(
          due(channel),
          channel.column("at"),
          "",
          "UPDATE order_event SET %s = ? WHERE id = ?".formatted(channel.column("at")),
          step -> List.of(step.id()),
          this::read);
    }

    @Override
    public Outbox.Change delivered(OrderEvent step, long now) {
      return end(step, "done_at", now);
    }

    @Override
    public Outbox.Change givenUp(OrderEvent step, long now) {
      return end(step, "given_up_at", now);
    }

    private Outbox.Change end(OrderEvent step, String how, long now) {
      return new Outbox.Change(
          "UPDATE order_event SET %s = ?, %s = NULL WHERE id = ?"
              .formatted(channel.column(how), channel.column("at")),
          now,
          step.id());
    }

    @Override
    public Outbox.Change tryAgain(OrderEvent step, long at) {
      String tries = channel.column("tries");
      return new Outbox.Change(
          "UPDATE order_event SET %s = ?, %s = %s + 1 WHERE id = ?"
              .formatted(channel.column("at"), tries, tries),
          at,
          step.id());
    }

    @Override
    public @Nullable Instant nextTry(OrderEvent step, Exception failure, Schedule schedule) {
      return switch (channel) {
        case QUEUE -> schedule.nextTry(step.tries() + 1, null);
        case ENDPOINT -> toldAgain(step, failure, schedule);
        case FOLLOW -> followedAgain(step, failure, schedule);
      };
    }

    private static @Nullable Instant toldAgain(
        OrderEvent step, Exception failure, Schedule schedule) {
      if (failure instanceof UndeliverableException || step.tries() >= WAITS.size()) {
        log.warn(GIVEN_UP, step.orderId(), step.state(), "no endpoint took it");
        return null;
      }
      return schedule.clock().instant().plus(WAITS.get(step.tries()));
    }

    private @Nullable Instant followedAgain(OrderEvent step, Exception failure, Schedule schedule) {
      if (schedule.clock().instant().isAfter(step.at().plus(giveUpAfter))) {
        log.warn(
            GIVEN_UP,
            step.orderId(),
            step.state(),
            "what follows could not be found out: " + failure.getMessage());
        return null;
      }
      return schedule.nextTry(step.tries() + 1, null);
    }

    @Override
    public @Nullable String outage() {
      return channel == EventChannel.QUEUE ? "Steps of orders cannot be put into a queue" : null;
    }

    private OrderEvent read(ResultSet rs, long dueAt) throws SQLException {
      String from = rs.getString("from_state");
      return new OrderEvent(
          rs.getLong("id"),
          rs.getString("uid"),
          rs.getString("merchant"),
          rs.getString("order_id"),
          rs.getInt("step"),
          from == null ? null : OrderStatus.valueOf(from),
          OrderStatus.valueOf(rs.getString("state")),
          rs.getString("because"),
          rs.getString("type"),
          rs.getString("parent_id"),
          rs.getString("reference"),
          EntryRows.money(rs),
          number(rs, "captured"),
          number(rs, "refunded"),
          Instant.ofEpochMilli(rs.getLong("at")),
          rs.getInt(channel.column("tries")));
    }
  }

  private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
