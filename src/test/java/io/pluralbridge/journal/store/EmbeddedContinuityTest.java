package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.JournalFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      Thread.sleep(2_000);
      assertThat(more).anyMatch(one -> !one.isDone());
      assertThat(file()).doesNotExist();
    }
  }
}
