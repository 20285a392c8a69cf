package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pluralbridge.journal.store.Locks;
import io.pluralbridge.support.MovingClock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

  @TempDir Path folder;
  private Path file;
  private final MovingClock clock = new MovingClock();
  private final Locks locks = Locks.ofOneProcess();
  private Spool deliveries;

  @BeforeEach
  void drop() throws IOException {
    file = Files.writeString(folder.resolve("night.csv"), "content");
    Path processing = Files.createDirectory(folder.resolve("processing"));
    deliveries = new Spool(processing, locks, clock, new Random(1));
  }

  @Test
  void a_file_that_is_moved_is_here_and_not_there() throws IOException {
    SpooledFile delivery = deliveries.move(file).orElseThrow();

    assertThat(file).doesNotExist();
    assertThat(delivery.csv()).hasContent("content");
    assertThat(delivery.name()).isEqualTo("night.csv");
    assertThat(delivery.controlTotals()).isNull();
    assertThat(deliveries.find(delivery.batchId())).contains(delivery);
  }

  @Test
  void control_totals_come_along() throws IOException {
    Path totals = Files.writeString(folder.resolve("night.csv.ctl"), "rows=1");

    assertThat(deliveries.move(file).orElseThrow().controlTotals()).hasContent("rows=1");
    assertThat(totals).doesNotExist();
  }

  @Test
  void a_file_that_somebody_else_took_leaves_nothing_behind() throws IOException {
    Files.delete(file);

    assertThat(deliveries.move(file)).isEmpty();
    assertThat(folder.resolve("processing")).isEmptyDirectory();
  }

  @Test
  void a_file_that_is_copied_is_in_both_places() throws IOException {
    Files.writeString(folder.resolve("night.csv.ctl"), "rows=1");
    SpooledFile delivery = copy();

    assertThat(file).exists();
    assertThat(delivery.csv()).hasContent("content");
    assertThat(delivery.controlTotals()).hasContent("rows=1");
  }

  @Test
  void each_has_a_folder_of_its_own_and_all_are_found_again() throws IOException {
    SpooledFile first = copy();
    SpooledFile second = copy();

    assertThat(first.batchId()).isNotEqualTo(second.batchId());
    assertThat(deliveries.batchIds()).containsExactlyInAnyOrder(first.batchId(), second.batchId());
  }

  @Test
  void nobody_else_has_a_copy_in_hand_while_it_is_worked_on() throws IOException {
    SpooledFile copied =
        deliveries.copy(
            file,
            delivery -> {
              assertThat(deliveries.lock(delivery.batchId())).isEmpty();
              return delivery;
            });

    assertThat(deliveries.lock(copied.batchId())).isPresent();
  }

  @Test
  void a_file_that_comes_over_a_wire_has_no_name_before_it_is_whole() throws IOException {
    List<String> seen = new ArrayList<>();
    SpooledFile delivery =
        deliveries.receive(
            id -> "http-" + id + ".csv",
            out -> {
              out.write("content".getBytes(UTF_8));
              String id = deliveries.batchIds().get(0);
              seen.add(id);
              assertThat(deliveries.find(id)).isEmpty();
              assertThat(deliveries.lock(id)).isEmpty();
            });

    assertThat(seen).containsExactly(delivery.batchId());
    assertThat(delivery.name()).isEqualTo("http-" + delivery.batchId() + ".csv");
    assertThat(delivery.csv()).hasContent("content");
    assertThat(delivery.csv().getParent()).isDirectoryNotContaining("glob:**.part");
    assertThat(deliveries.find(delivery.batchId())).contains(delivery);
    assertThat(deliveries.lock(delivery.batchId())).isPresent();
  }

  @Test
  void who_gave_a_file_is_known_after_a_restart_and_forgotten_with_the_file() throws IOException {
    SpooledFile given =
        deliveries.receive(id -> "night.csv", "rows=1", "shop", out -> out.write('x'));
    SpooledFile dropped = deliveries.move(file).orElseThrow();
    Spool later = new Spool(folder.resolve("processing"), locks, clock, new Random(2));

    SpooledFile found = later.complete(given.batchId(), folder).orElseThrow();
    assertThat(found).isEqualTo(given);
    assertThat(found.givenBy()).isEqualTo("shop");
    assertThat(found.csv()).hasContent("x");
    assertThat(later.find(dropped.batchId()).orElseThrow().givenBy()).isNull();

    Files.delete(found.csv());
    Files.delete(found.controlTotals());
    later.close(found.batchId());
    assertThat(found.csv().getParent()).doesNotExist();
  }

  @Test
  void a_file_that_does_not_come_to_its_end_leaves_nothing_behind() {
    assertThatThrownBy(
            () ->
                deliveries.receive(
                    id -> "night.csv",
                    out -> {
                      out.write("cont".getBytes(UTF_8));
                      throw new EOFException("cut off");
                    }))
        .isInstanceOf(EOFException.class);

    assertThat(folder.resolve("processing")).isEmptyDirectory();
  }

  @Test
  void a_copy_that_was_cut_off_by_a_kill_is_no_delivery_and_is_forgotten_in_time()
      throws IOException {
    Path place = Files.createDirectory(folder.resolve("processing/killed"));
    Files.writeString(place.resolve(".part"), "cont");
    Files.setLastModifiedTime(place, FileTime.from(clock.instant()));

    assertThat(deliveries.complete("killed", folder)).isEmpty();
    assertThat(place).exists();
    clock.advance(Duration.ofMinutes(2));
    assertThat(deliveries.complete("killed", folder)).isEmpty();
    assertThat(place).doesNotExist();
  }

  @Test
  void control_totals_that_a_kill_left_in_the_inbox_come_after_their_file() throws IOException {
    SpooledFile delivery = deliveries.move(file).orElseThrow();
    Files.createFile(delivery.csv().resolveSibling(".ctl-follows"));
    Path totals = Files.writeString(folder.resolve("night.csv.ctl"), "rows=1");

    assertThat(deliveries.complete(delivery.batchId(), folder).orElseThrow().controlTotals())
        .hasContent("rows=1");
    assertThat(totals).doesNotExist();
  }

  @Test
  void control_totals_of_the_next_file_of_that_name_stay_where_they_are() throws IOException {
    SpooledFile delivery = deliveries.move(file).orElseThrow();
    Path totals = Files.writeString(folder.resolve("night.csv.ctl"), "rows=1");

    assertThat(deliveries.complete(delivery.batchId(), folder).orElseThrow().controlTotals())
        .isNull();
    assertThat(totals).exists();
  }

  /** On another disk than the other files of this test, where there is one. */
  private static Path otherDisk(Path here) throws IOException {
    Path shared = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shared) && !Files.getFileStore(shared).equals(Files.getFileStore(here)),
        "there is no other disk");
    return Files.createTempDirectory(shared, "inbox");
  }

  @Test
  void a_file_comes_from_another_disk_with_its_control_totals() throws IOException {
    Path inbox = otherDisk(folder);
    Path far = Files.writeString(inbox.resolve("night.csv"), "far");
    Files.writeString(inbox.resolve("NIGHT.csv.CTL"), "rows=1");

    SpooledFile delivery = deliveries.move(far).orElseThrow();

    assertThat(delivery.csv()).hasContent("far");
    assertThat(delivery.controlTotals()).hasContent("rows=1");
    assertThat(delivery.csv().getParent().toFile().list()).hasSize(3);
    assertThat(deliveries.isCopy(delivery.batchId())).isTrue();
    Path original = Spool.originalIn(inbox, delivery.batchId(), delivery.csv());
    assertThat(original).hasContent("far");
    assertThat(inbox.toFile().list()).containsExactly(".taken-" + delivery.batchId());
    assertThat(deliveries.move(far)).as("gone").isEmpty();
    assertThat(deliveries.batchIds()).containsExactly(delivery.batchId());
    Files.delete(original);
    Files.delete(original.getParent());
    Files.delete(inbox);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renamed", "half copied", "copied", "named"})
  void killed_at_any_moment_on_the_way_from_another_disk_it_is_one_file(String moment)
      throws IOException {
    String id = "260115-100000-abcdef";
    Path inbox = Files.createDirectory(folder.resolve("inbox"));
    boolean named = moment.equals("named");
    Path aside = Files.createDirectory(inbox.resolve((named ? ".taken-" : ".taking-") + id));
    Path place = Files.createDirectory(folder.resolve("processing").resolve(id));
    Files.writeString(aside.resolve("night.csv"), "far");
    if (moment.equals("half copied")) {
      Files.writeString(place.resolve(".part"), "f");
    }
    if (moment.equals("copied") || named) {
      Files.createFile(place.resolve(".is-a-copy"));
      Files.writeString(place.resolve("night.csv"), "far");
    }

    SpooledFile delivery = deliveries.complete(id, inbox).orElseThrow();

    assertThat(delivery.csv()).hasContent("far");
    assertThat(inbox.toFile().list()).containsExactly(".taken-" + id);
    assertThat(Spool.originalIn(inbox, id, delivery.csv())).hasContent("far");
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("night.csv", ".is-a-copy");
    assertThat(deliveries.complete(id, inbox)).contains(delivery);
  }

  private SpooledFile copy() throws IOException {
    return deliveries.copy(file, delivery -> delivery);
  }

  @Test
  void a_file_that_was_taken_away_can_be_brought_back() throws IOException {
    SpooledFile delivery = copy();
    Files.delete(delivery.csv());
    assertThat(deliveries.find(delivery.batchId())).isEmpty();

    deliveries.restore(delivery.batchId(), file);

    assertThat(deliveries.find(delivery.batchId()).orElseThrow().csv()).hasContent("content");
  }

  @Test
  void a_closed_one_is_gone() throws IOException {
    SpooledFile delivery = copy();
    Files.delete(delivery.csv());
    deliveries.close(delivery.batchId());

    assertThat(folder.resolve("processing")).isEmptyDirectory();
  }
}
