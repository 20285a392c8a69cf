package io.pluralbridge.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pluralbridge.journal.store.Locks;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PapersTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-15T10:00:00.007Z"), ZoneOffset.UTC);

  @TempDir Path data;
  private Path archive;
  private Papers papers;

  @BeforeEach
  void empty_folders() {
    archive = data.resolve("archive");
    papers = new Papers(archive, Locks.ofOneProcess(), CLOCK);
  }

  @Test
  void a_paper_is_written_aside_and_then_stands_at_its_place() throws IOException {
    Path place = data.resolve("acks/monday.ack.json");

    String told =
        papers.put(
            place,
            file -> {
              assertThat(file).isEqualTo(place.resolveSibling(".part-monday.ack.json"));
              assertThat(place).doesNotExist();
              Files.writeString(file, "first");
              return "told";
            });

    assertThat(told).isEqualTo("told");
    assertThat(place).hasContent("first");
    assertThat(names(place.getParent())).containsExactly("monday.ack.json");
  }

  @Test
  void earlier_papers_are_set_aside_and_never_written_over() throws IOException {
    Path place = data.resolve("acks/monday.ack.json");
    for (String text : List.of("first", "second", "third", "fourth")) {
      papers.put(place, file -> Files.writeString(file, text));
    }

    assertThat(place).hasContent("fourth");
    assertThat(names(archive))
        .containsExactly(
            "monday.ack.20260115T100000007Z-2.json",
            "monday.ack.20260115T100000007Z-3.json",
            "monday.ack.20260115T100000007Z.json");
    assertThat(archive.resolve("monday.ack.20260115T100000007Z.json")).hasContent("first");
    assertThat(archive.resolve("monday.ack.20260115T100000007Z-2.json")).hasContent("second");
    assertThat(archive.resolve("monday.ack.20260115T100000007Z-3.json")).hasContent("third");
  }

  @Test
  void a_paper_written_again_as_it_stands_is_left_alone() throws IOException {
    Path place = data.resolve("acks/monday.ack.json");
    papers.put(place, file -> Files.writeString(file, "first"));
    Object standing = Files.readAttributes(place, BasicFileAttributes.class).fileKey();

    papers.put(place, file -> Files.writeString(file, "first"));

    assertThat(Files.readAttributes(place, BasicFileAttributes.class).fileKey())
        .as("the very same file")
        .isEqualTo(standing);
    assertThat(names(place.getParent())).containsExactly("monday.ack.json");
    assertThat(archive).doesNotExist();
  }

  @Test
  void a_paper_that_cannot_be_finished_leaves_the_earlier_one_standing() throws IOException {
    Path place = data.resolve("acks/monday.ack.json");
    papers.put(place, file -> Files.writeString(file, "first"));

    assertThatThrownBy(
            () ->
                papers.put(
                    place,
                    file -> {
                      Files.writeString(file, "hal");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(place).hasContent("first");
    assertThat(names(place.getParent())).containsExactly("monday.ack.json");
  }

  @Test
  void a_move_that_a_kill_cut_off_goes_on_where_it_stood() throws IOException {
    Path refused = Files.createDirectory(data.resolve("refused"));
    Path file = Files.writeString(data.resolve("monday.csv"), "content");
    Files.createLink(refused.resolve("monday.csv"), file);

    assertThat(papers.move(file, refused)).isEqualTo(refused.resolve("monday.csv"));
    assertThat(file).doesNotExist();
    assertThat(names(refused)).containsExactly("monday.csv");
  }

  @Test
  void what_a_crash_left_behind_is_written_anew() throws IOException {
    Files.writeString(data.resolve(".part-a.json"), "a long half written paper");

    papers.put(data.resolve("a.json"), file -> Files.writeString(file, "whole"));

    assertThat(data.resolve("a.json")).hasContent("whole");
  }

  @Test
  void a_file_keeps_its_name_when_it_is_free_and_gets_the_time_when_not() throws IOException {
    Path refused = data.resolve("refused");
    for (String text : List.of("first", "second", "third")) {
      papers.move(Files.writeString(data.resolve("monday.csv"), text), refused);
    }

    assertThat(data.resolve("monday.csv")).doesNotExist();
    assertThat(refused.resolve("monday.csv")).hasContent("first");
    assertThat(refused.resolve("monday.20260115T100000007Z.csv")).hasContent("second");
    assertThat(refused.resolve("monday.20260115T100000007Z-2.csv")).hasContent("third");
  }

  @Test
  void a_name_without_an_ending_gets_the_time_at_its_end() throws IOException {
    for (String text : List.of("first", "second")) {
      papers.move(Files.writeString(data.resolve("README"), text), archive);
    }

    assertThat(names(archive)).containsExactly("README", "README.20260115T100000007Z");
  }

  @Test
  void a_file_that_is_gone_leaves_no_name_behind() {
    assertThatThrownBy(() -> papers.move(data.resolve("gone.csv"), archive))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> papers.moveMasked(data.resolve("gone.csv"), archive))
        .isInstanceOf(IOException.class);

    assertThat(archive).isEmptyDirectory();
  }

  @Test
  void a_file_with_card_numbers_is_moved_as_a_masked_copy() throws IOException {
    byte[] bytes =
        ("a,\u00FF4111111111111111\u0080\n" + "x".repeat(200_000) + " 4111 1111 1111 1111\r\n\0end")
            .getBytes(ISO_8859_1);
    Path file = Files.write(data.resolve("cards.csv"), bytes);
    Files.createDirectories(archive);
    Files.writeString(archive.resolve("cards.csv"), "earlier");

    Path kept = papers.moveMasked(file, archive);

    assertThat(file).doesNotExist();
    assertThat(kept).hasFileName("cards.20260115T100000007Z.csv");
    assertThat(new String(Files.readAllBytes(kept), ISO_8859_1))
        .isEqualTo(
            "a,\u00FF****************\u0080\n"
                + "x".repeat(200_000)
                + " **** **** **** ****\r\n\0end");
    assertThat(archive.resolve("cards.csv")).hasContent("earlier");
    assertThat(names(archive)).hasSize(2);
  }

  @Test
  void a_file_that_cannot_be_deleted_leaves_no_copy_with_each_try() throws IOException {
    Path file = Path.of("/proc/version");
    assumeThat(file).as("a file that nobody can delete").isReadable();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> papers.moveMasked(file, archive, "night.csv.ctl"))
          .isInstanceOf(FileSystemException.class);
    }

    assertThat(archive).isEmptyDirectory();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
