package io.pluralbridge.files;

import io.pluralbridge.config.SettingsException;
import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder under which everything is kept, and our sole right to it where the journal is inside.
 */
public final class DataFolder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
  private static final String LOCK = "journal.lock";

  private final Path path;
  private @Nullable FileChannel lock;

  private DataFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder where it is missing, for the eyes of its owner only. One that is there stays
   * as it is, and is warned of when it is open to others.
   *
   * @throws SettingsException when it cannot be made
   */
  public static DataFolder at(Path path) {
    try {
      OwnerOnly.folders(path);
      for (String name :
          new String[] {"inbox", "processing", "acks", "results", "kept", "archive", "refused"}) {
        OwnerOnly.folders(path.resolve(name));
      }
      warnOfOnlookers(path);
    } catch (IOException e) {
      throw new SettingsException(
          List.of(
              "bridge.data.dir (BRIDGE_DATA_DIR) must be a folder that can be written to, and is: '"
                  + path
                  + "' ("
                  + e
                  + ")"));
    }
    return new DataFolder(path);
  }

  private static void warnOfOnlookers(Path path) throws IOException {
    if (!OwnerOnly.ofOthers(path).isEmpty()) {
      log.warn(
          "Others than its owner may go into {} ({}), which holds orders, amounts and keys. Unless"
              + " you share it on purpose: chmod -R go= '{}'",
          path,
          PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
          path);
    }
  }

  /**
   * Keeps other processes out until this one ends, however it ends.
   *
   * @throws IllegalStateException when another process is in
   */
  public void lock() {
    try {
      FileChannel channel = OwnerOnly.open(path.resolve(LOCK));
      FileLock held = tryLock(channel);
      if (held == null) {
        channel.close();
        throw new IllegalStateException(
            "another plural-bridge works in "
                + path
                + ". Drop the file into its inbox/ instead, stop it first, or choose another"
                + " bridge.data.dir (BRIDGE_DATA_DIR).");
      }
      lock = channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
