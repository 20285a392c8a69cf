package io.pluralbridge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapLogTest {

  private static final String LOG =
      """
      [0.013s] Using G1
      [1.512s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(256M) 3.021ms
      [2.100s] GC(1) Concurrent Mark Cycle
      [2.131s] GC(1) Pause Remark 61M->58M(256M) 2.131ms
      [9.001s] GC(2) Pause Young (Concurrent Start) (G1 Humongous Allocation) 140M->31M(256M) 4.5ms
      """;

  @TempDir Path folder;

  @Test
  void what_is_in_use_after_each_collection_is_read_whatever_kind_it_was() {
    assertThat(HeapLog.megabytes(LOG)).containsExactly(5, 58, 31);
    assertThat(HeapLog.peak(HeapLog.megabytes(LOG))).isEqualTo(58);
  }

  @Test
  void each_look_tells_only_what_came_since_the_last() throws Exception {
    HeapLog heap = new HeapLog(folder);
    assertThat(heap.sinceLastLook()).isEmpty();

    Path file = Files.writeString(folder.resolve(HeapLog.NAME), LOG);
    assertThat(heap.sinceLastLook()).hasSize(3);
    assertThat(heap.sinceLastLook()).isEmpty();

    Files.writeString(
        file, "[9.9s] GC(3) Pause Young (Normal) 99M->7M(256M) 1.0ms\n", StandardOpenOption.APPEND);
    assertThat(heap.sinceLastLook()).containsExactly(7);
  }

  @Test
  void growth_shows_in_the_tenths_of_a_run() {
    List<Integer> growing = IntStream.rangeClosed(1, 100).boxed().toList();

    assertThat(HeapLog.tenths(growing)).containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
    assertThat(HeapLog.tenths(List.of(7, 7, 7))).containsExactly(7, 7, 7);
    assertThat(HeapLog.tenths(List.of())).isEmpty();
  }
}
