package io.pluralbridge.journal.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The header of an SQLite database file, read past SQLite, by which it is noticed that somebody
 * wrote another database over it in place.
 *
 * <p>Each commit raises a number there ({@code user_version}); into the file itself it comes with
 * SQLite's checkpoints. So the number in the file never falls, and is never higher than what was
 * given out: a file with another one is an older copy, whatever the log beside it still has. A copy
 * that SQLite made since the last checkpoint has a number within these bounds, and another number
 * of its schema, which went through no log.
 *
 * <p>The file stays open for as long as the database is: to close it would let go of the locks that
 * SQLite has on it in this process. No channel is used, as an interrupted thread would close it.
 */
final class MainFile implements AutoCloseable {

  /** After a power cut a mark may be behind by all that was not flushed yet. */
  static final int MARK_BEHIND = 1 << 24;

  private static final int LENGTH = 100;
  private static final int SCHEMA_AT = 40;
  private static final int NUMBER_AT = 60;

  /** Of the log: what it begins with, and what is before each page in it. */
  private static final int LOG_HEADER = 32;

  private static final int LOG_PAGE_SIZE_AT = 8;
  private static final int LOG_SALT_AT = 16;
  private static final int FRAME_HEADER = 24;
  private static final int FRAME_COMMIT_AT = 4;
  private static final int FRAME_SALT_AT = 8;

  private static final int LOOKS_AGAIN = 5;
  private static final long BETWEEN_LOOKS_NS = 2_000_000;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** What stands in a header. */
  record Header(int number, int schema) {}

  /**
   * How far the numbers are. They begin anew after 2^32, so they are compared by their distance.
   *
   * @param seen the number in the file itself, the last time that it was looked at
   * @param set the highest that was given out
   * @param schema the number of the schema in the file; 0 while it is not known
   */
  record Numbers(int seen, int set, int schema) {

    /**
     * What is wrong with that header, in words; empty when nothing is.
     *
     * @param behind by how much the highest given out may be more than is known
     */
    private Optional<String> wrongWith(Optional<Header> header, int behind) {
      if (header.isEmpty()) {
        return Optional.of("it is no SQLite database any more");
      }
      int number = header.get().number();
      if (Integer.compareUnsigned(number - seen, set - seen + behind) > 0) {
        return Optional.of("it is at " + number + ", and was at " + seen + " to " + set);
      }
      return Optional.empty();
    }

    /** Whether somebody has changed the schema, or it is the one of a copy. */
    private boolean isOfAnotherSchema(Header header) {
      return schema != 0 && header.schema() != schema;
    }

    private String wrongSchema(Header header) {
      return "its schema is at " + header.schema() + ", and was at " + schema;
    }
  }

  private final Path path;
  private final RandomAccessFile file;
  private int first;
  private Numbers numbers = new Numbers(0, 0, 0);
  private boolean follows;

  private MainFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  static MainFile open(Path path) throws IOException {
    return new MainFile(path, new RandomAccessFile(path.toFile(), "r"));
  }

  /**
   * Whether a file that nobody in this process has open belongs to the log that was left beside it.
   *
   * @param left what the mark says that was left with it
   * @return what is wrong with it, in words; empty when nothing is
   * @throws IOException when it cannot be read
   */
  static Optional<String> wrongBesideItsLog(Path path, Numbers left) throws IOException {
    try (MainFile file = open(path)) {
      Optional<Header> header = file.header();
      Optional<String> wrong = left.wrongWith(header, MARK_BEHIND);
      if (wrong.isEmpty()
          && left.isOfAnotherSchema(header.orElseThrow())
          && file.logLedTo(header.orElseThrow().schema(), left.schema()) == Led.ELSEWHERE) {
        return Optional.of(left.wrongSchema(header.orElseThrow()));
      }
      return wrong;
    }
  }

