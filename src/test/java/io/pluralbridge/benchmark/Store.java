package io.pluralbridge.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database under the journal: the bridge's own, or a PostgreSQL that keeps what it commits. */
final class Store implements AutoCloseable {

  private final @Nullable EmbeddedPostgres server;

  /** Which database. */
  enum Kind {
    EMBEDDED,
    POSTGRESQL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Store(@Nullable EmbeddedPostgres server) {
    this.server = server;
  }

  static Store open(Kind kind, Path folder) throws IOException {
    if (kind == Kind.EMBEDDED) {
      return new Store(null);
    }
    return new Store(
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgresql"))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start());
  }

  /** What a bridge must be told to use it. */
  Map<String, String> settings() {
    return server == null
        ? Map.of()
        : Map.of(
            "bridge.database.url",
            server.getJdbcUrl("postgres", "postgres"),
            "bridge.database.username",
            "postgres");
  }

  /** Where the journal is, for a bridge with that data folder. */
  String url(Path data) {
    return server == null
        ? "jdbc:sqlite:" + data.resolve("journal.db")
        : server.getJdbcUrl("postgres", "postgres");
  }

  /** Looks at what was written there. */
  long count(Path data, String table) throws SQLException {
    try (Connection journal =
            server == null
                ? DriverManager.getConnection(url(data))
                : DriverManager.getConnection(url(data), "postgres", "");
        ResultSet rows = journal.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }
}
