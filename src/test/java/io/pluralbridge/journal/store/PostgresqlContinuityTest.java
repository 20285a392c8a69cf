package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.journal.EntryState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlContinuityTest extends ContinuityContract {

  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  DatabaseSettings fresh() {
    return create("");
  }

  @Override
  DatabaseSettings copyOf(DatabaseSettings journal) {
    return create(" TEMPLATE " + journal.url().replaceFirst(".*/([a-z_0-9]+).*", "$1"));
  }

  private static DatabaseSettings create(String template) {
    String name = "journal_" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + template);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseSettings(server.getJdbcUrl("postgres", name), "postgres", "");
  }

  @Test
  void nodes_come_and_go_with_data_folders_of_their_own() {
    try (Node one = new Node("node-1", data.resolve("one"), false)) {
      one.send("first");
      try (Node two = new Node("node-2", data.resolve("two"), false)) {
        two.send("second");
        one.send("third");
        assertThat(two.continuity.trouble()).isEmpty();
      }
      assertThat(one.continuity.trouble()).isEmpty();
    }
    new Node("node-2", data.resolve("two"), false).close();
    new Node("node-3", data.resolve("three"), false).close();
  }

  @Test
  void nodes_that_share_a_data_folder_leave_the_mark_of_one_that_is_up() {
    try (Node one = new Node("node-1", data, false);
        Node two = new Node("node-2", data, false)) {
      assertThat(marks()).hasSize(2);
      one.send("first");
      two.send("second");
    }
    new Node("node-3", data, false).close();
    assertThat(marks()).hasSize(1);
  }

  @Test
  void once_one_node_has_said_that_it_is_restored_the_others_start() {
    try (Node one = new Node("node-1", data.resolve("one"), false);
        Node two = new Node("node-2", data.resolve("two"), false)) {
      one.send("first");
      two.send("second");
    }
    DatabaseSettings backup = copyOf(now);
    clock.advance(Duration.ofMinutes(1));
    try (Node one = new Node("node-1", data.resolve("one"), false);
        Node two = new Node("node-2", data.resolve("two"), false)) {
      one.send("third");
      two.send("fourth");
    }
    now = backup;
    clock.advance(Duration.ofMinutes(1));
    for (String name : new String[] {"one", "two"}) {
      Path folder = data.resolve(name);
      assertThatThrownBy(() -> new Node(name, folder, false)).hasMessageContaining("older");
    }
    new Node("node-1", data.resolve("one"), true).close();
    new Node("node-2", data.resolve("two"), false).close();
  }

  @Test
  void a_node_without_a_mark_believes_no_server_that_is_another_one_unless_a_node_is_up() {
    try (Node one = new Node("node-1", data.resolve("one"), false)) {
      one.send("first");
    }
    now = copyOf(now);
    assertThatThrownBy(() -> new Node("node-2", data.resolve("two"), false))
        .hasMessageContainingAll("not the one that it was", "no mark", "--restored");
    try (Node knows = new Node("node-1", data.resolve("one"), false)) {
      assertThat(knows.continuity.trouble()).isEmpty();
      new Node("node-2", data.resolve("two"), false).close();
    }
  }

  @Test
  void what_another_lane_has_lost_stops_a_claim_as_well() {
    try (Node one = new Node(false)) {
      one.send("first");
      one.accept("second");
      one.database
          .reading()
          .update("UPDATE journal_run SET commits = commits - 1 WHERE lane = 'COMMITS'");
      assertThatThrownBy(() -> one.journal.claimDue(10)).isInstanceOf(RuntimeException.class);
      assertThat(one.state("second")).isEqualTo(EntryState.ACCEPTED);
    }
  }
}
