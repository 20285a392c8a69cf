package io.pluralbridge.journal;

import io.pluralbridge.journal.store.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlRunbookTest extends RunbookContract {

  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  protected DatabaseSettings database() {
    String name = "runbook_" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseSettings(server.getJdbcUrl("postgres", name), "postgres", "");
  }

  @Override
  String inItsWords(String sql) {
    return sql.replaceAll("datetime\\((\\w+)/1000,'unixepoch'\\)", "to_timestamp($1/1000)");
  }
}
