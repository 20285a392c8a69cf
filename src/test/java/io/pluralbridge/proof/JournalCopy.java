package io.pluralbridge.proof;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the journal says, read with SQL of our own once every node has stopped.
 *
 * @param restoredAt when it was taken as restored from a backup, in milliseconds
 */
record JournalCopy(
    List<Batch> batches,
    List<Entry> entries,
    List<Name> names,
    List<Kept> kept,
    List<Move> moves,
    List<Long> restoredAt) {

  /** A row of {@code batch}. */
  record Batch(String id, String name, String sha256, String state, long lines, long openEntries) {}

  /** A row of {@code entry}. */
  record Entry(
      long id,
      String action,
      String key,
      String orderId,
      @Nullable Long amount,
      @Nullable String currency,
      String batchId,
      long line,
      String state,
      int attempts,
      @Nullable String errorCode,
      @Nullable String requestId,
      boolean sealed) {

    String instructionId() {
      return action + " " + key;
    }

    /** True when it is what that instruction asks for, to the last minor unit. */
    boolean isSameAs(Instruction instruction) {
      return instructionId().equals(instruction.id())
          && orderId.equals(instruction.orderId())
          && (amount == null
              ? instruction.amount() == null
              : amount.equals(instruction.amount()) && Instruction.CURRENCY.equals(currency));
    }
  }

  /** A row of {@code entry_alias}: a further name of an entry. */
  record Name(String action, String name, long entryId) {}

  /** A row of {@code batch_line}: a line that did not become an entry of its own. */
  record Kept(String batchId, long line, @Nullable Long entryId) {}

  /** A row of {@code entry_move}. */
  record Move(
      long id,
      long entryId,
      long at,
      String from,
      String to,
      String node,
      @Nullable String requestId,
      @Nullable String detail) {}

  private interface Row<T> {
    T of(ResultSet rs) throws SQLException;
  }

  static JournalCopy read(Connection database) throws SQLException {
    return new JournalCopy(
        all(
            database,
            "SELECT * FROM batch ORDER BY received_at, id",
            rs ->
                new Batch(
                    rs.getString("id"),
                    rs.getString("name"),
                    rs.getString("sha256"),
                    rs.getString("state"),
                    rs.getLong("line_count"),
                    rs.getLong("open_entries"))),
        all(
            database,
            "SELECT * FROM entry ORDER BY id",
            rs ->
                new Entry(
                    rs.getLong("id"),
                    rs.getString("action"),
                    rs.getString("command_key"),
                    rs.getString("order_id"),
                    number(rs, "minor_units"),
                    rs.getString("currency"),
                    rs.getString("batch_id"),
                    rs.getLong("batch_line"),
                    rs.getString("state"),
                    rs.getInt("attempts"),
                    rs.getString("error_code"),
                    rs.getString("request_id"),
                    rs.getString("sealed") != null)),
        all(
            database,
            "SELECT * FROM entry_alias ORDER BY action, alias",
            rs -> new Name(rs.getString("action"), rs.getString("alias"), rs.getLong("entry_id"))),
        all(
            database,
            "SELECT * FROM batch_line WHERE line > 0 ORDER BY batch_id, line",
            rs -> new Kept(rs.getString("batch_id"), rs.getLong("line"), number(rs, "entry_id"))),
        all(
            database,
            "SELECT * FROM entry_move ORDER BY id",
            rs ->
                new Move(
                    rs.getLong("id"),
                    rs.getLong("entry_id"),
                    rs.getLong("moved_at"),
                    rs.getString("from_state"),
                    rs.getString("to_state"),
                    rs.getString("node"),
                    rs.getString("request_id"),
                    rs.getString("detail"))),
        all(
            database,
            "SELECT restored_at FROM journal_restoration ORDER BY id",
            rs -> rs.getLong("restored_at")));
  }

  private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
    long number = rs.getLong(column);
    return rs.wasNull() ? null : number;
  }

  private static <T> List<T> all(Connection database, String sql, Row<T> row) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      while (rs.next()) {
        rows.add(row.of(rs));
      }
      return rows;
    }
  }
}
