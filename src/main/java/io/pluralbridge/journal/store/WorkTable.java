package io.pluralbridge.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rows of a table that are due, each claimed by one worker at a time, for as long as its lease
 * lasts.
 *
 * <p>In the embedded database, which no other process looks into, leases are kept in memory: a
 * claim writes nothing, and when the process dies all that it had claimed is due again. In any
 * other one the lease is the time at which the row is due again.
 *
 * @param <T> a claimed row
 */
public final class WorkTable<T> {

  private final Database database;
  private final GroupCommit writer;
  private final Query<T> query;
  private final long leaseMs;
  private final Map<List<Object>, Long> leases = new HashMap<>();

  /**
   * The rows, in SQL.
   *
   * @param due selects those that are due, the first first; parameters: now in milliseconds, and
   *     how many
   * @param dueAt the column of it that says, in milliseconds, when a row is due
   * @param locked the alias of the table whose rows are locked; empty where there is one table only
   * @param leased makes a row due again later; parameters: when, in milliseconds, and its key
   * @param key what tells a row from all others
   */
  public record Query<T>(
      String due,
      String dueAt,
      String locked,
      String leased,
      Function<T, List<Object>> key,
      Reader<T> reader) {}

  /** Reads a row. */
  @FunctionalInterface
  public interface Reader<T> {

    /**
     * Reads the row on which the result set stands.
     *
     * @param dueAt in milliseconds; when the row has another one later, it became due anew
     */
    T read(ResultSet rs, long dueAt) throws SQLException;
  }

  public WorkTable(Database database, GroupCommit writer, Query<T> query, Duration lease) {
    this.database = database;
    this.writer = writer;
    this.query = query;
    this.leaseMs = lease.toMillis();
  }

  /**
   * Claims up to {@code max} rows that are due. Nobody else gets them until they are {@link
   * #letGo}, which has to follow the commit that says what became of them, or the lease is over.
   *
   * @param now in milliseconds
   */
  public List<T> claim(int max, long now) {
    JdbcTemplate reading = database.reading();
    if (max <= 0) {
      return List.of();
    }
    if (database.isEmbedded()) {
      return inMemory(
          max,
          now,
          most ->
              reading.query(
                  query.due, (rs, i) -> query.reader.read(rs, rs.getLong(query.dueAt)), now, most));
    }
    if (reading.query(query.due, (rs, i) -> 1, now, 1).isEmpty()) {
      return List.of();
    }
    String skipLocked =
        query.locked.isEmpty() ? database.skipLocked() : database.skipLockedOf(query.locked);
    long until = now + leaseMs;
    return writer.commitWork(
        db -> {
          List<T> due =
              db.query(query.due + skipLocked, (rs, i) -> query.reader.read(rs, until), now, max);
          Rows.write(
              db,
              query.leased,
              due.stream()
                  .map(
                      row ->
                          Stream.concat(Stream.of(until), query.key.apply(row).stream()).toArray())
                  .toList());
          return due;
        });
  }

  /** While it looks nothing is let go: so what was done a moment ago is not seen as due. */
  private synchronized List<T> inMemory(int max, long now, IntFunction<List<T>> due) {
    leases.values().removeIf(until -> until <= now);
    List<T> claimed = new ArrayList<>();
    for (T row : due.apply(max + leases.size())) {
      if (claimed.size() < max && leases.putIfAbsent(query.key.apply(row), now + leaseMs) == null) {
        claimed.add(row);
      }
    }
    return claimed;
  }

  /** What became of it is committed. */
  public synchronized void letGo(T row) {
    leases.remove(query.key.apply(row));
  }
}
