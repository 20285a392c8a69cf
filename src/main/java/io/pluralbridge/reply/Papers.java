package io.pluralbridge.reply;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.pluralbridge.journal.Locks;
import io.pluralbridge.payment.CardMask;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts papers and files where they belong. Nobody ever sees half a paper, nothing is ever written
 * over, and what was put survives a power cut.
 *
 * <p>A name that is taken gets the time, and if need be a number: {@code NAME.csv}, {@code
 * NAME.20260115T100000000Z.csv}, {@code NAME.20260115T100000000Z-2.csv}. Several nodes may put
 * papers into one folder.
 */
public final class Papers {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private static final long LOOK_AGAIN_NANOS = 10_000_000;
  private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

  private final Path archive;
  private final Locks locks;
  private final Clock clock;

  /**
   * Sets aside into that folder.
   *
   * @param archive is made when it is not there
   * @param locks keep two nodes from taking one place at the same moment
   */
  public Papers(Path archive, Locks locks, Clock clock) {
    this.archive = archive;
    this.locks = locks;
    this.clock = clock;
  }

  /** Writes a paper to the file that it is given, and may tell what it wrote. */
  public interface Writing<T> {
    T to(Path file) throws IOException;
  }

  /**
   * Puts a paper at its place, all of it or nothing. One that stands there already is set aside
   * into the archive first.
   *
   * @return what the writing told
   * @throws IOException when it could not be written; then the earlier paper still stands
   */
  public <T> T put(Path place, Writing<T> writing) throws IOException {
    Path part = part(place);
    Files.createDirectories(part.getParent());
    try (Locks.Held mine = lock(place)) {
      return put(part, place, writing);
    }
  }

  private <T> T put(Path part, Path place, Writing<T> writing) throws IOException {
    try {
      T told = writing.to(part);
      sync(part);
      if (Files.exists(place)) {
        setAside(place);
      }
      Files.move(part, place, ATOMIC_MOVE);
      syncFolder(place);
      return told;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Locks.Held lock(Path place) throws IOException {
    String name = "paper/" + place.getFileName();
    long start = System.nanoTime();
    Optional<Locks.Held> mine = locks.tryLock(name);
    while (mine.isEmpty() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      mine = locks.tryLock(name);
    }
    return mine.orElseThrow(() -> new IOException("somebody else is writing " + place));
  }

  private void setAside(Path earlier) throws IOException {
    Files.createDirectories(archive);
    moveTo(earlier, reserve(archive, earlier, 1));
  }

  /**
   * Moves a file into a folder, under a name of its own there.
   *
   * @param folder is made when it is not there
   * @return where it is now
   */
  public Path move(Path file, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path place = reserve(folder, file, 0);
    moveTo(file, place);
    return place;
  }

  /**
   * Moves a file that holds card numbers into a folder: a masked copy of it stays, and the file is
   * deleted once the copy is safe.
   *
   * @param folder is made when it is not there
   * @return where the copy is
   */
  public Path moveMasked(Path file, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path place = reserve(folder, file, 0);
    try {
      Path part = part(place);
      copyMasked(file, part);
      sync(part);
      Files.move(part, place, ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(place);
      throw e;
    }
    syncFolder(place);
    Files.delete(file);
    syncFolder(file);
    return place;
  }

  /**
   * Copies a file byte for byte, but every digit of a card number becomes {@code *}. Minds neither
   * the length of lines nor the encoding.
   *
   * @param to is written over
   */
  public static void copyMasked(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        CardMask out = new CardMask(Files.newOutputStream(to))) {
      in.transferTo(out);
    }
  }

  /**
   * Takes a free name in the folder by making an empty file of it.
   *
   * @param first 0 when the name of the file itself will do, 1 when it must have the time
   */
  private Path reserve(Path folder, Path file, int first) throws IOException {
    String name = file.getFileName().toString();
    String time = STAMP.format(clock.instant());
    int tries = first;
    while (true) {
      try {
        return Files.createFile(folder.resolve(numbered(name, time, tries)));
      } catch (FileAlreadyExistsException taken) {
        tries++;
      }
    }
  }

  private static String numbered(String name, String time, int number) {
    if (number == 0) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String base = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    return base + "." + time + (number > 1 ? "-" + number : "") + extension;
  }

  /** Moves onto the name that was taken for it; between file systems by way of a copy. */
  private static void moveTo(Path file, Path taken) throws IOException {
    boolean arrived = false;
    try {
      Files.move(file, taken, ATOMIC_MOVE);
      arrived = true;
    } catch (AtomicMoveNotSupportedException anotherFileSystem) {
      Path part = part(taken);
      Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
      sync(part);
      Files.move(part, taken, ATOMIC_MOVE);
      arrived = true;
      syncFolder(taken);
      Files.delete(file);
    } finally {
      if (!arrived) {
        Files.deleteIfExists(taken);
      }
    }
    syncFolder(taken);
    syncFolder(file);
  }

  private static Path part(Path place) {
    return place.toAbsolutePath().resolveSibling(".part-" + place.getFileName());
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Makes the names in the folder of that file survive a power cut; Windows cannot, and need not.
   */
  private static void syncFolder(Path file) throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
