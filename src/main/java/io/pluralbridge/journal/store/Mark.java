package io.pluralbridge.journal.store;

import io.pluralbridge.disk.OwnerOnly;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A small file in the data folder that says how far one run of a node has written the journal.
 *
 * <p>It is written in place after each commit, without a flush to disk: what the operating system
 * has, survives a killed process, and after a power cut the mark is at most behind the journal,
 * which was flushed first. Two places take turns, each in a sector of its own, so that a power cut
 * leaves one of them whole. While its process lives, the file is locked.
 */
final class Mark implements AutoCloseable {

  private static final String SUFFIX = ".mark";
  private static final int PLACE = 512;
  private static final int PLACES = 2;
  private static final int LONGEST_NAME = 40;

  /** Which of the two places was written last. */
  private static final String WRITE = "write";

  /** What is known of the embedded database's file. */
  enum Standing {
    GOOD,

    /** It was found to be written over while it was in use. */
    WRITTEN_OVER,

    /** The same, and an operator said that another one is in its place now. */
    GIVEN_UP
  }

  /**
   * What a mark says.
   *
   * @param journal the first run that wrote that journal, which is its name
   * @param run the run that this is the mark of
   * @param commits what it has committed, but claims that go beside
   * @param claims what it has committed of claims that go beside
   * @param at when the last of these was, in milliseconds UTC
   * @param numbers those of the embedded database's file; null where there is none
   * @param standing whether that file is to be trusted
   */
  record Content(
      String journal,
      String run,
      String node,
      long commits,
      long claims,
      long at,
      MainFile.@Nullable Numbers numbers,
      Standing standing) {

    /** The same once an operator said that the journal is another one. */
    private Content givenUp() {
      return new Content(
          journal,
          run,
          node,
          commits,
          claims,
          at,
          null,
          standing == Standing.GOOD ? Standing.GOOD : Standing.GIVEN_UP);
    }

    private String text(long write) {
      StringBuilder text = new StringBuilder("plural-bridge: how far the journal was written\n");
      line(text, "journal", journal);
      line(text, "run", run);
      line(text, "node", node.substring(0, Math.min(node.length(), LONGEST_NAME)));
      line(text, "commits", Long.toString(commits));
      line(text, "claims", Long.toString(claims));
      line(text, "at", Long.toString(at));
      if (numbers != null) {
        line(text, "seen", Integer.toString(numbers.seen()));
        line(text, "set", Integer.toString(numbers.set()));
        line(text, "schema", Integer.toString(numbers.schema()));
      }
      if (standing != Standing.GOOD) {
        line(text, "standing", standing.name());
      }
      line(text, WRITE, Long.toString(write));
      return text.toString();
    }

    private static Content of(Map<String, String> values) {
      return new Content(
          values.getOrDefault("journal", ""),
          values.getOrDefault("run", ""),
          values.getOrDefault("node", ""),
          number(values, "commits"),
          number(values, "claims"),
          number(values, "at"),
          numbers(values),
          Standing.valueOf(values.getOrDefault("standing", Standing.GOOD.name())));
    }

    private static MainFile.@Nullable Numbers numbers(Map<String, String> values) {
      return values.containsKey("seen")
          ? new MainFile.Numbers(
              Integer.parseInt(values.getOrDefault("seen", "0")),
              Integer.parseInt(values.getOrDefault("set", "0")),
              Integer.parseInt(values.getOrDefault("schema", "0")))
          : null;
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append('=').append(value.replaceAll("[\\r\\n]", " ")).append('\n');
  }

  private static Map<String, String> values(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  private final Path file;
  private final FileChannel channel;
  private long writes;

  private Mark(Path file, FileChannel channel, long writes) {
    this.file = file;
    this.channel = channel;
    this.writes = writes;
  }

  /**
   * Makes the mark of a run and sees to it that it is on disk.
   *
   * @param files the numbers of files of the data folder, by which a copy of it is known
   */
  static Mark create(Path folder, Content content, Map<String, String> files) throws IOException {
    OwnerOnly.folders(folder);
    Path file = folder.resolve(content.run() + SUFFIX);
    FileChannel channel = OwnerOnly.open(file, StandardOpenOption.CREATE_NEW);
    try {
      FileLock unused = channel.tryLock();
      Mark mark = new Mark(file, channel, 0);
      mark.write(content);
      mark.write(content);
      StringBuilder text = new StringBuilder();
      files.forEach((name, number) -> line(text, name, number));
      mark.write(text.toString(), (long) PLACES * PLACE);
      channel.force(true);
      syncFolder(folder);
      syncFolder(folder.toAbsolutePath().getParent());
      return mark;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void syncFolder(@Nullable Path folder) throws IOException {
    if (folder != null && File.separatorChar != '\\') {
      try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
        open.force(true);
      }
    }
  }

  /** Says how far it is by now. */
  void write(Content content) throws IOException {
    write(content.text(writes), writes % PLACES * PLACE);
    writes++;
  }

  /** The same, so that a power cut finds it on disk. */
  void writeToDisk(Content content) throws IOException {
    write(content);
    channel.force(false);
  }

  private void write(String words, long to) throws IOException {
    byte[] text = words.getBytes(StandardCharsets.UTF_8);
    byte[] sum = ("sum=" + sum(text) + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] place = new byte[PLACE];
    Arrays.fill(place, (byte) '\n');
    System.arraycopy(text, 0, place, 0, text.length);
    System.arraycopy(sum, 0, place, text.length, sum.length);
    ByteBuffer bytes = ByteBuffer.wrap(place);
    long from = to;
    while (bytes.hasRemaining()) {
      from += channel.write(bytes, from);
    }
  }

  /** False when somebody took the file away. */
  boolean isThere() {
    return Files.exists(file);
  }

  private static String sum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }

  /**
   * What a run left behind.
   *
   * @param files the numbers that files of the data folder had
   * @param writes how often it was written
   */
  record Left(Path file, Content content, Map<String, String> files, long writes) {

    /**
     * Notes, so that a power cut finds it on disk, that an operator said that the journal is
     * another one: the file and the log that the next start finds are not those that it is of.
     */
    void giveUp() throws IOException {
      try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = open.tryLock()) {
        if (lock != null) {
          new Mark(file, open, writes).writeToDisk(content.givenUp());
        }
      } catch (OverlappingFileLockException ofThisProcess) {
        // Another bridge in this process is at it.
      }
    }

    /** Takes it away, unless its run is still there. */
    void forget() throws IOException {
      try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = open.tryLock()) {
        if (lock != null) {
          Files.deleteIfExists(file);
        }
      } catch (OverlappingFileLockException ofThisProcess) {
        // Another bridge in this process is at it.
      } catch (NoSuchFileException gone) {
        // Another node was quicker.
      }
    }
  }

