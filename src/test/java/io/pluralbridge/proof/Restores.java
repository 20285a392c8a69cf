package io.pluralbridge.proof;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loses time: makes backups of the journal at moments of chance, puts each back some seconds later,
 * and does then what the operator is told to do.
 *
 * <p>What the journal said just before it was put back is kept, for the audit: it is all that is
 * left of the lost time besides Plural's books and the papers.
 */
final class Restores {

  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final int SHORTEST_LOSS_MS = 2_000;
  private static final int LONGEST_LOSS_MS = 9_000;

  private final Plan plan;
  private final Databases databases;
  private final Chaos chaos;
  private final Drops drops;
  private final Random random;
  private final List<Restore> done = new ArrayList<>();
  private final List<JournalCopy> lost = new ArrayList<>();
  private double next;
  private @Nullable Instant backedUpAt;
  private Instant due = Instant.MAX;

  /**
   * One backup that was put back.
   *
   * @param backedUpAt when making it began
   * @param droppedAgain the files that the journal had never heard of then, and were done
   */
  record Restore(Instant backedUpAt, Instant putBackAt, List<String> droppedAgain) {}

  Restores(Plan plan, Databases databases, Chaos chaos, Drops drops) {
    this.plan = plan;
    this.databases = databases;
    this.chaos = chaos;
    this.drops = drops;
    this.random = new Random(plan.seed() * 37 + 5);
    this.next = momentOf(0);
  }

  /** Each in its own part of the run, from 0 to 1, and so early in it that there is time. */
  private double momentOf(int number) {
    return (number + 0.2 + 0.4 * random.nextDouble()) / plan.restores();
  }

  /** Does what is due at that part of the run, from 0 to 1. */
  void step(double part) throws IOException, SQLException, InterruptedException {
    if (areAllDone()) {
      return;
    }
    if (backedUpAt == null && part >= next && databases.hasRun()) {
      if (!databases.backsUpWhileRunning()) {
        chaos.killAll();
      }
      backedUpAt = Instant.now();
      databases.backUp();
    } else if (backedUpAt != null && due.equals(Instant.MAX) && chaos.isAnybodyUp()) {
      // Time in which nobody works is none that could be lost.
      int loss = SHORTEST_LOSS_MS + random.nextInt(LONGEST_LOSS_MS - SHORTEST_LOSS_MS);
      due = Instant.now().plusMillis(loss);
    } else if (backedUpAt != null && Instant.now().isAfter(due)) {
      putBack(backedUpAt);
      backedUpAt = null;
      due = Instant.MAX;
      next = momentOf(done.size());
    }
  }

  boolean areAllDone() {
    return done.size() == plan.restores();
  }

  private void putBack(Instant from) throws IOException, SQLException, InterruptedException {
    chaos.killAll();
    lost.add(journal());
    databases.putBack();
    Instant at = Instant.now();
    List<String> again =
        drops.againWhatIsMissing(
            journal().batches().stream().map(JournalCopy.Batch::name).toList());
    Node first = chaos.startRestored();
    Instant end = Instant.now().plus(STARTING);
    while (!first.hasStarted()) {
      if (!first.isAlive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            first.name() + " does not start with a backup and --restored, see its last log");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    done.add(new Restore(from, at, again));
  }

  private JournalCopy journal() throws SQLException {
    try (Connection connection = databases.connect()) {
      return JournalCopy.read(connection);
    }
  }

  List<Restore> done() {
    return List.copyOf(done);
  }

  /** The journals as they were when the backups were put in their places. */
  List<JournalCopy> lost() {
    return List.copyOf(lost);
  }
}
