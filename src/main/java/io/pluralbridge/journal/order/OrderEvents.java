package io.pluralbridge.journal.order;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.outbox.Rests;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Rows;
import io.pluralbridge.payment.OrderStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox of {@link Orders}: each step of an order, until all is done about it. What is told is
 * told at least once, or given up after days.
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

  private final Database database;
  private final Journal journal;
  private final Duration lease;
  private final Duration giveUpAfter;
  private final Schedule schedule;
  private final Clock clock;
  private final Rests rests;

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
    this.clock = schedule.clock();
    this.rests = new Rests(schedule);
  }

  /** Takes up to {@code max} that are due. Until done or the lease is over, alone. */
  public List<OrderEvent> claim(Errand errand, int max) {
    long now = clock.millis();
    String due = due(errand);
    String at = errand.column("at");
    String tries = errand.column("tries");
    if (max == 0
        || rests.isResting(errand.name())
        || database.reading().query(due, (rs, i) -> 1, now, 1).isEmpty()) {
      return List.of();
    }
    return journal
        .writer()
        .commitWork(
            db -> {
              List<OrderEvent> claimed =
                  db.query(due + database.skipLocked(), (rs, i) -> event(rs, errand), now, max);
              Rows.write(
                  db,
                  "UPDATE order_event SET %s = ?, %s = %s + 1 WHERE id = ?"
                      .formatted(at, tries, tries),
                  claimed.stream()
                      .map(one -> new Object[] {now + lease.toMillis(), one.id()})
                      .toList());
              return claimed;
            });
  }

  static String due(Errand errand) {
    String at = errand.column("at");
    return "SELECT * FROM order_event WHERE " + at + " <= ? ORDER BY " + at + ", id LIMIT ?";
  }

  /** It is done. */
  public void done(OrderEvent event) {
    rests.works(event.errand().name());
    end(event, "done_at");
  }

  private void end(OrderEvent event, String how) {
    long now = clock.millis();
    String update =
        "UPDATE order_event SET %s = ?, %s = NULL WHERE id = ?"
            .formatted(event.errand().column(how), event.errand().column("at"));
    journal.writer().commitWork(db -> db.update(update, now, event.id()));
  }

  /** Nobody took it to the queue, or nobody could see what follows: later, then. */
  public void later(OrderEvent event, Exception failure) {
    if (event.errand() == Errand.QUEUE) {
      rests.fails(event.errand().name(), "Steps of orders cannot be put into a queue", failure);
    } else if (clock.instant().isAfter(event.at().plus(giveUpAfter))) {
      giveUp(event, "what follows could not be found out: " + failure.getMessage());
      return;
    }
    postpone(event, schedule.nextTry(event.tries() + 1, null));
  }

  /**
   * Writes down what the endpoint said.
   *
   * @param status the HTTP status; 0 when there was no answer
   */
  public void answered(OrderEvent told, int status) {
    if (status / 100 == 2) {
      done(told);
    } else if (told.tries() < WAITS.size() && status != 410) {
      postpone(told, clock.instant().plus(WAITS.get(told.tries())));
    } else {
      giveUp(told, "no endpoint took it");
    }
  }

  private void giveUp(OrderEvent event, String why) {
    log.warn("Order {} is {}, and it is given up: {}", event.orderId(), event.state(), why);
    end(event, "given_up_at");
  }

  private void postpone(OrderEvent event, Instant until) {
    String update =
        "UPDATE order_event SET %s = ? WHERE id = ?".formatted(event.errand().column("at"));
    journal.writer().commitWork(db -> db.update(update, until.toEpochMilli(), event.id()));
  }

  private static OrderEvent event(ResultSet rs, Errand errand) throws SQLException {
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
        Journal.money(rs),
        number(rs, "captured"),
        number(rs, "refunded"),
        Instant.ofEpochMilli(rs.getLong("at")),
        errand,
        rs.getInt(errand.column("tries")));
  }

  private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
