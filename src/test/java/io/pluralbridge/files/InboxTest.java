package io.pluralbridge.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.KeptFiles;
import io.pluralbridge.journal.batch.Unclaimed;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.DatabaseSettings;
import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.support.MovingClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of the inbox, what waits, and what is told. */
class InboxTest {

  private static final String CONTENT = "order_id,amount\nv1-a,1100\n";

  private final MovingClock clock = new MovingClock();

  @TempDir Path data;
  private Path folder;
  private Database database;
  private Journal journal;
  private Spool deliveries;
  private Arrivals arrivals;
  private Originals originals;
  private Inbox inbox;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(data.resolve("inbox"));
    Path processing = Files.createDirectory(data.resolve("processing"));
    database =
        Database.open(new DatabaseSettings("jdbc:sqlite:" + data.resolve("journal.db"), "", ""));
    Duration second = Duration.ofSeconds(1);
    journal =
        new Journal(
            database,
            new Schedule(
                second, second, second, second, second, second, second, clock, new Random(1)),
            "node");
    deliveries = new Spool(processing, Locks.ofOneProcess(), clock, new Random(1));
    Batches batches = new Batches(database, journal, clock);
    arrivals = new Arrivals(deliveries, batches, folder, () -> {}, clock);
    Papers papers = new Papers(data.resolve("archive"), Locks.ofOneProcess(), clock);
    KeptFiles kept = new KeptFiles(database, journal, batches, data, Duration.ofHours(1), clock);
    originals = new Originals(papers, data, deliveries, batches, kept, clock);
    inbox = inbox(false);
  }

  private Inbox inbox(boolean totalsRequired) {
    return new Inbox(
        folder,
        deliveries,
        arrivals,
        originals,
        new Inbox.Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60)),
        totalsRequired,
        clock);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  private Path drop(String name, String content) throws IOException {
    return touch(Files.writeString(folder.resolve(name), content));
  }

  /** Written to just now. */
  private Path touch(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
  }

  private List<String> ready() {
    return inbox.look().ready().stream()
        .map(found -> String.valueOf(found.file().getFileName()))
        .toList();
  }

  private void wait(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  /** Looks twice, so long after another, and says what the second look has to tell. */
  private List<Unclaimed> toldAfter(int seconds) {
    inbox.look();
    wait(seconds);
    return inbox.look().strange();
  }

  @Test
  void a_file_that_nobody_has_written_to_for_a_while_is_ready() throws IOException {
    drop("night.csv", CONTENT);

    assertThat(ready()).isEmpty();
    wait(4);
    assertThat(ready()).isEmpty();
    wait(1);
    assertThat(ready()).containsExactly("night.csv");
  }

  @Test
  void one_that_was_renamed_in_is_ready_at_once() throws IOException {
    Path file = drop("night.csv", CONTENT);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(5)));

    assertThat(ready()).containsExactly("night.csv");
  }

  @Test
  void one_from_the_future_is_ready_once_it_was_seen_unchanged_for_a_while() throws IOException {
    Path file = drop("night.csv", CONTENT);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().plusSeconds(3600)));

    assertThat(ready()).isEmpty();
    wait(5);
    assertThat(ready()).containsExactly("night.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order_id,amount\nv1-a,11", "", "order_id,amount"})
  void one_that_stops_in_the_middle_of_a_line_waits_longer(String begun) throws IOException {
    Path file = drop("night.csv", begun);
    wait(14);
    assertThat(ready()).as("stalled").isEmpty();

    Files.writeString(file, CONTENT);
    touch(file);
    wait(4);
    assertThat(ready()).isEmpty();
    wait(1);
    assertThat(ready()).as("whole").containsExactly("night.csv");
  }

  @Test
  void one_that_never_ends_its_last_line_is_ready_after_a_minute() throws IOException {
    drop("night.csv", CONTENT.strip());
    inbox.look();

    wait(59);
    assertThat(ready()).isEmpty();
    wait(1);
    assertThat(ready()).containsExactly("night.csv");
  }

  @Test
  void an_old_time_of_its_own_does_not_end_the_wait_for_the_rest_of_a_line() throws IOException {
    Path file = drop("night.csv", CONTENT.strip());
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(3600)));

    assertThat(ready()).isEmpty();
    wait(59);
    assertThat(ready()).isEmpty();
    Files.writeString(file, CONTENT + "v1-b,22");
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(3600)));
    wait(1);
    assertThat(ready()).as("it has grown").isEmpty();
    wait(60);
    assertThat(ready()).containsExactly("night.csv");
  }

  @Test
  void a_line_may_end_as_on_windows_or_as_on_an_old_mac() throws IOException {
    drop("windows.csv", "a\r\n");
    drop("mac.csv", "a\r");
    wait(5);

    assertThat(ready()).containsExactlyInAnyOrder("windows.csv", "mac.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "night.csv, night.csv.ctl",
    "night.csv, NIGHT.CSV.CTL",
    "NIGHT.CSV, night.csv.ctl",
    "Night.Csv, Night.csv.Ctl"
  })
  void control_totals_come_along_in_whatever_letters(String name, String totals)
      throws IOException {
    drop(totals, "rows=1");
    drop(name, CONTENT);
    wait(5);
    inbox.look().ready().forEach(inbox::take);

    assertThat(folder).isEmptyDirectory();
    SpooledFile delivery = deliveries.find(deliveries.batchIds().get(0)).orElseThrow();
    assertThat(delivery.name()).isEqualTo(name);
    assertThat(delivery.controlTotals()).hasContent("rows=1");
  }

  @Test
  void control_totals_are_of_the_file_whose_name_they_have_letter_for_letter() throws IOException {
    drop("night.csv.ctl", "rows=1");
    drop("night.csv", CONTENT);
    drop("NIGHT.csv", CONTENT);
    wait(5);

    assertThat(inbox.look().ready())
        .anySatisfy(
            found -> {
              assertThat(found.file()).hasFileName("night.csv");
              assertThat(found.totals()).hasFileName("night.csv.ctl");
            })
        .anySatisfy(
            found -> {
              assertThat(found.file()).hasFileName("NIGHT.csv");
              assertThat(found.totals()).isNull();
            });
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // files in the inbox; control totals there; of each file, in order, which it takes along
        "k.csv, k.csv.ctl, k.csv.ctl",
        "k.csv, k.csv.CTL, k.csv.CTL",
        "k.csv, k.csv.Ctl, k.csv.Ctl",
        "k.csv, K.csv.ctl, K.csv.ctl",
        "k.csv, K.CSV.CTL, K.CSV.CTL",
        "K.CSV, k.csv.ctl, k.csv.ctl",
        "K.CSV, K.CSV.ctl, K.CSV.ctl",
        "k.csv, K.csv.ctl k.csv.CTL, k.csv.CTL",
        "k.csv, k.csv.CTL k.csv.ctl, k.csv.ctl",
        "k.csv K.csv, k.csv.CTL, k.csv.CTL -",
        "k.csv K.csv, K.csv.CTL, - K.csv.CTL",
        "k.csv K.csv, k.csv.CTL K.csv.CTL, k.csv.CTL K.csv.CTL",
        "k.csv K.csv, k.csv.Ctl K.csv.ctl, k.csv.Ctl K.csv.ctl",
        "k.csv K.csv, k.csv.ctl k.csv.CTL, k.csv.ctl -",
      })
  void of_control_totals_in_any_letters_each_file_takes_its_own(
      String files, String totals, String taken) throws IOException {
    List<String> names = List.of(files.split(" "));
    List<String> expected = List.of(taken.split(" "));
    for (String name : totals.split(" ")) {
      drop(name, name);
    }
    for (String name : names) {
      drop(name, CONTENT);
    }
    wait(5);
    List<Inbox.Found> found = inbox.look().ready();
    for (int i = 0; i < names.size(); i++) {
      Path file = folder.resolve(names.get(i));
      Inbox.Found one = found.stream().filter(f -> f.file().equals(file)).findFirst().orElseThrow();
      String control = one.totals() == null ? "-" : String.valueOf(one.totals().getFileName());
      assertThat(control).isEqualTo(expected.get(i));
    }
    found.forEach(inbox::take);

    for (String id : deliveries.batchIds()) {
      SpooledFile delivery = deliveries.find(id).orElseThrow();
      String control = expected.get(names.indexOf(delivery.name()));
      if (control.equals("-")) {
        assertThat(delivery.controlTotals()).isNull();
      } else {
        assertThat(delivery.controlTotals()).hasContent(control);
      }
    }
  }

  @Test
  void a_file_whose_control_totals_still_grow_waits_for_them() throws IOException {
    Path file = drop("night.csv", CONTENT);
    wait(5);
    touch(Files.writeString(folder.resolve("night.csv.ctl"), "rows="));

    assertThat(ready()).isEmpty();
    wait(5);
    assertThat(ready()).containsExactly("night.csv");
    assertThat(file).exists();
  }

  @Test
  void where_control_totals_are_required_a_file_waits_for_them_and_not_for_ever()
      throws IOException {
    inbox = inbox(true);
    drop("with.csv.ctl", "rows=1");
    drop("with.csv", CONTENT);
    drop("without.csv", CONTENT);
    inbox.look();
    wait(5);

    assertThat(ready()).containsExactly("with.csv");
    wait(55);
    assertThat(ready()).contains("without.csv");
  }

  @Test
  void what_is_nobodys_is_told_once_after_a_minute_and_stays_where_it_is() throws IOException {
    drop("notes.txt", "x");
    drop("night.csv~", "x");
    Files.createDirectory(folder.resolve("folder.csv"));
    Files.createDirectory(folder.resolve("tonight"));
    Files.createSymbolicLink(folder.resolve("link.csv"), data.resolve("journal.db"));

    assertThat(toldAfter(59)).isEmpty();
    wait(1);
    assertThat(inbox.look().strange())
        .extracting(Unclaimed::name, Unclaimed::code)
        .containsExactlyInAnyOrder(
            tuple("notes.txt", "NAME_NOT_CSV"),
            tuple("\"night.csv~\"", "NAME_NOT_CSV"),
            tuple("folder.csv", "NOT_A_FILE"),
            tuple("tonight", "NOT_A_FILE"),
            tuple("link.csv", "NOT_A_FILE"));
    wait(3600);
    assertThat(inbox.look().strange()).as("once").isEmpty();
    assertThat(inbox.unclaimed())
        .hasSize(5)
        .filteredOn(one -> one.message().startsWith("it is a folder; only files are taken"))
        .extracting(Unclaimed::name)
        .containsExactlyInAnyOrder("folder.csv", "tonight");
    Files.delete(folder.resolve("notes.txt"));
    inbox.look();
    assertThat(inbox.unclaimed()).hasSize(4);
  }

  @Test
  void what_others_keep_beside_their_files_is_left_alone() throws IOException {
    for (String name :
        List.of(
            ".night.csv.Xy12Zz",
            ".night.csv.swp",
            ".~lock.night.csv#",
            ".hidden.csv",
            "..csv",
            ".hidden.csv.ctl")) {
      drop(name, CONTENT);
    }

    Files.createDirectory(folder.resolve(".folder.csv"));

    assertThat(toldAfter(3600)).isEmpty();
    assertThat(inbox.unclaimed()).as("health").isEmpty();
    assertThat(ready()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"night.csv.part", "night.csv.filepart", "night.csv.tmp", "night.csv~"})
  void a_file_under_a_name_for_the_time_of_its_copying_is_not_taken(String name)
      throws IOException {
    Path file = drop(name, CONTENT);
    wait(30);
    assertThat(ready()).isEmpty();

    Files.move(file, folder.resolve("night.csv"));
    assertThat(ready()).containsExactly("night.csv");
    wait(120);
    assertThat(inbox.look().strange()).isEmpty();
  }

  /** What the route does with what is told. */
  private void tellAll() throws IOException {
    BatchPapers papers = new BatchPapers(data, new BatchLines(database), deliveries, clock);
    for (Unclaimed stranger : inbox.look().strange()) {
      papers.refuse(stranger);
    }
  }

  @Test
  void control_totals_that_came_too_late_are_used_for_no_other_file() throws IOException {
    drop("night.csv.ctl", "rows=1");
    tellAll();
    wait(59);
    tellAll();
    assertThat(folder.resolve("night.csv.ctl")).as("it may still come").exists();
    wait(1);
    tellAll();

    assertThat(folder).isEmptyDirectory();
    assertThat(data.resolve("refused/night.csv.ctl")).hasContent("rows=1");
    assertThat(data.resolve("acks/night.csv.ctl.ack.json"))
        .content()
        .contains("CONTROL_TOTALS_ALONE", "refused/");
    inbox.look();
    assertThat(inbox.unclaimed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void control_totals_that_could_not_be_put_aside_are_not_used_either_until_they_are_others(
      boolean required) throws IOException {
    inbox = inbox(required);
    drop("night.csv.ctl", "rows=1");
    inbox.look();
    wait(60);
    assertThat(inbox.look().strange()).hasSize(1);
    drop("night.csv", CONTENT);
    inbox.look();
    wait(5);
    List<Inbox.Found> found = inbox.look().ready();
    if (required) {
      assertThat(found).as("it waits for its own").isEmpty();
    } else {
      assertThat(found).extracting(Inbox.Found::totals).containsOnlyNulls();
    }

    drop("night.csv.ctl", "rows=22");
    inbox.look();
    wait(5);
    assertThat(inbox.look().ready())
        .extracting(Inbox.Found::totals)
        .containsExactly(folder.resolve("night.csv.ctl"));
  }

  @Test
  void what_cannot_be_put_aside_is_tried_again_ever_more_rarely_and_logged_once()
      throws IOException {
    drop("night.csv.ctl", "rows=1");
    inbox.look();
    wait(60);

    assertThat(inbox.look().strange()).hasSize(1);
    assertThat(inbox.look().strange()).isEmpty();
    wait(1);
    assertThat(inbox.look().strange()).hasSize(1);
    wait(1);
    assertThat(inbox.look().strange()).isEmpty();
    wait(1);
    assertThat(inbox.look().strange()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"night.csv.part", ".night.csv.Xy12Zz", "NIGHT.csv~", ".night.csv"})
  void control_totals_wait_for_a_file_that_is_being_copied(String copy) throws IOException {
    inbox = inbox(true);
    drop("night.csv.ctl", "rows=1");
    for (int i = 1; i < 20; i++) {
      drop(copy, CONTENT.repeat(i));
      tellAll();
      wait(30);
    }
    Path file = Files.move(folder.resolve(copy), folder.resolve("night.csv"));
    assertThat(inbox.look().ready())
        .containsExactly(new Inbox.Found(file, folder.resolve("night.csv.ctl")));

    Files.delete(file);
    drop("another.csv.part", CONTENT);
    tellAll();
    assertThat(folder.resolve("night.csv.ctl")).doesNotExist();
  }

  @Test
  void control_totals_that_cannot_be_put_aside_are_told_on_one_paper() throws IOException {
    drop("night.csv.ctl", "rows=1");
    inbox.look();
    wait(60);
    Files.writeString(data.resolve("refused"), "no folder can be made here");
    for (int i = 0; i < 3; i++) {
      tellAll();
      wait(60);
    }
    assertThat(folder.resolve("night.csv.ctl")).exists();
    assertThat(acks()).containsExactly("night.csv.ctl.ack.json");

    Files.delete(data.resolve("refused"));
    tellAll();
    assertThat(folder).isEmptyDirectory();
    assertThat(data.resolve("refused/night.csv.ctl")).hasContent("rows=1");
    assertThat(acks()).containsExactly("night.csv.ctl.ack.json");
    assertThat(data.resolve("archive")).doesNotExist();
  }

  @Test
  void a_folder_with_the_name_of_control_totals_stays_where_it_is() throws IOException {
    Files.createDirectory(folder.resolve("night.csv.ctl"));
    inbox.look();
    wait(60);
    tellAll();
    wait(60);
    assertThat(inbox.look().strange()).as("once").isEmpty();

    assertThat(inbox.unclaimed()).extracting(Unclaimed::code).containsExactly("NOT_A_FILE");
    assertThat(folder.resolve("night.csv.ctl")).isDirectory();
  }

  @Test
  void strangers_whose_names_are_made_safe_have_papers_of_their_own() throws IOException {
    for (String name : List.of("night.csv~", "night.csv#", "night.csv_")) {
      drop(name, "x");
    }
    inbox.look();
    wait(60);
    tellAll();

    assertThat(acks()).hasSize(3).contains("night.csv_.ack.json");
    assertThat(data.resolve("archive")).doesNotExist();
  }

  @Test
  void strangers_whose_names_differ_in_their_ending_have_papers_of_their_own() throws IOException {
    drop("night", "x");
    Files.createDirectory(folder.resolve("night.csv"));
    inbox.look();
    wait(60);
    tellAll();

    assertThat(acks()).hasSize(2).contains("night.ack.json");
    assertThat(data.resolve("archive")).doesNotExist();
  }

  private List<String> acks() throws IOException {
    try (Stream<Path> acks = Files.list(data.resolve("acks"))) {
      return acks.map(ack -> String.valueOf(ack.getFileName())).toList();
    }
  }

  @Test
  void a_file_whose_control_totals_are_a_folder_waits_and_is_told() throws IOException {
    Files.createDirectory(folder.resolve("night.csv.ctl"));
    drop("night.csv", CONTENT);

    assertThat(toldAfter(60)).extracting(Unclaimed::name).contains("night.csv");
    assertThat(ready()).isEmpty();
  }

  @Test
  void one_that_cannot_be_moved_is_tried_ever_more_rarely_and_the_others_are_taken()
      throws IOException {
    drop("good.csv", CONTENT);
    drop("bad.csv", CONTENT);
    wait(5);
    Inbox.Found bad = new Inbox.Found(folder.resolve("bad.csv"), folder.resolve("bad.csv"));
    inbox.look();
    Files.move(data.resolve("processing"), data.resolve("elsewhere"));
    inbox.take(bad);
    Files.move(data.resolve("elsewhere"), data.resolve("processing"));

    assertThat(ready()).as("its turn is later").containsExactly("good.csv");
    inbox.look().ready().forEach(inbox::take);
    assertThat(folder.resolve("good.csv")).doesNotExist();
    wait(1);
    assertThat(ready()).containsExactly("bad.csv");
    inbox.look().ready().forEach(inbox::take);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void names_that_are_no_text_are_taken_like_others() throws IOException {
    Path latin = Path.of(URI.create(folder.toUri() + "Jos%E9.csv"));
    Files.writeString(latin, CONTENT);
    touch(latin);
    wait(5);
    inbox.look().ready().forEach(inbox::take);

    assertThat(folder).isEmptyDirectory();
    SpooledFile delivery = deliveries.find(deliveries.batchIds().get(0)).orElseThrow();
    assertThat(delivery.csv()).hasContent(CONTENT);
    assertThat(FileName.of(delivery.name()).isAccepted()).isFalse();
  }

  @Test
  void a_folder_that_is_gone_is_told_and_looked_for_again() throws IOException {
    Files.delete(folder);

    assertThat(ready()).isEmpty();
    assertThat(inbox.trouble()).contains("cannot be looked into");
    Files.createDirectory(folder);
    assertThat(ready()).isEmpty();
    assertThat(inbox.trouble()).isNull();
  }

  @Test
  void what_was_put_aside_on_another_disk_is_taken_up_though_its_place_was_lost()
      throws IOException {
    Path aside = Files.createDirectory(folder.resolve(".taking-260115-100000-abcdef"));
    Files.writeString(aside.resolve("night.csv"), CONTENT);
    inbox.look();
    String id = arrivals.waiting().get(0);

    assertThat(arrivals.take(id).orElseThrow().delivery().csv()).hasContent(CONTENT);
    assertThat(folder.toFile().list()).containsExactly(".taken-260115-100000-abcdef");
    try (Stream<Path> places = Files.list(data.resolve("processing"))) {
      assertThat(places).hasSize(1);
    }
  }

  @Test
  void the_original_of_a_batch_that_nobody_knows_is_told_and_stays() throws IOException {
    Path aside = Files.createDirectory(folder.resolve(".taken-260115-100000-abcdef"));
    Path original = Files.writeString(aside.resolve("night.csv"), CONTENT);

    List<Unclaimed> told = toldAfter(61);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).message()).contains("260115-100000-abcdef", "the journal knows nothing");
    assertThat(original).exists();
  }

  @Test
  void an_original_that_is_still_to_be_read_or_put_away_is_left_alone() throws IOException {
    Path aside = Files.createDirectory(folder.resolve(".taken-260115-100000-abcdef"));
    Path original = Files.writeString(aside.resolve("night.csv"), CONTENT);
    Files.createDirectory(data.resolve("processing/260115-100000-abcdef"));

    assertThat(toldAfter(61)).isEmpty();
    assertThat(original).exists();
  }
}
