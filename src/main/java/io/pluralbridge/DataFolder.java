package io.pluralbridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder under which everything is kept, and our sole right to it where the journal is inside.
 */
final class DataFolder implements AutoCloseable {

  private final Path path;
  private @Nullable FileChannel lock;

  private DataFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder where it is missing.
   *
   * @throws SettingsException when it cannot be made
   */
  static DataFolder at(Path path) {
    try {
      Files.createDirectories(path);
      for (String name :
          new String[] {"inbox", "processing", "acks", "results", "archive", "refused"}) {
        Files.createDirectories(path.resolve(name));
      }
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

  /**
   * Keeps other processes out until this one ends, however it ends.
   *
   * @throws IllegalStateException when another process is in
   */
  void lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
