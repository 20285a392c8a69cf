package io.pluralbridge.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a garbage collector. What is still there after a collection is what a process really
 * needs; what is there before one is only what has not been thrown away yet.
 */
final class HeapLog {

  /** The file, where the process runs. */
  static final String NAME = "gc.log";

  /** Has java write it. */
  static final String FLAG = "-Xlog:gc:file=" + NAME + ":uptime";

  private static final Pattern COLLECTED =
      Pattern.compile("Pause .*?(\\d+)M->(\\d+)M\\((\\d+)M\\)");

  private final Path file;
  private long read;

  HeapLog(Path folder) {
    this.file = folder.resolve(NAME);
  }

  /** Megabytes in use after each collection since the last time that this was asked. */
  List<Integer> sinceLastLook() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(read);
      byte[] more = new byte[(int) (log.length() - read)];
      log.readFully(more);
      read += more.length;
      return megabytes(new String(more, StandardCharsets.UTF_8));
    }
  }

  static List<Integer> megabytes(String log) {
    List<Integer> after = new ArrayList<>();
    Matcher matcher = COLLECTED.matcher(log);
    while (matcher.find()) {
      after.add(Integer.valueOf(matcher.group(2)));
    }
    return after;
  }

  /** The most of these; 0 when there was no collection at all. */
  static int peak(List<Integer> megabytes) {
    return megabytes.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** The peak of each tenth of these, in turn: flat where memory does not grow with the work. */
  static List<Integer> tenths(List<Integer> megabytes) {
    List<Integer> peaks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int from = megabytes.size() * i / 10;
      int to = megabytes.size() * (i + 1) / 10;
      if (to > from) {
        peaks.add(peak(megabytes.subList(from, to)));
      }
    }
    return peaks;
  }
}
