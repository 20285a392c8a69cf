package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.BatchMode;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.Captures;
import io.pluralbridge.journal.batch.LineFault;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked of a file is what is written down, or nothing is. */
class BatchIntakeTest {

  private static final String HEADER = "order_id,merchant_capture_reference,amount,currency\n";
  private static final String AS_CHECKED = HEADER + "v1-a,ref-a,1100,INR\n";

  private final MovingClock clock = new MovingClock();

  @TempDir Path folder;
  private Database database;
  private Journal journal;
  private Batches batches;
  private BatchLines lines;

  @BeforeEach
  void open() {
    database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + folder.resolve("journal.db"), "", ""));
    Duration second = Duration.ofSeconds(1);
    Schedule schedule =
        new Schedule(second, second, second, second, second, second, second, clock, new Random(1));
    journal = new Journal(database, schedule, "node");
    batches = new Batches(database, journal, clock);
    lines = new BatchLines(database);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  private BatchIntake intake(boolean totalsRequired) {
    return new BatchIntake(
        batches, new Captures(database, batches), BatchMode.LENIENT, totalsRequired, false);
  }

  private SpooledFile delivery(Path csv, @Nullable Path totals) {
    return new SpooledFile("260115-100000-abcdef", csv, totals, clock.instant());
  }

  private List<String> codes() {
    List<String> codes = new ArrayList<>();
    lines
        .refused("260115-100000-abcdef")
        .forEachRemaining(
            (BatchEntry.Refused line) ->
                line.faults().stream().map(LineFault::code).forEach(codes::add));
    return codes;
  }

  /** A pipe gives another content to each who opens it. */
  @Test
  void a_file_that_is_another_when_it_is_read_again_is_refused_and_nothing_of_it_stays()
      throws Exception {
    Path pipe = folder.resolve("night.csv");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Batch> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return intake(false).read(delivery(pipe, null));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Files.write(pipe, AS_CHECKED.getBytes(UTF_8));
    await("checked").until(() -> batches.find("260115-100000-abcdef").isPresent());
    Files.write(pipe, AS_CHECKED.replace("1100", "11").getBytes(UTF_8));

    assertThat(read.get().state()).isEqualTo(Batch.State.REFUSED);
    assertThat(codes()).containsExactly("FILE_CHANGED");
    assertThat(lines.progress("260115-100000-abcdef")).doesNotContainKey(EntryState.ACCEPTED);
  }

  @Test
  void one_that_was_changed_while_nobody_ran_is_refused() throws IOException {
    Path csv = Files.writeString(folder.resolve("night.csv"), AS_CHECKED);
    assertThat(intake(false).read(delivery(csv, null)).state()).isEqualTo(Batch.State.READING);
    Files.writeString(csv, AS_CHECKED + "v1-b,ref-b,1100,INR\n");

    assertThat(intake(false).read(delivery(csv, null)).state()).isEqualTo(Batch.State.REFUSED);
    assertThat(codes()).containsExactly("FILE_CHANGED");
    assertThat(lines.progress("260115-100000-abcdef")).isEmpty();
  }

  @Test
  void where_control_totals_are_required_a_file_without_them_is_refused() throws IOException {
    Path csv = Files.writeString(folder.resolve("night.csv"), AS_CHECKED);

    assertThat(intake(true).read(delivery(csv, null)).state()).isEqualTo(Batch.State.REFUSED);
    assertThat(codes()).containsExactly("CONTROL_TOTALS_MISSING");
  }

  @Test
  void with_them_it_is_read() throws IOException {
    Path csv = Files.writeString(folder.resolve("night.csv"), AS_CHECKED);
    Path totals = Files.writeString(folder.resolve("night.csv.ctl"), "rows=1\n");

    assertThat(intake(true).read(delivery(csv, totals)).state()).isEqualTo(Batch.State.READING);
  }
}