  /**
   * The marks of a folder. A file that a power cut left without a whole mark is none: its run has
   * not begun.
   */
  static List<Left> in(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
    List<Left> marks = new ArrayList<>();
    for (Path file : files) {
      read(file).ifPresent(marks::add);
    }
    return marks;
  }

  private static Optional<Left> read(Path file) throws IOException {
    byte[] all;
    try {
      all = Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
    Map<String, String> files = whole(all, PLACES).orElse(Map.of());
    return IntStream.range(0, PLACES)
        .mapToObj(place -> whole(all, place))
        .flatMap(Optional::stream)
        .max(
            Comparator.comparingLong(
                    (Map<String, String> values) ->
                        number(values, "commits") + number(values, "claims"))
                .thenComparingLong(values -> number(values, WRITE)))
        .map(values -> new Left(file, Content.of(values), files, number(values, WRITE) + 1));
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }

  /** What stands in that place, if it is whole. */
  private static Optional<Map<String, String>> whole(byte[] all, int place) {
    int from = place * PLACE;
    if (all.length < from + PLACE) {
      return Optional.empty();
    }
    String text = new String(all, from, PLACE, StandardCharsets.UTF_8);
    int sum = text.lastIndexOf("\nsum=");
    if (sum < 0) {
      return Optional.empty();
    }
    String words = text.substring(0, sum + 1);
    String said = text.substring(sum + "\nsum=".length()).strip();
    return said.equals(sum(words.getBytes(StandardCharsets.UTF_8)))
        ? Optional.of(values(words))
        : Optional.empty();
  }

  /** Lets go of the file, which stays. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
