package io.pluralbridge.journal;

import io.pluralbridge.disk.OwnerOnly;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are being carried out: each in a folder of its own, named by its batch.
 *
 * <p>A file is in the inbox or here, never in both, so that a restart finds it in one place.
 * Several nodes may share the folder: while one of them works on the file of a batch, it holds its
 * {@link #lock}.
 */
public final class Deliveries {

  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  /**
   * What the name of a file with control totals ends in, behind the name of the file they are of.
   */
  public static final String CONTROL_TOTALS = ".ctl";

  /** Lies beside a file whose control totals are still in the inbox. */
  private static final String TOTALS_FOLLOW = ".ctl-follows";

  /** A file that is not whole yet. */
  private static final String PART = ".part";

  private static final Duration LONG_EMPTY = Duration.ofMinutes(1);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Locks locks;
  private final Clock clock;
  private final RandomGenerator random;

  /** Keeps them in that folder, which is there. */
  public Deliveries(Path folder, Locks locks, Clock clock, RandomGenerator random) {
    this.folder = folder;
    this.locks = locks;
    this.clock = clock;
    this.random = random;
  }

  /** What keeps the nodes that share the folder from each other's files. */
  public Locks locks() {
    return locks;
  }

  /** Keeps all others from the file of a batch; empty when one of them has it in hand. */
  public Optional<Locks.Held> lock(String batchId) {
    return locks.tryLock("file/" + batchId);
  }

  /**
   * Moves a file here, with its control totals when they lie beside it.
   *
   * @return empty when it is gone: another node was quicker
   */
  public Optional<Delivery> move(Path file) throws IOException {
    String id = newId();
    try (Locks.Held mine = lock(id).orElseThrow(() -> new IOException("no lock for " + id))) {
      Path place = OwnerOnly.folder(folder.resolve(id));
      Path csv = place.resolve(name(file));
      if (Files.exists(totalsBeside(file))) {
        OwnerOnly.file(place.resolve(TOTALS_FOLLOW));
      }
      try {
        Files.move(file, csv, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException gone) {
        close(id);
        return Optional.empty();
      }
      OwnerOnly.takeOver(csv);
      fetchTotals(place, file);
      return Optional.of(delivery(place, csv));
    }
  }

  private static Path totalsBeside(Path file) {
    return file.resolveSibling(name(file) + CONTROL_TOTALS);
  }

  /** Brings the control totals that were to follow a file, be it that we died in between. */
  private static void fetchTotals(Path place, Path file) throws IOException {
    if (Files.exists(place.resolve(TOTALS_FOLLOW))) {
      Path totals = totalsBeside(file);
      if (Files.exists(totals)) {
        Path ours = place.resolve(name(totals));
        Files.move(totals, ours, StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.takeOver(ours);
      }
      Files.delete(place.resolve(TOTALS_FOLLOW));
    }
  }

  /**
   * The file of a batch as it was dropped, with what was still on its way from the inbox when a
   * node died. To be called with its {@link #lock} held.
   */
  public Optional<Delivery> complete(String batchId, Path inbox) throws IOException {
    Optional<Delivery> found = find(batchId);
    if (found.isPresent()) {
      fetchTotals(folder.resolve(batchId), inbox.resolve(found.get().name()));
    } else {
      forgetLongEmpty(batchId);
    }
    return find(batchId);
  }

  /** A folder without a file is left behind by a node that died before it could move one in. */
  private void forgetLongEmpty(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    if (Files.isDirectory(place) && receivedAt(place).isBefore(clock.instant().minus(LONG_EMPTY))) {
      try {
        close(batchId);
      } catch (DirectoryNotEmptyException notOurs) {
        log.debug("There is something else in {}", place, notOurs);
      }
    }
  }

  /** What is done with a file that is here. */
  public interface Work<T> {
    T on(Delivery delivery) throws IOException;
  }

  /**
   * Copies a file here, with its control totals when they lie beside it, and does the work before
   * anybody else may.
   */
  public <T> T copy(Path file, Work<T> work) throws IOException {
    String id = newId();
    try (Locks.Held mine = lock(id).orElseThrow(() -> new IOException("no lock for " + id))) {
      return work.on(copyInto(OwnerOnly.folder(folder.resolve(id)), file));
    }
  }

  /** A file that comes over a wire. */
  public interface Incoming<E extends Exception> {

    /**
     * Writes all of it. Whatever is thrown, the file does not count.
     *
     * @throws E when it is not wanted
     */
    void writeTo(OutputStream out) throws IOException, E;
  }

  /**
   * Writes a file here as it comes, all of it or nothing: it has no name before it is whole and on
   * disk, and one without a name is nobody's file. What a kill leaves of it is forgotten later.
   *
   * @param nameOf its name, when its batch has that id
   */
  public <E extends Exception> Delivery receive(UnaryOperator<String> nameOf, Incoming<E> incoming)
      throws IOException, E {
    String id = newId();
    try (Locks.Held mine = lock(id).orElseThrow(() -> new IOException("no lock for " + id))) {
      Path place = OwnerOnly.folder(folder.resolve(id));
      boolean whole = false;
      try {
        Path part = place.resolve(PART);
        try (OutputStream out = OwnerOnly.write(part)) {
          incoming.writeTo(out);
        }
        sync(part, StandardOpenOption.WRITE);
        Path csv = place.resolve(nameOf.apply(id));
        Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
        whole = true;
        syncFolder(place);
        syncFolder(folder);
        return delivery(place, csv);
      } finally {
        if (!whole) {
          close(id);
        }
      }
    }
  }

  /** Where that is possible. */
  private static void syncFolder(Path path) throws IOException {
    if (File.separatorChar != '\\') {
      sync(path, StandardOpenOption.READ);
    }
  }

  private static void sync(Path path, OpenOption how) throws IOException {
    try (FileChannel written = FileChannel.open(path, how)) {
      written.force(true);
    }
  }

  /** Copies the file of a batch here that somebody took away. */
  public Delivery restore(String batchId, Path file) throws IOException {
    return copyInto(OwnerOnly.folders(folder.resolve(batchId)), file);
  }

  private Delivery copyInto(Path place, Path file) throws IOException {
    Path totals = totalsBeside(file);
    if (Files.exists(totals)) {
      OwnerOnly.copy(totals, place.resolve(name(totals)));
    }
    Path part = place.resolve(PART);
    OwnerOnly.copy(file, part);
    sync(part, StandardOpenOption.WRITE);
    Path csv = place.resolve(name(file));
    Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
    return delivery(place, csv);
  }

  /** The file of that batch, or empty when it is not here any more. */
  public Optional<Delivery> find(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> !name(file).endsWith(CONTROL_TOTALS) && !isOurs(file))
          .findFirst()
          .map(csv -> delivery(place, csv));
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return Optional.empty();
    }
  }

  private static boolean isOurs(Path file) {
    return name(file).equals(PART) || name(file).equals(TOTALS_FOLLOW);
  }

  /** The batches that have a folder here, oldest first. */
  public List<String> batchIds() throws IOException {
    try (Stream<Path> places = Files.list(folder)) {
      return places.map(Deliveries::name).sorted().toList();
    }
  }

  /** Forgets a batch whose files were moved on. */
  public void close(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    Files.deleteIfExists(place.resolve(PART));
    Files.deleteIfExists(place.resolve(TOTALS_FOLLOW));
    Files.deleteIfExists(place);
  }

  private String newId() {
    StringBuilder id = new StringBuilder(ID.format(clock.instant())).append('-');
    for (int i = 0; i < 6; i++) {
      id.append("abcdefghjkmnpqrstuvwxyz23456789".charAt(random.nextInt(31)));
    }
    return id.toString();
  }

  private Delivery delivery(Path place, Path csv) {
    Path totals = totalsBeside(csv);
    @Nullable Path present = Files.exists(totals) ? totals : null;
    return new Delivery(name(place), csv, present, receivedAt(place));
  }

  private Instant receivedAt(Path place) {
    try {
      return Files.getLastModifiedTime(place).toInstant();
    } catch (IOException e) {
      return clock.instant();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
