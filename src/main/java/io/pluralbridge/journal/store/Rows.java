package io.pluralbridge.journal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One statement, run for each of many rows; what is done for every command is a {@link Bulk}. Each
 * value is set by its own type, as all here are text or numbers; Spring would ask the driver for
 * the type of each that is null, which costs more than to write it.
 */
public final class Rows {

  /**
   * The state of a row that the rest of the condition names by its id, its order, or its key. An
   * index of that state would serve the bare column, and PostgreSQL takes such an index for as
   * short as it was when it last counted: it would read all of it for each row.
   */
  public static final String ITS_STATE = "state || ''";

  private Rows() {}

  /**
   * Runs the statement once for each row.
   *
   * @return how many rows of the table each of them changed
   */
  public static int[] write(JdbcTemplate db, String sql, List<@Nullable Object[]> rows) {
    if (rows.isEmpty()) {
      return new int[0];
    }
    return db.batchUpdate(
        sql,
        new BatchPreparedStatementSetter() {
          @Override
          public void setValues(PreparedStatement statement, int row) throws SQLException {
            set(statement, rows.get(row));
          }

          @Override
          public int getBatchSize() {
            return rows.size();
          }
        });
  }

  private static void set(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else if (value instanceof String text) {
        statement.setString(i + 1, text);
      } else if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (value instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else {
        throw new IllegalArgumentException("neither text nor a number: " + value.getClass());
      }
    }
  }
}
