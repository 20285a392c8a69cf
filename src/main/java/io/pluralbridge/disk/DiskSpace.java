package io.pluralbridge.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The free space of the disk that the data folder is on. */
public final class DiskSpace {

  private static final long MEGABYTE = 1024 * 1024;

  private final Path folder;
  private final long leastMegabytes;

  /**
   * That of the disk with this folder.
   *
   * @param leastMegabytes with less than this the bridge cannot be trusted to write
   */
  public DiskSpace(Path folder, long leastMegabytes) {
    this.folder = folder;
    this.leastMegabytes = leastMegabytes;
  }

  /** In bytes; not a number where the file system does not say. */
  public double free() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Why there is not enough, for a person; empty when there is. */
  public Optional<String> trouble() {
    double free = free();
    if (Double.isNaN(free)) {
      return Optional.of("the disk of bridge.data.dir does not say what is free on it");
    }
    return free < leastMegabytes * MEGABYTE
        ? Optional.of(
            "only "
                + (long) free / MEGABYTE
                + " MB are free on the disk of bridge.data.dir, less than"
                + " bridge.data.min-free-mb = "
                + leastMegabytes)
        : Optional.empty();
  }
}
