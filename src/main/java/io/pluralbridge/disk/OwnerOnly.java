package io.pluralbridge.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files (0600) and folders (0700) that nobody but their owner may touch, from the moment they
 * are there. What is there already stays as its owner made it, and where the disk knows no such
 * rights, nothing is different from the usual.
 */
public final class OwnerOnly {

  private static final Logger log = LoggerFactory.getLogger(OwnerOnly.class);

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /**
   * Makes one folder.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is something of that name
   */
  public static Path folder(Path path) throws IOException {
    return Files.createDirectory(path, as(FOLDER, path));
  }

  /**
   * Makes a folder, and those that it is in, where they are missing. A link to one, on another disk
   * perhaps, is one.
   */
  public static Path folders(Path path) throws IOException {
    return Files.isDirectory(path) ? path : Files.createDirectories(path, as(FOLDER, path));
  }

  /**
   * Opens a file, which is made where it is missing.
   *
   * @param how beside to write it and to make it
   */
  public static FileChannel open(Path path, OpenOption... how) throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(how));
    options.add(StandardOpenOption.CREATE);
    options.add(StandardOpenOption.WRITE);
    return FileChannel.open(path, options, as(FILE, path));
  }

  /**
   * Makes an empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is something of that name
   */
  public static Path file(Path path) throws IOException {
    return Files.createFile(path, as(FILE, path));
  }

  /** Writes a file from its beginning; what was in it is gone. */
  public static OutputStream write(Path path) throws IOException {
    return Channels.newOutputStream(open(path, StandardOpenOption.TRUNCATE_EXISTING));
  }

  /** Copies what is in a file, not who may read it. */
  public static void copy(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = write(to)) {
      in.transferTo(out);
    }
  }

  /** Takes from others what they may do with a file that was handed to us, where it is ours. */
  public static void takeOver(Path file) {
    try {
      if (!ofOthers(file).isEmpty()) {
        Files.setPosixFilePermissions(file, FILE);
      }
    } catch (IOException e) {
      log.debug("{} stays as it came: its sender owns it", file, e);
    }
  }

  /**
   * Lets a group read a file in a folder that its owner lets that group read. For a file that has
   * not got its name yet, so that nobody misses it.
   */
  public static void share(Path file, Path folder) throws IOException {
    if (ofOthers(folder).contains(PosixFilePermission.GROUP_READ)) {
      Set<PosixFilePermission> shared = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      if (shared.add(PosixFilePermission.GROUP_READ)) {
        Files.setPosixFilePermissions(file, shared);
      }
    }
  }

  /** What others than the owner may do with a file or folder; nothing where rights are unknown. */
  public static Set<PosixFilePermission> ofOthers(Path path) throws IOException {
    try {
      Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
      others.addAll(Files.getPosixFilePermissions(path));
      others.removeAll(FOLDER);
      return others;
    } catch (UnsupportedOperationException noSuchRights) {
      return Set.of();
    }
  }

  private static FileAttribute<?>[] as(Set<PosixFilePermission> rights, Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }
}
