package io.pluralbridge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.order.InboundEvents;
import io.pluralbridge.journal.store.Bulk;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Durability;
import io.pluralbridge.journal.store.Locks;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlJournalTest extends JournalContract {

  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  protected DatabaseSettings database() {
    String name = "journal_" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new DatabaseSettings(server.getJdbcUrl("postgres", name), "postgres", "");
  }

  @Test
  void what_one_node_has_in_hand_no_other_node_takes() throws Exception {
    Locks mine = database.locks();
    try (Database another = Database.open(sameDatabase())) {
      Locks theirs = another.locks();
      Locks.Held file = mine.tryLock("file/1").orElseThrow();

      assertThat(theirs.tryLock("file/1")).isEmpty();
      assertThat(mine.tryLock("file/1")).as("nor another thread of the same node").isEmpty();
      assertThat(theirs.tryLock("file/2")).isPresent();
      file.close();
      assertThat(theirs.tryLock("file/1")).isPresent();
    }
    await().until(() -> mine.tryLock("file/2").isPresent());
  }

  @Test
  void a_second_node_of_the_same_name_does_not_start() {
    try (Database another = Database.open(sameDatabase())) {
      assertThatThrownBy(() -> new Journal(another, schedule, "node-1", Duration.ofMillis(200)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("node-1", "BRIDGE_NODE_NAME");
    }
  }

  @Test
  void a_node_whose_session_broke_has_its_names_again() {
    Locks.Held file = database.locks().tryLock("file/1").orElseThrow();
    database
        .reading()
        .queryForList(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
            Boolean.class);
    database.locks().keep();
    database.locks().keep();

    try (Database another = Database.open(sameDatabase())) {
      assertThat(another.locks().tryLock("file/1")).isEmpty();
      assertThat(another.locks().tryLock("node/node-1")).isEmpty();
    }
    file.close();
  }

  /**
   * What a machine that vanished has locked, rows and names, is free again within half a minute.
   */
  @Test
  void every_session_has_the_server_notice_that_its_machine_is_gone() {
    String idle = "SHOW tcp_keepalives_idle";

    assertThat(database.reading().queryForObject(idle, String.class)).isEqualTo("10");
    assertThat(journal.writer().<String>commitWork(db -> db.queryForObject(idle, String.class)))
        .isEqualTo("10");
  }

  @Test
  void a_server_that_acknowledges_before_it_writes_is_told_to_write_first() throws SQLException {
    database
        .reading()
        .execute("ALTER DATABASE journal_" + databases + " SET synchronous_commit = off");

    try (Database another = Database.open(sameDatabase())) {
      assertThat(show(another)).isEqualTo("on");
    }
    DatabaseSettings same = sameDatabase();
    DatabaseSettings fast =
        new DatabaseSettings(same.url(), same.username(), same.password(), Durability.PROCESS_KILL);
    try (Database another = Database.open(fast)) {
      assertThat(show(another)).isEqualTo("off");
    }
  }

  /**
   * Of a new table it has no idea how many rows there are; a first file of a million lines waits.
   */
  @Test
  void every_claim_goes_by_index_where_the_database_has_not_counted_yet() {
    many("monday", 5_000);

    assertThatTheyTakeWhatTheyRead(plans("monday"));
  }

  @Test
  void and_where_it_counted_when_nothing_was_due() {
    many("monday", 3_000);
    for (List<Claim> some = journal.claimDue(500); !some.isEmpty(); some = journal.claimDue(500)) {
      some.forEach(claim -> journal.concludeLater(claim, SUCCEEDED, failure -> {}));
    }
    await().until(() -> journal.concluded() == 3_000);
    database.reading().execute("ANALYZE");
    many("tuesday", 5_000);

    assertThatTheyTakeWhatTheyRead(plans("tuesday"));
  }

  @Test
  void a_claim_does_not_wait_for_outcomes_that_are_being_written() {
    many("monday", 10);
    CountDownLatch claimed = new CountDownLatch(1);
    CompletableFuture<Boolean> outcomes =
        CompletableFuture.supplyAsync(() -> journal.writer().commitWork(db -> waitFor(claimed)));

    assertThat(journal.claimDue(10)).hasSize(10);
    claimed.countDown();
    assertThat(outcomes.join()).as("was still writing").isTrue();
  }

  private List<String> plans(String batch) {
    return List.of(
        planOf(DueClaims.DUE + database.skipLocked(), batch, 1L, 256),
        planOf(DueClaims.DUE_BEHIND + database.skipLocked(), batch, 1L, 1L, 1L, 256),
        planOf(Journal.UNKNOWN_DUE + database.skipLocked(), 1L, 256),
        planOf(DueClaims.dueWaitedFor(Set.of(1L, 2L)) + database.skipLockedOf("e"), 1L, 256),
        planOf(Parking.BEHIND + Parking.IN_ORDER),
        planOf(Parking.IN_VAIN + Parking.IN_ORDER),
        planOf(Batches.UNCERTAIN, "a", "a"),
        planOf(DueClaims.REPORTED_TO_SEND, 1L),
        planOf(
            Parking.BEHIND + " AND p.id = ? AND e.merchant = ? AND e.order_id = ?", 1L, "a", "a"),
        planOf(Journal.unknownWaitedFor(List.of(1L, 2L)) + database.skipLockedOf("e"), 256));
  }

  /** It believes the index of the ACCEPTED to be empty, and would read 5,000 of them for one. */
  @Test
  void a_row_is_found_by_its_id_where_it_counted_when_none_was_due() {
    database.reading().execute("ANALYZE");
    many("monday", 5_000);

    assertThat(
            List.of(
                planOf(together(DueClaims.SEND)),
                planOf(Journal.ASK, 1L, "a", 1L),
                planOf(TakeUp.TAKE_UP, 1L, "a", 1L),
                planOf(together(Conclusions.CONCLUDE)),
                planOf(Parking.HOLD, 1L, "a", 1L),
                planOf(Parking.RELEASE, 1L, 1L),
                planOf(InboundEvents.LEASED, 1L, 1L),
                planOf(InboundEvents.DONE, 1L, 1L)))
        .allMatch(plan -> plan.contains("_pkey"));
  }

  private static String together(Bulk change) {
    return change.forAll().replace("?", "'{}'");
  }

  private static void assertThatTheyTakeWhatTheyRead(List<String> plans) {
    assertThat(plans.get(0))
        .contains("Index Scan using entry_due", "entry_order_open", "entry_waits")
        .doesNotContain("Sort");
    assertThat(plans.get(1))
        .containsPattern("Index Scan using entry_due.*Index Cond:.*ROW\\(due_at, id\\) > ROW")
        .doesNotContain("Sort");
    assertThat(plans.get(2)).contains("Index Scan using entry_unknown").doesNotContain("Sort");
    assertThat(plans)
        .noneMatch(plan -> plan.contains("Seq Scan") || plan.contains("Hash Join"))
        .as("asks for each order by itself")
        .noneMatch(plan -> plan.contains("Anti Join") || plan.contains("Semi Join"));
    assertThat(plans.get(0)).contains("entry_one_writer").doesNotContain("hashed SubPlan");
    assertThat(plans.get(6)).contains("entry_sent", "entry_unknown");
    assertThat(plans.get(7)).contains("entry_due on entry e ", "Index Cond: (batch_id = b.id)");
    assertThat(plans.get(8))
        .containsPattern("entry_order_open on entry e .*Index Cond: ..merchant =");
    assertThat(plans.get(9)).contains("entry_one_writer", "entry_pkey on entry e");
  }

  private String planOf(String sql, Object... of) {
    return String.join("; ", database.reading().queryForList("EXPLAIN " + sql, String.class, of));
  }

  private static String show(Database database) {
    return database.reading().queryForObject("SHOW synchronous_commit", String.class);
  }

  private static DatabaseSettings sameDatabase() {
    return new DatabaseSettings(
        server.getJdbcUrl("postgres", "journal_" + databases), "postgres", "");
  }
}