  private Optional<Header> header() throws IOException {
    byte[] bytes = new byte[LENGTH];
    file.seek(0);
    int length = 0;
    int more = file.read(bytes);
    while (more > 0) {
      length += more;
      more = file.read(bytes, length, LENGTH - length);
    }
    if (length < LENGTH || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return Optional.of(new Header(header.getInt(NUMBER_AT), header.getInt(SCHEMA_AT)));
  }

  /** Gives out numbers after that one; nothing is judged before {@link #follow}. */
  synchronized void startAfter(int last) {
    first = last + 1;
    numbers = new Numbers(last, last, 0);
  }

  /** The number for the next commit. One whose commit fails is left out. */
  synchronized int next() {
    numbers = new Numbers(numbers.seen(), numbers.set() + 1, numbers.schema());
    return numbers.set();
  }

  /**
   * Takes the file as it is now for the right one, and looks at it from here on.
   *
   * @throws IOException when it cannot be read
   */
  synchronized void follow() throws IOException {
    Header header = header().orElseThrow(() -> new IOException(path + " is no SQLite database"));
    file.getFD().sync();
    numbers = new Numbers(header.number(), numbers.set(), 0);
    follows = true;
    learn(header);
  }

  /**
   * Looks at the file.
   *
   * @return what is wrong with it, in words; empty when nothing is
   * @throws IOException when it cannot be read
   */
  synchronized Optional<String> look() throws IOException {
    if (!follows) {
      return Optional.empty();
    }
    Optional<Header> header = header();
    Optional<String> wrong = numbers.wrongWith(header, 0);
    for (int again = 0; wrong.isPresent() && header.isPresent() && again < LOOKS_AGAIN; again++) {
      // SQLite may be writing it right now.
      LockSupport.parkNanos(BETWEEN_LOOKS_NS);
      header = header();
      wrong = numbers.wrongWith(header, 0);
    }
    if (wrong.isPresent() || header.isEmpty()) {
      return wrong;
    }
    if (numbers.isOfAnotherSchema(header.get())) {
      Led led = logLedTo(header.get().schema(), numbers.schema());
      if (led == Led.ELSEWHERE) {
        return Optional.of(numbers.wrongSchema(header.get()));
      }
      if (led == Led.NOWHERE_YET) {
        // Somebody is writing the first commit of a new log: that one will tell.
        return Optional.empty();
      }
      numbers = new Numbers(numbers.seen(), numbers.set(), header.get().schema());
    }
    if (header.get().number() != numbers.seen()) {
      // A mark that says so must not outlive a power cut that the file itself does not.
      file.getFD().sync();
      numbers = new Numbers(header.get().number(), numbers.set(), numbers.schema());
      learn(header.get());
    }
    return Optional.empty();
  }

  /** What the log says of the schema in the file. */
  private enum Led {
    /** It gave the file that schema, or there is no log. */
    HERE,
    /** There is no commit in it that would tell. */
    NOWHERE_YET,
    /** What is in it belongs to a file with another schema. */
    ELSEWHERE
  }

  /**
   * Whether SQLite itself has given the file that schema, as it does to compact it or to add to it:
   * then it went through the log, where each commit has the header, and there may be a later one by
   * now. What is not committed counts for nothing, and with no commit in the log there is nothing
   * that would not fit the file: SQLite begins a log anew only once all of it is in the file.
   */
  private Led logLedTo(int schema, int from) throws IOException {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    Led led = Led.NOWHERE_YET;
    try (RandomAccessFile open = new RandomAccessFile(log.toFile(), "r")) {
      long length = open.length();
      if (length < LOG_HEADER) {
        return Led.HERE;
      }
      ByteBuffer begin = read(open, 0, LOG_HEADER);
      long frame = FRAME_HEADER + (long) begin.getInt(LOG_PAGE_SIZE_AT);
      long salt = begin.getLong(LOG_SALT_AT);
      boolean inThisCommit = false;
      for (long at = LOG_HEADER; at + frame <= length; at += frame) {
        ByteBuffer head = read(open, at, FRAME_HEADER);
        if (head.getLong(FRAME_SALT_AT) != salt) {
          // From here on it is what was in the log before it began anew.
          return led;
        }
        inThisCommit |=
            head.getInt(0) == 1
                && schema - from > 0
                && read(open, at + FRAME_HEADER, LENGTH).getInt(SCHEMA_AT) - schema >= 0;
        if (head.getInt(FRAME_COMMIT_AT) != 0) {
          if (inThisCommit) {
            return Led.HERE;
          }
          led = Led.ELSEWHERE;
        }
      }
      return led;
    } catch (FileNotFoundException none) {
      return Led.HERE;
    }
  }

  private static ByteBuffer read(RandomAccessFile file, long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.seek(from);
    file.readFully(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Until it has a number of this run, the schema may be one from before a migration. */
  private void learn(Header header) {
    if (numbers.schema() == 0 && header.number() - first >= 0) {
      numbers = new Numbers(numbers.seen(), numbers.set(), header.schema());
    }
  }

  /** How far they are; empty before the file is followed. */
  synchronized Optional<Numbers> numbers() {
    return follows ? Optional.of(numbers) : Optional.empty();
  }

  @Override
  public synchronized void close() {
    follows = false;
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
