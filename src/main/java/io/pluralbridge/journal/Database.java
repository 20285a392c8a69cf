package io.pluralbridge.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database under the journal, migrated to what this version expects: SQLite embedded, or
 * PostgreSQL.
 *
 * <p>SQLite runs with a write-ahead log and {@code synchronous=FULL}: what is committed survives a
 * killed process and a power cut. It has one writer, so transactions take the write lock at once.
 */
public final class Database implements AutoCloseable {

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private final HikariDataSource pool;
  private final boolean embedded;

  private Database(HikariDataSource pool, boolean embedded) {
    this.pool = pool;
    this.embedded = embedded;
  }

  /**
   * Connects and migrates.
   *
   * @throws IllegalArgumentException when the address is neither SQLite's nor PostgreSQL's
   * @throws IllegalStateException when the database cannot be reached
   */
  public static Database open(DatabaseSettings settings) {
    boolean embedded = settings.url().startsWith(SQLITE);
    if (!embedded && !settings.url().startsWith(POSTGRESQL)) {
      throw new IllegalArgumentException(
          "bridge.database.url starts with "
              + SQLITE
              + " or "
              + POSTGRESQL
              + ", and this one does not: "
              + settings.url().replaceAll("(?<=^jdbc:[a-z]{1,20}:).*", "…"));
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("journal");
    config.setJdbcUrl(settings.url());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    if (embedded) {
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("busy_timeout", "30000");
      config.addDataSourceProperty("cache_size", "-65536");
      config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    } else {
      config.setUsername(settings.username());
      config.setPassword(settings.password());
    }
    HikariDataSource pool = connect(config);
    try {
      migrate(pool, embedded);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return new Database(pool, embedded);
  }

  private static HikariDataSource connect(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the database of bridge.database.url (BRIDGE_DATABASE_URL) cannot be opened: "
              + cause.getMessage(),
          e);
    }
  }

  private static void migrate(DataSource pool, boolean embedded) {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .placeholders(
            Map.of(
                "identity",
                embedded
                    ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                    : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
        .load()
        .migrate();
  }

  /** True for the database under the data folder, which one process has to itself. */
  public boolean isEmbedded() {
    return embedded;
  }

  /** True, once it has answered the simplest of questions. */
  public boolean answers() {
    reading().queryForObject("SELECT 1", Integer.class);
    return true;
  }

  DataSource dataSource() {
    return pool;
  }

  JdbcTemplate reading() {
    return new JdbcTemplate(pool);
  }

  /** What makes a claim skip the rows that another node is claiming; SQLite has one writer. */
  String skipLocked() {
    return embedded ? "" : " FOR UPDATE SKIP LOCKED";
  }

  @Override
  public void close() {
    pool.close();
  }
}
