package io.pluralbridge.journal;

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
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The outbox of {@link Orders}: each step of an order, until it was told. Once to a queue, and over
 * HTTP at least once, or given up after days.
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

  static final String DUE =
      "SELECT * FROM order_event WHERE due_at <= ? ORDER BY due_at, id LIMIT ?";

  private final Database database;
  private final Journal journal;
  private final Duration lease;
  private final Clock clock;

  /**
   * The outbox in that database.
   *
   * @param lease how long it takes at the most to tell one
   */
  public OrderEvents(Database database, Journal journal, Duration lease, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.lease = lease;
    this.clock = clock;
  }

  // ---- over HTTP -------------------------------------------------------------------------------

  /** Takes up to {@code max} that are due over HTTP. Until told or the lease is over, alone. */
  public List<OrderEvent> claim(int max) {
    long now = clock.millis();
    JdbcTemplate reading = database.reading();
    if (reading.query(DUE, (rs, i) -> 1, now, 1).isEmpty()) {
      return List.of();
    }
    return journal
        .writer()
        .commitWork(
            db -> {
              List<OrderEvent> due =
                  db.query(DUE + database.skipLocked(), (rs, i) -> event(rs), now, max);
              db.batchUpdate(
                  "UPDATE order_event SET due_at = ?, tries = tries + 1 WHERE id = ?",
                  due.stream()
                      .map(one -> new Object[] {now + lease.toMillis(), one.id()})
                      .toList());
              return due;
            });
  }

  /**
   * Writes down what its receiver said.
   *
   * @param status the HTTP status; 0 when there was no answer
   */
  public void answered(OrderEvent told, int status) {
    long now = clock.millis();
    if (status / 100 == 2) {
      mark("UPDATE order_event SET sent_at = ?, due_at = NULL WHERE id = ?", now, told.id());
    } else if (told.tries() < WAITS.size() && status != 410) {
      long next = now + WAITS.get(told.tries()).toMillis();
      mark("UPDATE order_event SET due_at = ? WHERE id = ?", next, told.id());
    } else {
      log.warn(
          "That order {} is {} could not be told over HTTP, and is given up",
          told.orderId(),
          told.state());
      mark("UPDATE order_event SET given_up_at = ?, due_at = NULL WHERE id = ?", now, told.id());
    }
  }

  private void mark(String update, long time, long id) {
    journal.writer().commitWork(db -> db.update(update, time, id));
  }

  // ---- to a queue ------------------------------------------------------------------------------

  /** Up to {@code max} steps that no queue has yet, the first one first. Looks only. */
  public List<OrderEvent> notQueued(int max) {
    return database
        .reading()
        .query(
            "SELECT * FROM order_event WHERE queued_at IS NULL ORDER BY id LIMIT ?",
            (rs, i) -> event(rs),
            max);
  }

  /** A queue has it now. */
  public void queued(OrderEvent told) {
    mark("UPDATE order_event SET queued_at = ? WHERE id = ?", clock.millis(), told.id());
  }

  private static OrderEvent event(ResultSet rs) throws SQLException {
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
        rs.getString("reference"),
        Journal.money(rs),
        number(rs, "captured"),
        number(rs, "refunded"),
        Instant.ofEpochMilli(rs.getLong("at")),
        rs.getInt("tries"));
  }

  private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    Number number = (Number) rs.getObject(column);
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
