package io.pluralbridge.files;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.pluralbridge.carddata.CardMask;
import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.journal.store.Locks;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * into the archive first; unless it is the same byte for byte, then it is left alone.
   *
   * @return what the writing told
   * @throws IOException when it could not be written; then the earlier paper still stands
   */
  public <T> T put(Path place, Writing<T> writing) throws IOException {
    Path part = part(place);
    OwnerOnly.folders(folderOf(part));
    try (Locks.Held mine = lock(place)) {
      return put(part, place, writing);
    }
  }

  private <T> T put(Path part, Path place, Writing<T> writing) throws IOException {
    try {
      T told = writing.to(part);
      sync(part);
      if (!isSame(part, place)) {
        intoArchive(place);
        OwnerOnly.share(part, folderOf(part));
        Files.move(part, place, ATOMIC_MOVE);
      }
      syncFolder(place);
      return told;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Gives a paper that is being written a second place, where nobody sets it aside: another name of
   * the same file where the disk can do that, else a copy. What stood there before is replaced.
   */
  static void keep(Path writing, Path place) throws IOException {
    Path part = part(place);
    OwnerOnly.folders(folderOf(part));
    Files.deleteIfExists(part);
    try {
      Files.createLink(part, writing);
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      OwnerOnly.copy(writing, part);
      sync(part);
    }
    Files.move(part, place, ATOMIC_MOVE);
    syncFolder(place);
  }

  private static boolean isSame(Path written, Path standing) throws IOException {
    return Files.exists(standing) && Files.mismatch(written, standing) == -1;
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

  /** Moves a paper whose name is needed into the archive. None there is no trouble. */
  public void setAside(Path earlier) throws IOException {
    try (Locks.Held mine = lock(earlier)) {
      intoArchive(earlier);
    }
  }

  private void intoArchive(Path earlier) throws IOException {
    if (Files.exists(earlier)) {
      OwnerOnly.folders(archive);
      moveInto(archive, earlier, name(earlier), 1);
    }
  }

  /**
   * Moves a file into a folder, under a name of its own there.
   *
   * @param folder is made when it is not there
   * @return where it is now
   */
  public Path move(Path file, Path folder) throws IOException {
    OwnerOnly.folders(folder);
    return moveInto(folder, file, name(file), 0);
  }

  /**
   * Moves a file that holds card numbers into a folder: a masked copy of it stays, and the file is
   * deleted once the copy is safe.
   *
   * @param folder is made when it is not there
   * @return where the copy is
   */
  public Path moveMasked(Path file, Path folder) throws IOException {
    return moveMasked(file, folder, name(file));
  }

  /** The same under another name. A file that cannot be deleted has no copy afterwards. */
  Path moveMasked(Path file, Path folder, String name) throws IOException {
    OwnerOnly.folders(folder);
    Path wanted = folder.resolve(name);
    try (Locks.Held mine = lock(wanted)) {
      Path part = part(wanted);
      try {
        copyMasked(file, part);
        sync(part);
        Path place = moveInto(folder, part, name, 0);
        try {
          Files.delete(file);
        } catch (FileSystemException mayNot) {
          if (Files.exists(file)) {
            Files.delete(place);
          }
          throw mayNot;
        }
        syncFolder(file);
        return place;
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }

  /**
   * Copies a file byte for byte, but every digit of a card number becomes {@code *}. Minds neither
   * the length of lines nor the encoding.
   *
   * @param to is written over
   */
  public static void copyMasked(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        CardMask out = new CardMask(OwnerOnly.write(to))) {
      in.transferTo(out);
    }
  }

  /**
   * Moves a file into a folder under the first name that is free there. It is in both places for a
   * moment, never in none; done again after a kill, it goes on where it stood.
   *
   * @param first 0 when the name itself will do, 1 when it must have the time
   */
  private Path moveInto(Path folder, Path file, String name, int first) throws IOException {
    String time = STAMP.format(clock.instant());
    int tries = first;
    while (true) {
      Path place = folder.resolve(numbered(name, time, tries));
      try {
        linkOrCopy(file, place);
        OwnerOnly.share(place, folder);
        Files.delete(file);
        syncFolder(file);
        return place;
      } catch (FileAlreadyExistsException taken) {
        tries++;
      }
    }
  }

  private static void linkOrCopy(Path file, Path place) throws IOException {
    try {
      if (!Files.exists(place) || !Files.isSameFile(file, place)) {
        Files.createLink(place, file);
      }
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (FileSystemException | UnsupportedOperationException anotherFileSystem) {
      copyTo(file, place);
    }
    syncFolder(place);
  }

  private static void copyTo(Path file, Path place) throws IOException {
    OwnerOnly.file(place);
    Path part = part(place);
    boolean arrived = false;
    try {
      OwnerOnly.copy(file, part);
      sync(part);
      Files.move(part, place, ATOMIC_MOVE);
      arrived = true;
    } finally {
      if (!arrived) {
        Files.deleteIfExists(place);
        Files.deleteIfExists(part);
      }
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
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

  private static Path part(Path place) {
    return place.toAbsolutePath().resolveSibling(".part-" + place.getFileName());
  }

  private static Path folderOf(Path file) {
    return file.toAbsolutePath().resolveSibling("");
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
