package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Reported;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Result files with lines that are parked, the amendments that follow, and a kill at any moment.
 */
class AmendedPapersTest {

  private static final Outcome LOST =
      new Outcome.Unknown("no answer", null, false, null, null, Evidence.NONE);
  private static final Outcome SUCCEEDED = new Outcome.Succeeded(Evidence.NONE);

  private final MovingClock clock = new MovingClock();

  @TempDir Path data;
  private Database database;
  private Journal journal;
  private Batches batches;
  private Amendments amendments;
  private Spool deliveries;
  private BatchPapers papers;

  @BeforeEach
  void open() throws IOException {
    Schedule schedule =
        new Schedule(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofHours(24),
            Duration.ofSeconds(30),
            clock,
            new Random(1));
    database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + data.resolve("journal.db"), "", ""));
    journal = new Journal(database, schedule, "node");
    batches = new Batches(database, journal, clock);
    amendments = new Amendments(database, journal, batches, clock);
    Path processing = Files.createDirectories(data.resolve("processing"));
    deliveries = new Spool(processing, database.locks(), clock, new Random(1));
    papers = new BatchPapers(data, new BatchLines(database), deliveries, clock);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  @Test
  void a_kill_before_the_result_file_is_written_down_shows_nowhere() throws IOException {
    Batch batch = parked("night", "a", "b");
    papers.report(batch);
    Object results = identity(papers.resultsOf(batch));
    Object summary = identity(papers.summaryOf(batch));
    clock.advance(Duration.ofSeconds(7));

    Reported reported = papers.report(batch);

    assertThat(reported.openLines()).containsExactly(2L, 3L);
    assertThat(identity(papers.resultsOf(batch))).isEqualTo(results);
    assertThat(identity(papers.summaryOf(batch))).isEqualTo(summary);
    assertThat(data.resolve("archive")).doesNotExist();
  }

  @Test
  void a_kill_before_an_amendment_is_written_down_shows_nowhere() throws IOException {
    Batch batch = batches.finish(papers.report(parked("night", "a", "b")));
    settle("a", "b");
    Amendment due = amendments.due().get(0);
    papers.amend(due);
    Object amendment = identity(papers.amendmentOf(batch, 1));
    clock.advance(Duration.ofSeconds(7));

    Amendment again = amendments.due().get(0);
    assertThat(again).isEqualTo(due);
    Batch done = amendments.finish(papers.amend(again));

    assertThat(identity(papers.amendmentOf(batch, 1))).isEqualTo(amendment);
    assertThat(data.resolve("archive")).doesNotExist();
    assertThat(done.state()).isEqualTo(Batch.State.DONE);
    papers.archive(done);
    assertThat(data.resolve("archive/night.csv")).exists();
    assertThat(data.resolve("processing")).isEmptyDirectory();
  }

  @Test
  void each_line_is_told_once_whatever_is_settled_in_between() throws IOException {
    Batch batch = batches.finish(papers.report(parked("night", "a", "b", "c")));
    settle("a");
    clock.advance(Duration.ofSeconds(7));
    Amendment killed = amendments.due().get(0);
    papers.amend(killed);
    settle("b");

    assertThat(amendments.finish(papers.amend(killed)).state()).isEqualTo(Batch.State.REPORTED);
    clock.advance(Duration.ofDays(1));
    settle("c");
    Batch done = amendments.finish(papers.amend(amendments.due().get(0)));

    assertThat(keys(papers.amendmentOf(batch, 1))).containsExactly("a", "b");
    assertThat(keys(papers.amendmentOf(batch, 2))).containsExactly("c");
    assertThat(done.state()).isEqualTo(Batch.State.DONE);
  }

  @Test
  void an_amendment_that_cannot_be_written_keeps_no_other_waiting() throws IOException {
    Batch first = batches.finish(papers.report(parked("night", "a")));
    Batch second = batches.finish(papers.report(parked("day", "b")));
    settle("a", "b");
    assertThat(amendments.take(amendments.due().get(0)).orElseThrow().batch()).isEqualTo(first);
    clock.advance(Duration.ofSeconds(1));

    Amendment other = amendments.due().get(0);
    assertThat(other.batch()).isEqualTo(second);
    amendments.finish(papers.amend(other));
    assertThat(amendments.take(other)).as("written by now").isEmpty();
    clock.advance(Duration.ofSeconds(30));
    assertThat(amendments.due()).extracting(Amendment::batch).containsExactly(first);
  }

  @Test
  void a_name_used_again_sets_the_earlier_amendments_aside() throws IOException {
    Batch first = batches.finish(papers.report(parked("night", "a")));
    settle("a");
    amendments.finish(papers.amend(amendments.due().get(0)));
    Files.writeString(data.resolve("results/night-shift.amendment-1.csv"), "another's");

    papers.report(parked("night", "b"));

    assertThat(papers.amendmentOf(first, 1)).doesNotExist();
    assertThat(keys(papers.keptAmendmentOf(first, 1))).containsExactly("a");
    assertThat(keys(papers.keptResultsOf(first))).containsExactly("a");
    assertThat(data.resolve("results/night-shift.amendment-1.csv")).exists();
    try (Stream<Path> archived = Files.list(data.resolve("archive"))) {
      assertThat(archived.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.startsWith("night.amendment-1."));
    }
  }

  /** A file of one capture for each key, all of them parked. */
  private Batch parked(String name, String... keys) throws IOException {
    List<BatchEntry> entries =
        Stream.of(keys)
            .map(key -> new Command("default", Action.CAPTURE, key, "order-" + key, null, ""))
            .<BatchEntry>map(
                c -> new BatchEntry.Wanted(2 + List.of(keys).indexOf(c.key()), c, null))
            .toList();
    Path file = data.resolve(name + ".csv");
    Files.writeString(file, "key\n" + String.join("\n", keys) + "\n");
    SpooledFile delivery = deliveries.copy(file, copied -> copied);
    Batch batch =
        new Batch(
            delivery.batchId(),
            "default",
            delivery.name(),
            "sha of " + String.join(" ", keys),
            BatchMode.LENIENT,
            Batch.State.READING,
            keys.length,
            new TreeMap<>(),
            false,
            clock.instant(),
            null);
    batches.begin(batch);
    batches.write(batch, entries);
    batches.open(batch);
    journal.claimDue(9).forEach(claim -> journal.conclude(claim, LOST));
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofHours(6));
      journal.claimUnknown(9).forEach(claim -> journal.conclude(claim, LOST));
    }
    Batch reportable = batches.allConcluded().get(0);
    assertThat(reportable.id()).isEqualTo(batch.id());
    clock.advance(Duration.ofDays(1));
    return reportable;
  }

  private void settle(String... keys) {
    journal
        .claimUnknown(9)
        .forEach(
            claim -> {
              boolean settled = List.of(keys).contains(claim.command().key());
              Outcome soon =
                  new Outcome.Unknown("soon", null, false, clock.instant(), null, Evidence.NONE);
              journal.conclude(claim, settled ? SUCCEEDED : soon);
            });
  }

  private static Object identity(Path paper) throws IOException {
    return Files.readAttributes(paper, BasicFileAttributes.class).fileKey();
  }

  private static List<String> keys(Path paper) throws IOException {
    return Files.readAllLines(paper).stream()
        .skip(1)
        .map(row -> row.substring(0, row.indexOf(',')))
        .toList();
  }
}
