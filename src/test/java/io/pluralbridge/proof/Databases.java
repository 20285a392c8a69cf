package io.pluralbridge.proof;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The database of a run: the embedded one, or a PostgreSQL that keeps what it committed. A backup
 * of it can be made, and put back.
 */
final class Databases implements AutoCloseable {

  /** Whoever was killed a moment ago may not have been missed by the server yet. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final String HAS_RUN = "SELECT COUNT(*) FROM journal_run";

  private final String url;
  private final Path journal;
  private final Path backup;
  private final @Nullable EmbeddedPostgres server;

  /** Which database. */
  enum Kind {
    EMBEDDED,
    POSTGRESQL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private interface Work {
    void on(Statement statement) throws SQLException;
  }

  private Databases(Plan plan, String url, @Nullable EmbeddedPostgres server) {
    this.url = url;
    this.journal = plan.data().resolve("journal.db");
    this.backup = plan.folder().resolve("backup.db");
    this.server = server;
  }

  /** PostgreSQL is started; the embedded one is the bridge's own affair. */
  static Databases open(Plan plan) throws IOException, SQLException {
    if (plan.database() == Kind.EMBEDDED) {
      String url = "jdbc:sqlite:" + plan.data().resolve("journal.db");
      return new Databases(plan, url, null);
    }
    Path folder = plan.folder().resolve("postgresql");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    Databases databases = new Databases(plan, server.getJdbcUrl("postgres", "journal"), server);
    databases.administer(statement -> statement.execute("CREATE DATABASE journal"));
    return databases;
  }

  /** What a bridge must be told to use it. */
  Map<String, String> settings() {
    return server == null
        ? Map.of()
        : Map.of("bridge.database.url", url, "bridge.database.username", "postgres");
  }

  Connection connect() throws SQLException {
    return server == null
        ? DriverManager.getConnection(url)
        : DriverManager.getConnection(url, "postgres", "");
  }

  /** True when nodes may run while a backup is made. */
  boolean backsUpWhileRunning() {
    return server == null;
  }

  /** True once a bridge has run with it. */
  boolean hasRun() {
    if (server == null && !Files.exists(journal)) {
      return false;
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(HAS_RUN)) {
      return rows.next() && rows.getLong(1) > 0;
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Makes a backup, in the place of the one before. */
  void backUp() throws IOException, SQLException, InterruptedException {
    if (server == null) {
      Files.deleteIfExists(backup);
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = " + LONGEST_WAIT.toMillis());
        statement.execute("VACUUM INTO '" + backup + "'");
      }
    } else {
      administer(statement -> statement.execute("DROP DATABASE IF EXISTS backup"));
      copy("backup", "journal");
    }
  }

  /** Puts the backup in the place of the journal, once no node runs any more. */
  void putBack() throws IOException, SQLException, InterruptedException {
    if (server == null) {
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(journal.resolveSibling("journal.db" + suffix));
      }
      Files.copy(backup, journal);
    } else {
      administer(statement -> statement.execute("DROP DATABASE journal WITH (FORCE)"));
      copy("journal", "backup");
    }
  }

  /** What killed nodes had under way, the server ends first. */
  private void copy(String name, String of) throws SQLException, InterruptedException {
    Instant end = Instant.now().plus(LONGEST_WAIT);
    while (true) {
      try {
        administer(statement -> statement.execute("CREATE DATABASE " + name + " TEMPLATE " + of));
        return;
      } catch (SQLException inUse) {
        if (Instant.now().isAfter(end)) {
          throw inUse;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private void administer(Work work) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
        Statement statement = connection.createStatement()) {
      work.on(statement);
    }
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }
}
