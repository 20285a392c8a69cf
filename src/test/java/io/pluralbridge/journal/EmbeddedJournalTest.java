package io.pluralbridge.journal;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedJournalTest extends JournalContract {

  private static final int FULL = 2;
  private static final int NORMAL = 1;

  @TempDir Path folder;

  /** What is asked every few seconds must not look at each of a million entries. */
  @Test
  void what_is_parked_is_found_by_small_indexes_of_its_own() {
    assertThat(planOf(Parking.BEHIND + Parking.IN_ORDER))
        .contains("entry_parked", "entry_order_open");
    assertThat(planOf(Parking.IN_VAIN + Parking.IN_ORDER)).contains("entry_waits");
    assertThat(planOf(Journal.UNKNOWN_DUE)).contains("entry_unknown (due_at<?");
    assertThat(planOf(DueClaims.DUE))
        .contains(
            "entry_due (batch_id=? AND due_at<?",
            "entry_order_open",
            "entry_one_writer (merchant=? AND order_id=?)",
            "entry_waits");
    assertThat(planOf(Batches.UNCERTAIN)).contains("entry_sent (", "entry_unknown (");
    assertThat(planOf(DueClaims.REPORTED_TO_SEND)).contains("entry_due (batch_id=?");
  }

  @Test
  void what_somebody_waits_for_is_found_by_its_id() {
    assertThat(planOf(DueClaims.dueWaitedFor(Set.of(1L, 2L, 3L))))
        .contains("e USING INTEGER PRIMARY KEY", "w USING INTEGER PRIMARY KEY", "entry_order_open");
    assertThat(planOf(Journal.unknownWaitedFor(List.of(1L, 2L, 3L))))
        .contains("e USING INTEGER PRIMARY KEY", "w USING INTEGER PRIMARY KEY", "entry_one_writer");
  }

  @Test
  void a_file_that_is_read_is_held_against_further_names_by_their_key() {
    assertThat(planOf(Commands.FURTHER_NAMES.formatted("?, ?")))
        .contains(
            "a USING INDEX sqlite_autoindex_entry_alias_1 (merchant=? AND action=? AND alias");
  }

  private String planOf(String sql) {
    List<String> plan =
        database.reading().query("EXPLAIN QUERY PLAN " + sql, (rs, i) -> rs.getString("detail"));
    assertThat(plan).as(sql).noneMatch(step -> step.matches("SCAN .( USING INDEX entry_key.*)?"));
    return String.join("; ", plan);
  }

  @Override
  protected DatabaseSettings database() {
    return new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", "");
  }

  @Test
  void only_an_outcome_that_nobody_waits_for_waits_for_a_commit() throws Exception {
    journal.close();
    journal = new Journal(database, schedule, "node-2", MINUTE, Duration.ofHours(1));
    batches = new Batches(database, journal, clock);
    commands = new Commands(database, journal, clock);
    opened("monday", capture(2, "one", "order-1"), capture(3, "two", "order-2"));
    commands.accept(capture(0, "three", "order-3").command(), null, Origin.http("a shop"));
    Map<String, Claim> claims =
        journal.claimDue(3).stream().collect(toMap(c -> c.command().key(), c -> c));
    Set<Long> waitedFor = Set.of(claims.get("two").id());
    journal.tells(
        new Journal.Listener() {
          @Override
          public void concluded(long entryId) {}

          @Override
          public void moved() {}

          @Override
          public Set<Long> waitedFor() {
            return waitedFor;
          }
        });

    CompletableFuture<Void> one = concluded(claims.get("one"));
    await().during(Duration.ofMillis(100)).until(() -> !one.isDone());
    assertThat(concluded(claims.get("two"))).as("somebody asks").succeedsWithin(MINUTE);
    assertThat(one).as("and goes with it").succeedsWithin(MINUTE);
    assertThat(concluded(claims.get("three"))).as("a shop waits").succeedsWithin(MINUTE);
  }

  private CompletableFuture<Void> concluded(Claim claim) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    journal.concludeLater(claim, SUCCEEDED, failure -> done.complete(null));
    return done;
  }

  @Test
  void it_flushes_to_disk_unless_told_not_to() {
    assertThat(synchronous(database)).isEqualTo(FULL);

    String url = "jdbc:sqlite:" + folder.resolve("fast.db");
    DatabaseSettings fast = new DatabaseSettings(url, "", "", Durability.PROCESS_KILL);
    try (Database another = Database.open(fast)) {
      assertThat(synchronous(another)).isEqualTo(NORMAL);
    }
  }

  private static Integer synchronous(Database database) {
    return database.reading().queryForObject("PRAGMA synchronous", Integer.class);
  }
}
