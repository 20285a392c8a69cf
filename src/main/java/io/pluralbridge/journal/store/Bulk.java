package io.pluralbridge.journal.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One change for many rows. Each value has a name and a type: {@code :due_at::BIGINT}.
 *
 * <p>PostgreSQL takes all rows in one statement, as it opens a table with all of its indexes anew
 * for each, which costs it more than the change of a row. SQLite takes them one by one: it knows no
 * arrays.
 */
public final class Bulk {

  private static final Pattern VALUE = Pattern.compile(":([a-z_]+)::(TEXT|BIGINT|INT)");

  private final String forOne;
  private final String forAll;
  private final List<String> types = new ArrayList<>();
  private final boolean updates;

  private Bulk(String change, String condition) {
    List<String> names = new ArrayList<>();
    List<String> arrays = new ArrayList<>();
    Matcher value = VALUE.matcher(change + condition);
    while (value.find()) {
      names.add(value.group(1));
      types.add(value.group(2));
      arrays.add("CAST(? AS " + value.group(2) + "[])");
    }
    updates = !condition.isEmpty();
    forOne = VALUE.matcher(change + condition).replaceAll("?");
    forAll =
        VALUE.matcher(change).replaceAll("v.$1")
            + " FROM unnest("
            + String.join(", ", arrays)
            + ") WITH ORDINALITY AS v("
            + String.join(", ", names)
            + ", place)"
            + VALUE.matcher(condition).replaceAll("v.$1")
            + (updates ? " RETURNING v.place" : "");
  }

  /** The change names the table {@code AS e}, and says so of every column that it reads. */
  public static Bulk update(String change, String condition) {
    return new Bulk("UPDATE " + change, " WHERE " + condition);
  }

  /** All values in one {@code SELECT}. */
  public static Bulk insert(String change) {
    return new Bulk("INSERT INTO " + change, "");
  }

  /** As PostgreSQL takes it. */
  public String forAll() {
    return forAll;
  }

  /**
   * Of two values for one row of the table only one takes effect.
   *
   * @param rows the values of each, in the order in which they are named; text, or numbers
   * @return which of them took effect
   */
  boolean[] write(JdbcTemplate db, boolean together, List<@Nullable Object[]> rows) {
    boolean[] done = new boolean[rows.size()];
    if (rows.isEmpty()) {
      return done;
    }
    if (!together) {
      int[] changed = Rows.write(db, forOne, rows);
      for (int i = 0; i < changed.length; i++) {
        done[i] = changed[i] == 1;
      }
      return done;
    }
    Object[] arrays = new Object[types.size()];
    for (int column = 0; column < arrays.length; column++) {
      arrays[column] = array(column, rows);
    }
    if (updates) {
      db.query(
          forAll,
          rs -> {
            done[rs.getInt(1) - 1] = true;
          },
          arrays);
    } else {
      db.update(forAll, arrays);
      Arrays.fill(done, true);
    }
    return done;
  }

  private @Nullable Object[] array(int column, List<@Nullable Object[]> rows) {
    return switch (types.get(column)) {
      case "BIGINT" -> rows.stream().map(row -> number(row[column])).toArray(Long[]::new);
      case "INT" ->
          rows.stream()
              .map(row -> number(row[column]))
              .map(number -> number == null ? null : Math.toIntExact(number))
              .toArray(Integer[]::new);
      default -> rows.stream().map(row -> (String) row[column]).toArray(String[]::new);
    };
  }

  private static @Nullable Long number(@Nullable Object value) {
    return value == null ? null : ((Number) value).longValue();
  }
}
