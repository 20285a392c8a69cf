package io.pluralbridge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the journal has written down, read through a connection of its own: so it is committed. */
final class History implements AutoCloseable {

  private record Entry(long id, String orderId, Command command, EntryState state) {}

  private record Move(long entryId, EntryState from, EntryState to) {}

  private final Connection connection;
  private final PreparedStatement timesSent;
  private final PreparedStatement open;

  History(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
    timesSent =
        connection.prepareStatement(
            "SELECT COUNT(*) FROM entry_move WHERE to_state = 'SENT' AND entry_id = ?");
    open =
        connection.prepareStatement(
            "SELECT COUNT(*) FROM entry WHERE state NOT IN ('SUCCEEDED', 'DECLINED', 'WITHDRAWN')"
                + " AND order_id <> '"
                + Instructions.NO_SUCH
                + "'");
  }

  /** Forgets everything. */
  void clear() {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : List.of("entry_move", "entry", "batch_line", "batch")) {
        statement.executeUpdate("DELETE FROM " + table);
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  int timesSent(long entryId) {
    try {
      timesSent.setLong(1, entryId);
      return number(timesSent);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many entries have no final outcome. */
  int open() {
    try {
      return number(open);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int number(PreparedStatement query) throws SQLException {
    try (ResultSet rs = query.executeQuery()) {
      rs.next();
      return rs.getInt(1);
    }
  }

  /** That Plural knows of no such order proves nothing, so what was lost of it may stay open. */
  void check(GulliblePlural plural) {
    List<Entry> entries = entries();
    checkMoves(entries);
    for (Entry entry : entries) {
      int effects = plural.effects(entry.command());
      assertThat(effects).as("effects of %s", entry).isLessThanOrEqualTo(1);
      boolean stillOpen = entry.orderId().equals(Instructions.NO_SUCH) && !entry.state().isFinal();
      assertThat(entry.state())
          .as("what became of %s, which took effect %s times", entry, effects)
          .isEqualTo(
              effects == 1
                  ? EntryState.SUCCEEDED
                  : stillOpen || isAfterAnother(entry, entries)
                      ? entry.state()
                      : EntryState.DECLINED);
    }
    assertThat(openByBatches())
        .as("open entries by the count of the batches")
        .isEqualTo(entries.stream().filter(entry -> !entry.state().isFinal()).count());
  }

  /**
   * A capture after one that succeeded is taken back before it is sent, or Plural says no; and with
   * it what else its file asks of the order.
   */
  private static boolean isAfterAnother(Entry entry, List<Entry> entries) {
    return entry.state() == EntryState.WITHDRAWN
        && hasCapture(entry, entries, EntryState.SUCCEEDED)
        && (entry.command().action() == Action.CAPTURE
            || hasCapture(entry, entries, EntryState.WITHDRAWN));
  }

  private static boolean hasCapture(Entry entry, List<Entry> entries, EntryState state) {
    return entries.stream()
        .anyMatch(
            other ->
                other.id() != entry.id()
                    && other.orderId().equals(entry.orderId())
                    && other.command().action() == Action.CAPTURE
                    && other.state() == state);
  }

  /** Every move is a legal one, begins where the last ended, and no order has two under way. */
  private void checkMoves(List<Entry> entries) {
    Map<Long, EntryState> states = new HashMap<>();
    Map<Long, String> orders = new HashMap<>();
    for (Entry entry : entries) {
      states.put(entry.id(), EntryState.ACCEPTED);
      orders.put(entry.id(), entry.orderId());
    }
    Set<String> underWay = new HashSet<>();
    for (Move move : moves()) {
      assertThat(move.from()).as("%s begins", move).isEqualTo(states.get(move.entryId()));
      assertThat(move.from().mayBecome(move.to())).as("%s is legal", move).isTrue();
      states.put(move.entryId(), move.to());
      String order = orders.get(move.entryId());
      if (move.to() == EntryState.SENT) {
        assertThat(order.isEmpty() || underWay.add(order))
            .as("%s is the only one of its order", move)
            .isTrue();
      } else if (move.to() != EntryState.UNKNOWN && move.to() != EntryState.WITHDRAWN) {
        underWay.remove(order);
      }
    }
    for (Entry entry : entries) {
      assertThat(entry.state())
          .as("%s is as its history says", entry)
          .isEqualTo(states.get(entry.id()));
    }
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery("SELECT id, order_id, action, command_key, state FROM entry")) {
      while (rs.next()) {
        Action action = Action.valueOf(rs.getString("action"));
        String order = rs.getString("order_id");
        entries.add(
            new Entry(
                rs.getLong("id"),
                order,
                new Command("default", action, rs.getString("command_key"), order, null, ""),
                EntryState.valueOf(rs.getString("state"))));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return entries;
  }

  private List<Move> moves() {
    List<Move> moves = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT entry_id, from_state, to_state FROM entry_move ORDER BY id")) {
      while (rs.next()) {
        moves.add(
            new Move(
                rs.getLong("entry_id"),
                EntryState.valueOf(rs.getString("from_state")),
                EntryState.valueOf(rs.getString("to_state"))));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return moves;
  }

  private int openByBatches() {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT COALESCE(SUM(open_entries), 0) FROM batch")) {
      return number(query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
