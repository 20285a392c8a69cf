package io.pluralbridge.journal.store;

import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeping a mark costs; run by hand: {@code mvn test -Dtest=MarkCost}. */
class MarkCost {

  private static final int TIMES = 3_000;

  @TempDir Path folder;

  @Test
  void of_the_write_alone() throws IOException {
    Mark.Content content =
        new Mark.Content("journal", "run", "node", 1, 1, 1, null, Mark.Standing.GOOD);
    try (Mark mark = Mark.create(folder, content, Map.of())) {
      for (int round = 0; round < 3; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
          mark.write(content);
        }
        System.out.printf("a mark: %.1f us%n", (System.nanoTime() - start) / 1e3 / TIMES);
      }
    }
  }

  @Test
  void of_commits_with_and_without_it() {
    for (int round = 0; round < 3; round++) {
      for (boolean marked : new boolean[] {false, true}) {
        Path place = folder.resolve(round + "-" + marked + ".db");
        try (Database database =
            Database.open(new DatabaseSettings("jdbc:sqlite:" + place, "", ""))) {
          Continuity continuity =
              marked
                  ? Continuity.begin(
                      database,
                      folder.resolve("data" + round),
                      "node",
                      new MovingClock(),
                      false,
                      Duration.ZERO,
                      (db, run, now, until) -> {})
                  : null;
          try (GroupCommit writer = new GroupCommit(database, Duration.ZERO)) {
            long[] took = new long[TIMES];
            for (int i = 0; i < TIMES; i++) {
              long start = System.nanoTime();
              writer.commitWork(
                  db ->
                      db.update(
                          "INSERT INTO answer (entry_id, merchant, http_status, body)"
                              + " VALUES ((SELECT COALESCE(MAX(entry_id), 0) + 1 FROM answer),"
                              + " 'default', 200, 'x')"));
              took[i] = System.nanoTime() - start;
            }
            Arrays.sort(took);
            System.out.printf(
                "a commit of one row, %s: half of them within %.0f us%n",
                marked ? "counted and marked" : "bare", took[TIMES / 2] / 1e3);
          }
          if (continuity != null) {
            continuity.close();
          }
        }
      }
    }
  }
}
