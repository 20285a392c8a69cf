package io.pluralbridge.files;

import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.journal.store.Locks;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are being carried out: each in a folder of its own, named by its batch.
 *
 * <p>A file is in the inbox or here, never in both, so that a restart finds it in one place. One
 * that lies on another disk is copied, and stays there as an original under a name of ours: its
 * sender may still be writing to it. Several nodes may share the folder: while one of them works on
 * the file of a batch, it holds its {@link #lock}.
 */
public final class Spool {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  /**
   * What the name of a file with control totals ends in, behind the name of the file they are of.
   */
  public static final String CONTROL_TOTALS = ".ctl";

  /** Lies beside a file whose control totals are still in the inbox. */
  private static final String TOTALS_FOLLOW = ".ctl-follows";

  /** A file that is not whole yet. */
  private static final String PART = ".part";

  /** Lies beside a file that is a copy of its original on another disk. */
  private static final String IS_A_COPY = ".is-a-copy";

  /** Lies beside a file that came over HTTP: the name of the API key by which it came. */
  private static final String GIVEN_BY = ".given-by";

  /**
   * Begins the name of a folder in the inbox, which ends in the id of a batch: the file in it lies
   * on another disk than we, and is being copied here.
   */
  public static final String BEING_TAKEN = ".taking-";

  /** The same, once it is copied: what is in it is the original. */
  public static final String TAKEN = ".taken-";

  private static final Pattern BATCH_ID = Pattern.compile("[0-9]{6}-[0-9]{6}-[a-z0-9]{6}");

  private static final Duration LONG_EMPTY = Duration.ofMinutes(1);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Locks locks;
  private final Clock clock;
  private final RandomGenerator random;

  /** Keeps them in that folder, which is there. */
  public Spool(Path folder, Locks locks, Clock clock, RandomGenerator random) {
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

  /** Moves a file here, with its control totals when they lie beside it. */
  public Optional<SpooledFile> move(Path file) throws IOException {
    return move(file, totalsOf(file).orElse(null));
  }

  /**
   * Moves a file here, with its control totals. From another disk it is copied, and put aside there
   * as the {@link #originalIn original}; whenever we are killed, {@link #complete} goes on with it.
   *
   * @param totals null when it has none
   * @return empty when it is gone: another node was quicker
   */
  public Optional<SpooledFile> move(Path file, @Nullable Path totals) throws IOException {
    String id = newId();
    try (Locks.Held mine = lock(id).orElseThrow(() -> new IOException("no lock for " + id))) {
      Path place = OwnerOnly.folder(folder.resolve(id));
      Path csv = place.resolve(file.getFileName());
      boolean here = false;
      try {
        if (totals != null) {
          OwnerOnly.file(place.resolve(TOTALS_FOLLOW));
        }
        here = bring(file, place, csv);
      } finally {
        if (!here && !Files.exists(file.resolveSibling(BEING_TAKEN + id))) {
          close(id);
        }
      }
      if (!here) {
        return Optional.empty();
      }
      OwnerOnly.takeOver(csv);
      fetchTotals(place, file);
      syncFolder(place);
      syncFolder(folder);
      return Optional.of(delivery(place, csv));
    }
  }

  /** False when the file is gone. */
  private static boolean bring(Path file, Path place, Path csv) throws IOException {
    try {
      Files.move(file, csv, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    } catch (AtomicMoveNotSupportedException anotherDisk) {
      return bringAcross(file, place);
    }
  }

  /**
   * Whoever renames it first has it, and what was renamed comes back into the inbox in no way: a
   * file is one batch, whenever we are killed.
   */
  private static boolean bringAcross(Path file, Path place) throws IOException {
    Path aside = OwnerOnly.folder(file.resolveSibling(BEING_TAKEN + place.getFileName()));
    try {
      Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException notOurs) {
      Files.delete(aside);
      if (notOurs instanceof NoSuchFileException) {
        return false;
      }
      throw notOurs;
    }
    syncFolder(aside);
    syncFolder(parent(file));
    finishAcross(aside, place);
    return true;
  }

  /**
   * Copies what was put aside on the other disk, and names it the original. Done again after a
   * kill, it goes on where it stood.
   */
  private static void finishAcross(Path aside, Path place) throws IOException {
    List<Path> files;
    try (Stream<Path> there = Files.list(aside)) {
      files = there.toList();
    }
    if (files.isEmpty()) {
      Files.delete(aside);
      return;
    }
    if (!Files.exists(place.resolve(IS_A_COPY))) {
      OwnerOnly.file(place.resolve(IS_A_COPY));
    }
    for (Path file : files) {
      copyWhole(file, place, place.resolve(file.getFileName()));
    }
    Files.move(
        aside, aside.resolveSibling(TAKEN + place.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    syncFolder(parent(aside));
  }

  /** A copy has its name once it is whole and on disk; one that is there stays. */
  private static void copyWhole(Path file, Path place, Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes before = attributes(file);
    if (!before.isRegularFile()) {
      throw new IOException(FileName.of(file).shown() + " is no file any more");
    }
    Path part = place.resolve(PART);
    OwnerOnly.copy(file, part);
    sync(part, StandardOpenOption.WRITE);
    BasicFileAttributes after = attributes(file);
    if (before.size() != after.size()
        || !before.lastModifiedTime().equals(after.lastModifiedTime())) {
      throw new IOException(FileName.of(file).shown() + " was written to while it was copied");
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(place);
  }

  /** True when the file of that batch is a copy, as it came from another disk. */
  public boolean isCopy(String batchId) {
    return Files.exists(folder.resolve(batchId).resolve(IS_A_COPY));
  }

  /** True when there is something of that batch here. */
  boolean isHere(String batchId) {
    return Files.exists(folder.resolve(batchId));
  }

  /** Where the original of a file is, which came from another disk. */
  public static Path originalIn(Path inbox, String batchId, Path csv) {
    return inbox.resolve(TAKEN + batchId).resolve(csv.getFileName());
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The control totals that lie beside a file: its name and {@code .ctl}, in whatever letters,
   * capital or small.
   */
  public static Optional<Path> totalsOf(Path file) throws IOException {
    String wanted = name(file) + CONTROL_TOTALS;
    List<Path> totals = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> beside = Files.list(parent(file))) {
      beside.forEach(
          other -> {
            if (name(other).equalsIgnoreCase(wanted)) {
              totals.add(other);
            } else if (name(other).equalsIgnoreCase(name(file))) {
              files.add(other);
            }
          });
      return TotalsBeside.of(file, totals, files);
    } catch (AccessDeniedException mayNotLook) {
      return Optional.empty();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /** Brings the control totals that were to follow a file, be it that we died in between. */
  private static void fetchTotals(Path place, Path file) throws IOException {
    if (!Files.exists(place.resolve(TOTALS_FOLLOW))) {
      return;
    }
    Optional<Path> totals = totalsOf(file);
    if (totals.isPresent()) {
      Path target = place.resolve(totals.get().getFileName());
      try {
        Files.move(totals.get(), target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException anotherDisk) {
        copyWhole(totals.get(), place, target);
        Files.delete(totals.get());
      }
      OwnerOnly.takeOver(target);
    }
    Files.delete(place.resolve(TOTALS_FOLLOW));
  }

  /** True when that may be the id of a batch. */
  static boolean isBatchId(String id) {
    return BATCH_ID.matcher(id).matches();
  }

  /**
   * A file that was put aside in the inbox is expected here, also when its place was lost while its
   * disk was away.
   *
   * @param aside a folder in the inbox whose name begins with {@link #BEING_TAKEN}
   * @return false when it is none of ours
   */
  public boolean expect(Path aside) throws IOException {
    String id = name(aside).substring(BEING_TAKEN.length());
    if (!isBatchId(id)
        || !Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(folder.resolve(id))) {
      return false;
    }
    OwnerOnly.folder(folder.resolve(id));
    return true;
  }

  /**
   * The file of a batch as it was dropped, with what was still on its way from the inbox when a
   * node died. To be called with its {@link #lock} held.
   */
  public Optional<SpooledFile> complete(String batchId, Path inbox) throws IOException {
    Path place = folder.resolve(batchId);
    Path aside = inbox.resolve(BEING_TAKEN + batchId);
    if (Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(place)) {
      finishAcross(aside, place);
    }
    Optional<SpooledFile> found = find(batchId);
    if (found.isPresent()) {
      fetchTotals(place, inbox.resolve(found.get().csv().getFileName()));
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
        forgetTotals(place);
        close(batchId);
      } catch (DirectoryNotEmptyException notOurs) {
        log.debug("There is something else in {}", place, notOurs);
      }
    }
  }

  /** Those of a file that did not come whole. */
  private static void forgetTotals(Path place) throws IOException {
    List<Path> totals;
    try (Stream<Path> files = Files.list(place)) {
      totals = files.filter(Spool::isTotals).toList();
    }
    for (Path each : totals) {
      Files.delete(each);
    }
  }

  /** What is done with a file that is here. */
  public interface Work<T> {
    T on(SpooledFile delivery) throws IOException;
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
  public <E extends Exception> SpooledFile receive(
      UnaryOperator<String> nameOf, Incoming<E> incoming) throws IOException, E {
    return receive(nameOf, null, null, incoming);
  }

  /**
   * The same, with what comes beside it.
   *
   * @param totals what its control totals say, each on a line; null when there are none
   * @param givenBy the name of the API key by which it comes; null when by none
   */
  public <E extends Exception> SpooledFile receive(
      UnaryOperator<String> nameOf,
      @Nullable String totals,
      @Nullable String givenBy,
      Incoming<E> incoming)
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
        if (totals != null) {
          writeBeside(place.resolve(name(csv) + CONTROL_TOTALS), totals);
        }
        if (givenBy != null) {
          writeBeside(place.resolve(GIVEN_BY), givenBy);
        }
        Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
        whole = true;
        syncFolder(place);
        syncFolder(folder);
        return delivery(place, csv);
      } finally {
        if (!whole) {
          forgetTotals(place);
          close(id);
        }
      }
    }
  }

  private static void writeBeside(Path file, String text) throws IOException {
    try (OutputStream out = OwnerOnly.write(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    sync(file, StandardOpenOption.WRITE);
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
  public SpooledFile restore(String batchId, Path file) throws IOException {
    return copyInto(OwnerOnly.folders(folder.resolve(batchId)), file);
  }

  /** The same from where the file has another name. */
  public SpooledFile restore(String batchId, Path file, String name) throws IOException {
    Path place = OwnerOnly.folders(folder.resolve(batchId));
    return copyInto(place, file, place.resolve(name));
  }

  private SpooledFile copyInto(Path place, Path file) throws IOException {
    Path csv = place.resolve(file.getFileName());
    Optional<Path> totals = totalsOf(file);
    if (totals.isPresent()) {
      OwnerOnly.copy(totals.get(), place.resolve(totals.get().getFileName()));
    }
    return copyInto(place, file, csv);
  }

  private SpooledFile copyInto(Path place, Path file, Path csv) throws IOException {
    Path part = place.resolve(PART);
    OwnerOnly.copy(file, part);
    sync(part, StandardOpenOption.WRITE);
    Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
    return delivery(place, csv);
  }

  /** The file of that batch, or empty when it is not here any more. */
  public Optional<SpooledFile> find(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    try (Stream<Path> files = Files.list(place)) {
      Optional<Path> csv = files.filter(file -> !isTotals(file) && !isOurs(file)).findFirst();
      return csv.isPresent() ? Optional.of(delivery(place, csv.get())) : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return Optional.empty();
    }
  }

  private static boolean isTotals(Path file) {
    return name(file).toLowerCase(Locale.ROOT).endsWith(CONTROL_TOTALS);
  }

  private static boolean isOurs(Path file) {
    return name(file).equals(PART)
        || name(file).equals(TOTALS_FOLLOW)
        || name(file).equals(IS_A_COPY)
        || name(file).equals(GIVEN_BY);
  }

  /** The batches that have a folder here, oldest first. */
  public List<String> batchIds() throws IOException {
    try (Stream<Path> places = Files.list(folder)) {
      return places.map(Spool::name).sorted().toList();
    }
  }

  /** Forgets a batch whose files were moved on. */
  public void close(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    Files.deleteIfExists(place.resolve(PART));
    Files.deleteIfExists(place.resolve(TOTALS_FOLLOW));
    Files.deleteIfExists(place.resolve(IS_A_COPY));
    Files.deleteIfExists(place.resolve(GIVEN_BY));
    Files.deleteIfExists(place);
  }

  private String newId() {
    StringBuilder id = new StringBuilder(ID.format(clock.instant())).append('-');
    for (int i = 0; i < 6; i++) {
      id.append("abcdefghjkmnpqrstuvwxyz23456789".charAt(random.nextInt(31)));
    }
    return id.toString();
  }

  private SpooledFile delivery(Path place, Path csv) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      @Nullable Path totals = files.filter(Spool::isTotals).findFirst().orElse(null);
      return new SpooledFile(name(place), csv, totals, receivedAt(place), givenBy(place));
    }
  }

  private static @Nullable String givenBy(Path place) throws IOException {
    try {
      return Files.readString(place.resolve(GIVEN_BY));
    } catch (NoSuchFileException dropped) {
      return null;
    }
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
