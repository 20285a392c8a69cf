package io.pluralbridge.intake;

import io.pluralbridge.journal.Deliveries;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * The folder into which files are dropped. Lets through what nobody has written to for a while.
 *
 * <p>A file that was written elsewhere and renamed in is let through at once, for renaming does not
 * touch its time.
 */
public final class Inbox implements GenericFileFilter<File> {

  private final Deliveries deliveries;
  private final Arrivals arrivals;
  private final Duration quiet;
  private final Clock clock;
  private final Map<Path, Look> looks = new ConcurrentHashMap<>();

  /** How a file looked, and since when. */
  private record Look(long size, Instant modified, Instant since) {

    boolean isSameAs(BasicFileAttributes now) {
      return size == now.size() && modified.equals(now.lastModifiedTime().toInstant());
    }
  }

  /**
   * An inbox.
   *
   * @param quiet how long a file must not have changed
   */
  public Inbox(Deliveries deliveries, Arrivals arrivals, Duration quiet, Clock clock) {
    this.deliveries = deliveries;
    this.arrivals = arrivals;
    this.quiet = quiet;
    this.clock = clock;
  }

  @Override
  public boolean accept(GenericFile<File> file) {
    Path path = file.getFile().toPath();
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() && isQuiet(path, now);
    } catch (IOException gone) {
      return false;
    }
  }

  /** By its own time; where that lies in the future, by how long we have seen it unchanged. */
  private boolean isQuiet(Path path, BasicFileAttributes now) {
    Instant instant = clock.instant();
    if (!now.lastModifiedTime().toInstant().isAfter(instant.minus(quiet))) {
      return true;
    }
    Look look = looks.get(path);
    if (look == null || !look.isSameAs(now)) {
      looks.put(path, new Look(now.size(), now.lastModifiedTime().toInstant(), instant));
      return quiet.isZero();
    }
    return !look.since().isAfter(instant.minus(quiet));
  }

  /** Takes a file out of the inbox, unless another node was quicker. */
  public void take(File file) throws IOException {
    looks.remove(file.toPath());
    if (deliveries.move(file.toPath()).isPresent()) {
      arrivals.add();
    }
  }
}
