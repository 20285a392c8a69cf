package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.JournalFixture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class EmbeddedContinuityTest extends ContinuityContract {

  private int journals;

  private DatabaseSettings at(Path file) {
    return new DatabaseSettings("jdbc:sqlite:" + file, "", "");
  }

  @Override
  DatabaseSettings fresh() {
    return at(data.resolve("journal" + ++journals + ".db"));
  }

  @Override
  DatabaseSettings copyOf(DatabaseSettings journal) {
    Path copy = data.resolve("journal" + ++journals + ".db");
    try (Connection connection = DriverManager.getConnection(journal.url())) {
      connection.createStatement().execute("VACUUM INTO '" + copy + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return at(copy);
  }

  private Path file() {
    return now.file().orElseThrow();
  }

  @Test
  void a_journal_that_is_missing_or_empty_beside_a_mark_is_not_made_anew() throws IOException {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    Files.delete(file());
    assertThatThrownBy(() -> new Node(false))
        .hasMessageContainingAll(file() + " is missing", "nothing is sent", "--restored");
    assertThat(file()).doesNotExist();
    Files.createFile(file());
    assertThatThrownBy(() -> new Node(false)).hasMessageContaining(file() + " is empty");
    // With nothing at all to go by, everything that comes in is in doubt.
    try (Node node = new Node(true)) {
      node.accept("first");
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThat(node.state("first")).isEqualTo(EntryState.UNKNOWN);
    }
  }

  @Test
  void a_journal_from_elsewhere_has_no_mark_here() throws IOException {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    for (Path mark : marks()) {
      Files.delete(mark);
    }
    assertThatThrownBy(() -> new Node(false))
        .hasMessageContainingAll("there is no mark of that in", "from a backup", "--restored");
    new Node(true).close();
    new Node(false).close();
  }

  /** In the right journal, with what was committed last left behind in its log. */
  @Test
  void a_journal_without_its_log_is_too_old() throws IOException {
    Path aside = data.resolve("aside.db");
    try (Node node = new Node(false)) {
      node.send("first");
      Files.copy(file(), aside);
    }
    now = at(aside);
    assertThatThrownBy(() -> new Node(false)).hasMessageContaining("nothing is sent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal", "-shm"})
  void a_file_that_is_deleted_while_it_runs_stops_it_and_all_can_be_rescued(String suffix)
      throws Exception {
    Path rescued;
    try (Node node = new Node(false)) {
      Claim sent = node.send("first");
      node.accept("second");
      Files.delete(file().resolveSibling(file().getFileName() + suffix));
      await().atMost(Duration.ofSeconds(2)).until(() -> node.continuity.trouble().isPresent());
      assertThat(node.continuity.awaitLoss())
          .contains(suffix + " was taken away while the bridge was running", "--restored");
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThatThrownBy(() -> node.accept("third")).isInstanceOf(IllegalStateException.class);
      // What was under way has its outcome written down, and kept.
      assertThat(node.journal.conclude(sent, JournalFixture.SUCCEEDED))
          .isEqualTo(EntryState.SUCCEEDED);
      rescued = node.continuity.rescue().orElseThrow();
    }
    now = at(rescued);
    try (Node node = new Node(false)) {
      assertThat(node.state("first")).isEqualTo(EntryState.SUCCEEDED);
      assertThat(node.send("second").state()).isEqualTo(EntryState.SENT);
    }
  }

  @Test
  void another_file_in_the_place_of_the_journal_stops_it() throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
      Path other = Files.copy(file(), data.resolve("other.db"));
      Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
      await().atMost(Duration.ofSeconds(2)).until(() -> node.continuity.trouble().isPresent());
      assertThat(node.continuity.trouble().orElseThrow()).contains("replaced by another file");
    }
  }

  @Test
  void a_data_folder_that_is_renamed_stops_it() throws Exception {
    Path folder = Files.createDirectories(data.resolve("data"));
    now = at(folder.resolve("journal.db"));
    try (Node node = new Node("node-1", folder, false)) {
      node.send("first");
      Path moved = Files.move(folder, data.resolve("moved"));
      await().atMost(Duration.ofSeconds(2)).until(() -> node.continuity.trouble().isPresent());
      assertThat(node.continuity.rescue().orElseThrow().toString()).contains("data-rescued-");
      assertThat(moved.resolve("journal.db")).exists();
    }
  }

  @Test
  void nothing_but_the_start_makes_the_file() throws Exception {
    List<CompletableFuture<Connection>> more = new ArrayList<>();
    try (Node node = new Node(false)) {
      Files.delete(file());
      for (int i = 0; i < 4; i++) {
        // Those that are not there yet cannot be had.
        more.add(CompletableFuture.supplyAsync(node.database::keepOpen));
      }
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !Files.exists(file()));
      assertThat(more).anyMatch(one -> !one.isDone());
    }
  }

  // ---- another file written over it, in place ---------------------------------------------------

  private Path backup(String how) throws Exception {
    Path backup = data.resolve("backup" + ++journals + ".db");
    try (Connection connection = DriverManager.getConnection(now.url())) {
      connection
          .createStatement()
          .executeUpdate(
              how.equals("vacuum") ? "VACUUM INTO '" + backup + "'" : "backup to " + backup);
    }
    return backup;
  }

  /** By another process, as to close the file in this one lets go of SQLite's locks. */
  private static void copy(Path from, Path to) throws Exception {
    Process cp = new ProcessBuilder("cp", from.toString(), to.toString()).inheritIO().start();
    assertThat(cp.waitFor()).isZero();
  }

  private void putBack(Path backup) throws Exception {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(file().resolveSibling(file().getFileName() + suffix));
    }
    copy(backup, file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "vacuum", "backup"})
  void a_backup_that_is_copied_over_the_file_after_a_restart_stops_it_before_it_sends(String how)
      throws Exception {
    Path backup = data.resolve("backup.db");
    try (Node node = new Node(false)) {
      node.accept("first");
      if (!how.equals("plain")) {
        backup = backup(how);
      }
    }
    if (how.equals("plain")) {
      copy(file(), backup);
    }
    try (Node node = new Node(false)) {
      node.send("first");
    }
    try (Node node = new Node(false)) {
      node.accept("second");
      assertWrittenOverIsNoticed(node, backup);
    }
    assertIsRefusedUntilItIsRestored(backup);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vacuum", "backup"})
  void a_backup_of_the_same_run_that_is_copied_over_the_file_stops_it(String how) throws Exception {
    Path backup;
    try (Node node = new Node(false)) {
      node.accept("first");
      backup = backup(how);
      node.send("first");
      node.accept("second");
      assertWrittenOverIsNoticed(node, backup);
    }
    assertIsRefusedUntilItIsRestored(backup);
  }

  private void assertWrittenOverIsNoticed(Node node, Path backup) throws Exception {
    copy(backup, file());
    // At once, not when the watcher comes by.
    assertThatThrownBy(
            () -> node.journal.writer().commitWork(db -> db.update("DELETE FROM answer")))
        .isInstanceOf(JournalLostException.class)
        .hasMessageContaining("written over");
    assertThat(node.continuity.awaitLoss())
        .contains("was written over while the bridge was running", "nothing is sent", "--restored");
    assertThatThrownBy(() -> node.journal.writer().commitWork(db -> 1))
        .isInstanceOf(JournalLostException.class);
    assertThat(node.continuity.rescue()).isEmpty();
  }

  private void assertIsRefusedUntilItIsRestored(Path backup) throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new Node(false))
          .hasMessageContainingAll("was written over", "nothing is sent", "--restored");
    }
    putBack(backup);
    assertThatThrownBy(() -> new Node(false)).hasMessageContaining("was written over");
    try (Node node = new Node(true)) {
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThat(node.state("first")).isEqualTo(EntryState.UNKNOWN);
    }
    new Node(false).close();
  }

  /** As kill -9 leaves it, in another folder: the file, its log and the mark. */
  private DatabaseSettings killed() throws Exception {
    Path folder = Files.createDirectories(data.resolve("killed" + ++journals));
    for (String suffix : List.of("", "-wal")) {
      copy(
          file().resolveSibling(file().getFileName() + suffix),
          folder.resolve("journal.db" + suffix));
    }
    Path marks = Files.createDirectories(folder.resolve("marks"));
    for (Path mark : marks()) {
      copy(mark, marks.resolve(mark.getFileName()));
    }
    return at(folder.resolve("journal.db"));
  }

  private static void check(DatabaseSettings killed, boolean restored) {
    Continuity.checkIsThere(killed, killed.file().orElseThrow().getParent(), restored);
  }

  private static void assertWrittenOver(DatabaseSettings killed) {
    for (boolean restored : new boolean[] {false, true}) {
      assertThatThrownBy(() -> check(killed, restored))
          .hasMessageContainingAll("was written over", "delete journal.db", "--restored");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "vacuum", "backup"})
  void an_older_file_beside_the_log_of_the_right_one_is_not_opened(String how) throws Exception {
    Path backup = data.resolve("backup.db");
    try (Node node = new Node(false)) {
      node.accept("first");
    }
    copy(file(), backup);
    DatabaseSettings killed;
    try (Node node = new Node(false)) {
      node.send("first");
      if (!how.equals("plain")) {
        backup = backup(how);
      }
      node.accept("second");
      killed = killed();
    }
    check(killed, false);
    copy(backup, killed.file().orElseThrow());
    assertWrittenOver(killed);
    Files.delete(killed.file().orElseThrow().resolveSibling("journal.db-wal"));
    check(killed, true);
  }

  /** Its numbers are those of somebody else. */
  @Test
  void the_file_of_another_journal_beside_the_log_of_the_right_one_is_not_opened()
      throws Exception {
    DatabaseSettings right = now;
    now = fresh();
    try (Node elsewhere = new Node("node-1", data.resolve("elsewhere"), false)) {
      elsewhere.send("other");
    }
    Path other = file();
    now = right;
    try (Node node = new Node(false)) {
      node.send("first");
      DatabaseSettings killed = killed();
      check(killed, false);
      copy(other, killed.file().orElseThrow());
      assertWrittenOver(killed);
    }
  }

  // ---- and what is no trouble -------------------------------------------------------------------

  private void asOperator(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(now.url())) {
      run(connection, statements);
    }
  }

  private static void run(Connection connection, String... all) throws SQLException {
    for (String one : all) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(one);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM",
        "VACUUM; PRAGMA wal_checkpoint(PASSIVE)",
        "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
        "ANALYZE; PRAGMA wal_checkpoint(RESTART)",
        "VACUUM; ANALYZE; PRAGMA wal_checkpoint(FULL); VACUUM",
        "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA integrity_check"
      })
  void an_operator_who_compacts_the_journal_is_no_trouble(String statements) throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
      for (int round = 0; round < 3; round++) {
        asOperator(statements.split("; "));
        check(killed(), false);
        node.send("second" + round);
        check(killed(), false);
        await().during(Duration.ofMillis(600)).until(() -> node.continuity.trouble().isEmpty());
        asOperator("PRAGMA wal_checkpoint(TRUNCATE)");
        check(killed(), false);
        node.send("third" + round);
        await().during(Duration.ofMillis(300)).until(() -> node.continuity.trouble().isEmpty());
        check(killed(), false);
      }
    }
    // With the bridge stopped.
    asOperator(statements.split("; "));
    try (Node node = new Node(false)) {
      assertThat(node.send("fourth").state()).isEqualTo(EntryState.SENT);
      assertThat(node.continuity.trouble()).isEmpty();
    }
  }

  /** Somebody who reads holds up checkpoints: the file is then newer in part. */
  @Test
  void somebody_who_reads_beside_it_for_long_is_no_trouble() throws Exception {
    byte[] much = new byte[200_000];
    try (Node node = new Node(false);
        Connection reader = DriverManager.getConnection(now.url())) {
      node.send("first");
      reader.setAutoCommit(false);
      reader.createStatement().executeQuery("SELECT COUNT(*) FROM entry").close();
      for (int i = 0; i < 300; i++) {
        node.journal.writer().commitWork(db -> write(db, much));
        if (i % 50 == 0) {
          check(killed(), false);
        }
      }
      reader.rollback();
      node.send("second");
      node.journal.writer().commitWork(db -> write(db, much));
      assertThat(node.continuity.trouble()).isEmpty();
      check(killed(), false);
    }
    new Node(false).close();
  }

  /** Whatever the mark says that was on disk: it is only ever behind. */
  @Test
  void an_early_mark_beside_a_late_file_is_no_trouble_as_after_a_power_cut() throws Exception {
    try (Node node = new Node(false)) {
      byte[] first = Files.readAllBytes(marks().get(0));
      for (int i = 0; i < 20; i++) {
        node.send("c" + i);
        asOperator("PRAGMA wal_checkpoint(PASSIVE)");
      }
      DatabaseSettings killed = killed();
      Path mark = marks(killed.file().orElseThrow().getParent()).get(0);
      Files.write(mark, first);
      check(killed, false);
    }
  }

  /** Numbers may be anything after years; a start that is killed has not told any yet. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50_000_000, Integer.MAX_VALUE - 2, Integer.MIN_VALUE, -2})
  void numbers_that_are_high_or_begin_anew_are_no_trouble(int number) throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    asOperator("PRAGMA user_version = " + number);
    for (Path mark : marks()) {
      // As an earlier version writes it: without numbers.
      Mark.Left left = Mark.in(data.resolve("marks")).get(0);
      Files.delete(mark);
      Mark.Content said = left.content();
      Mark.create(
              data.resolve("marks"),
              new Mark.Content(
                  said.journal(),
                  said.run(),
                  said.node(),
                  said.commits(),
                  said.claims(),
                  said.at(),
                  null,
                  Mark.Standing.GOOD),
              left.files())
          .close();
    }
    try (Node node = new Node(false)) {
      for (int i = 0; i < 5; i++) {
        node.send("c" + i);
        asOperator("PRAGMA wal_checkpoint(TRUNCATE)");
        node.send("d" + i);
        check(killed(), false);
      }
      assertThat(node.continuity.trouble()).isEmpty();
      // Begun, and killed before anything else.
      Mark.Content begun =
          new Mark.Content("", "begun", "node-1", 0, 0, 1, null, Mark.Standing.GOOD);
      DatabaseSettings killed = killed();
      Path folder = killed.file().orElseThrow().getParent();
      Mark.create(folder.resolve("marks"), begun, Map.of()).close();
      check(killed, false);
    }
    new Node(false).close();
  }

  /** Compacted, all of it brought into the file, and the first commit of the new log not done. */
  @Test
  void what_an_operator_has_not_committed_yet_is_no_trouble() throws Exception {
    try (Node node = new Node(false)) {
      asOperator("CREATE TABLE scratch (text TEXT)");
      node.send("first");
      await().during(Duration.ofMillis(600)).until(() -> node.continuity.trouble().isEmpty());
      for (int round = 0; round < 3; round++) {
        try (Connection connection = DriverManager.getConnection(now.url())) {
          run(
              connection,
              "PRAGMA cache_size = 1",
              "VACUUM",
              "PRAGMA wal_checkpoint(FULL)",
              "BEGIN IMMEDIATE",
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                  + " INSERT INTO scratch SELECT hex(randomblob(1000)) FROM n");
          await().during(Duration.ofMillis(600)).until(() -> node.continuity.trouble().isEmpty());
          check(killed(), false);
          run(connection, "ROLLBACK");
        }
        node.send("second" + round);
        await().during(Duration.ofMillis(300)).until(() -> node.continuity.trouble().isEmpty());
        check(killed(), false);
      }
    }
  }

  /** It would be taken for one that knows the numbers, were the start killed there. */
  @Test
  void the_mark_of_a_start_that_is_not_through_says_no_numbers() throws Exception {
    List<Mark.Left> during = new ArrayList<>();
    try (Database database = Database.open(now);
        Continuity unused =
            Continuity.begin(
                database,
                data,
                "node-1",
                clock,
                true,
                Duration.ofDays(1),
                (db, run, from, until) -> {
                  try {
                    during.addAll(Mark.in(data.resolve("marks")));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })) {
      assertThat(during).hasSize(1);
      assertThat(during.get(0).content().numbers()).isNull();
      assertThat(Mark.in(data.resolve("marks")).get(0).content().numbers()).isNotNull();
    }
  }

  /** As an upgrade does it: in the log, with the marks of before beside it. */
  @Test
  void a_start_that_is_killed_when_it_has_changed_the_schema_is_no_trouble() throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    try (Connection upgrade = DriverManager.getConnection(now.url());
        Connection other = DriverManager.getConnection(now.url())) {
      run(other, "SELECT COUNT(*) FROM entry");
      run(upgrade, "CREATE TABLE some_new_table (id INTEGER)");
      check(killed(), false);
      run(upgrade, "PRAGMA wal_checkpoint(PASSIVE)");
      check(killed(), false);
    }
    new Node(false).close();
  }

  @Test
  void a_start_with_restored_that_is_killed_can_be_said_again() throws Exception {
    Path backup;
    try (Node node = new Node(false)) {
      node.accept("first");
      backup = backup("vacuum");
      node.send("first");
      assertWrittenOverIsNoticed(node, backup);
    }
    putBack(backup);
    Continuity.checkIsThere(now, data, true);
    // It gets as far as to write into its log.
    try (Connection connection = DriverManager.getConnection(now.url())) {
      run(connection, "PRAGMA journal_mode = WAL", "CREATE TABLE some_new_table (id INTEGER)");
      check(killed(), true);
      check(killed(), false);
    }
    assertThatThrownBy(() -> new Node(false))
        .hasMessageContainingAll("did not take hold", "Start once more with --restored");
    try (Node node = new Node(true)) {
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThat(node.state("first")).isEqualTo(EntryState.UNKNOWN);
    }
    new Node(false).close();
  }

  @Test
  void numbers_that_a_full_disk_has_left_out_are_no_trouble() throws Exception {
    try (Node node = new Node(false)) {
      GroupCommit writer = node.journal.writer();
      for (int i = 0; i < 5; i++) {
        writer.commitWork(db -> db.queryForList("PRAGMA max_page_count = 1"));
        assertThatThrownBy(() -> writer.commitWork(EmbeddedContinuityTest::writeMuch))
            .isInstanceOf(RuntimeException.class);
        writer.commitWork(db -> db.queryForList("PRAGMA max_page_count = 1000000"));
        node.send("c" + i);
        asOperator("PRAGMA wal_checkpoint(TRUNCATE)");
        node.send("d" + i);
        check(killed(), false);
      }
      assertThat(node.continuity.trouble()).isEmpty();
    }
    new Node(false).close();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void checkpoints_and_backups_while_it_runs_are_no_trouble(Durability durability)
      throws Exception {
    now = new DatabaseSettings(now.url(), "", "", durability);
    byte[] much = new byte[200_000];
    Set<Integer> numbers = new HashSet<>();
    for (int start = 0; start < 2; start++) {
      try (Node node = new Node(false)) {
        for (int i = 0; i < 400; i++) {
          node.journal.writer().commitWork(db -> write(db, much));
          numbers.add(node.database.mainFile().flatMap(MainFile::numbers).orElseThrow().seen());
          if (i % 150 == 100) {
            backup("vacuum");
            backup("backup");
          }
        }
        node.send("c" + start);
        assertThat(node.continuity.trouble()).isEmpty();
      }
    }
    assertThat(numbers).as("there were checkpoints").hasSizeGreaterThan(3);
    new Node(false).close();
  }

  @Test
  void a_database_that_is_damaged_is_lost_at_once() throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    try (Node node = new Node(false)) {
      damage();
      // It may wait for a connection that cannot be had; the loss is known long before.
      CompletableFuture<EntryState> read = CompletableFuture.supplyAsync(() -> node.state("first"));
      await().atMost(Duration.ofSeconds(10)).until(() -> node.continuity.loss().isPresent());
      assertThat(node.continuity.awaitLoss()).contains("was damaged", "malformed", "--restored");
      assertThat(read.isDone() && !read.isCompletedExceptionally()).isFalse();
      assertThatThrownBy(() -> node.journal.writer().commitWork(db -> 1))
          .isInstanceOf(JournalLostException.class);
    }
    assertThatThrownBy(() -> new Node(false)).hasMessageContaining("nothing is sent");
    assertThatThrownBy(() -> new Node(true)).hasMessageContaining("is damaged");
  }

  private void damage() throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file().toFile(), "rw")) {
      byte[] garbage = new byte[(int) open.length() - 4096];
      Arrays.fill(garbage, (byte) 0x5a);
      open.seek(4096);
      open.write(garbage);
    }
  }

  @Test
  void a_connection_that_cannot_be_made_to_a_damaged_database_is_enough_to_know() throws Exception {
    try (Node node = new Node(false)) {
      node.send("first");
    }
    try (Node node = new Node(false)) {
      damage();
      for (int i = 0; i < 3; i++) {
        // What these find out by themselves, they keep to themselves.
        CompletableFuture.runAsync(node.database::keepOpen);
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> node.continuity.loss().isPresent());
      assertThat(node.continuity.awaitLoss()).contains("was damaged", "malformed");
    }
  }

  @Test
  void a_write_that_failed_is_told_until_one_succeeds_whatever_only_looks() {
    try (Node node = new Node(false)) {
      GroupCommit writer = node.journal.writer();
      writer.commitWork(db -> db.queryForList("PRAGMA max_page_count = 1"));
      assertThatThrownBy(() -> writer.commitWork(EmbeddedContinuityTest::writeMuch))
          .hasMessageContaining("full");
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThat(node.journal.writeTrouble().orElseThrow()).contains("full");
      writer.commitWork(db -> db.queryForList("PRAGMA max_page_count = 1000000"));
      writer.commitWork(EmbeddedContinuityTest::writeMuch);
      assertThat(node.journal.writeTrouble()).isEmpty();
    }
  }

  /** As on a full disk: without a stop it would be tried again for 40 s. */
  @Test
  void a_stop_gives_up_soon_what_cannot_be_written_down_and_it_is_asked_about() throws Exception {
    try (Node node = new Node(false)) {
      Claim sent = node.send("first");
      GroupCommit writer = node.journal.writer();
      assertThatThrownBy(() -> writer.commitWork(db -> db.queryForList("PRAGMA query_only = 1")))
          .hasMessageNotContaining("rollback");
      CompletableFuture<String> then = new CompletableFuture<>();
      node.journal.concludeLater(
          sent, JournalFixture.SUCCEEDED, failure -> then.complete(String.valueOf(failure)));
      await().atMost(Duration.ofSeconds(5)).until(() -> node.journal.writeTrouble().isPresent());
      node.journal.stopsAfter(Duration.ofMillis(100));
      assertThat(then).succeedsWithin(Duration.ofSeconds(10)).asString().contains("READONLY");
    }
    try (Node node = new Node(false)) {
      assertThat(node.state("first")).isEqualTo(EntryState.SENT);
      node.journal.takeUpWhatWasLeft();
      assertThat(node.journal.claimDue(10)).isEmpty();
      assertThat(node.state("first")).isEqualTo(EntryState.UNKNOWN);
    }
  }

  private static int write(JdbcTemplate db, byte[] much) {
    return db.update(
        "INSERT INTO answer (entry_id, merchant, http_status, body)"
            + " VALUES ((SELECT COUNT(*) FROM answer), 'default', 200, ?)",
        much);
  }

  private static int writeMuch(JdbcTemplate db) {
    return db.update(
        "INSERT INTO answer (entry_id, merchant, http_status, body) VALUES (1, 'default', 200, ?)",
        new byte[1_000_000]);
  }
}
