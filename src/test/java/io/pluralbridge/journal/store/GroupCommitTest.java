package io.pluralbridge.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * For as long as these tests last, nothing is committed only because the last commit is long ago.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {

  @TempDir Path folder;

  private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
  private final GroupCommit.Kind<Integer, Integer> kind =
      (db, items) -> {
        groups.add(List.copyOf(items));
        return items;
      };
  private Database database;
  private GroupCommit writer;

  @BeforeEach
  void open() {
    database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", ""));
    writer = new GroupCommit(database, Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  @Test
  void what_nobody_waits_for_is_committed_with_what_somebody_does() {
    CompletableFuture<Integer> one = writer.commitLater(kind, 1, false);
    CompletableFuture<Integer> two = writer.commitLater(kind, 2, false);
    await().during(Duration.ofMillis(100)).until(() -> groups.isEmpty() && !one.isDone());

    assertThat(writer.commit(kind, 3)).isEqualTo(3);
    assertThat(one).isCompletedWithValue(1);
    assertThat(two).isCompletedWithValue(2);
    assertThat(groups).containsExactly(List.of(1, 2, 3));

    CompletableFuture<Integer> four = writer.commitLater(kind, 4, false);
    await().during(Duration.ofMillis(100)).until(() -> !four.isDone());
    assertThat(writer.commitLater(kind, 5, true).join()).isEqualTo(5);
    assertThat(four).isCompletedWithValue(4);
  }

  @Test
  void those_who_read_leave_the_writer_its_connection() throws SQLException {
    HikariDataSource pool = (HikariDataSource) database.reading().getDataSource();
    List<Connection> taken = new ArrayList<>();
    for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
      taken.add(pool.getConnection());
    }

    assertThat(writer.commit(kind, 1)).isEqualTo(1);
    for (Connection each : taken) {
      each.close();
    }
  }

  @Test
  void many_are_committed_although_nobody_waits() {
    List<CompletableFuture<Integer>> many =
        IntStream.range(0, 65).mapToObj(i -> writer.commitLater(kind, i, false)).toList();

    many.forEach(CompletableFuture::join);
    assertThat(groups).hasSize(1);
  }

  @Test
  void what_nobody_waits_for_is_committed_when_the_journal_is_closed() {
    CompletableFuture<Integer> one = writer.commitLater(kind, 1, false);
    writer.close();

    assertThat(one).isCompletedWithValue(1);
    writer = new GroupCommit(database, GroupCommit.GATHERS);
    assertThat(writer.commitLater(kind, 2, false).join()).as("and in its time").isEqualTo(2);
  }
}
