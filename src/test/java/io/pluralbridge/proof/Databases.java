package io.pluralbridge.proof;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database of a run: the embedded one, or a PostgreSQL that keeps what it committed. */
final class Databases implements AutoCloseable {

  private final String url;
  private final @Nullable EmbeddedPostgres server;

  /** Which database. */
  enum Kind {
    EMBEDDED,
    POSTGRESQL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Databases(String url, @Nullable EmbeddedPostgres server) {
    this.url = url;
    this.server = server;
  }

  /** PostgreSQL is started; the embedded one is the bridge's own affair. */
  static Databases open(Plan plan) throws IOException {
    if (plan.database() == Kind.EMBEDDED) {
      return new Databases("jdbc:sqlite:" + plan.data().resolve("journal.db"), null);
    }
    Path folder = plan.folder().resolve("postgresql");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    return new Databases(server.getJdbcUrl("postgres", "postgres"), server);
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

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }
}
