package io.pluralbridge.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that are being carried out: each in a folder of its own, named by its batch.
 *
 * <p>A file is in the inbox or here, never in both, so that a restart finds it in one place.
 */
public final class Deliveries {

  /**
   * What the name of a file with control totals ends in, behind the name of the file they are of.
   */
  public static final String CONTROL_TOTALS = ".ctl";

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Clock clock;
  private final RandomGenerator random;

  /** Keeps them in that folder, which is there. */
  public Deliveries(Path folder, Clock clock, RandomGenerator random) {
    this.folder = folder;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Moves a file here, with its control totals when they lie beside it.
   *
   * @return empty when it is gone: another node was quicker
   */
  public Optional<Delivery> move(Path file) throws IOException {
    Path place = newFolder();
    Path csv = place.resolve(name(file));
    try {
      Files.move(file, csv, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException gone) {
      Files.delete(place);
      return Optional.empty();
    }
    Path totals = file.resolveSibling(name(file) + CONTROL_TOTALS);
    if (Files.exists(totals)) {
      Files.move(totals, place.resolve(name(totals)), StandardCopyOption.ATOMIC_MOVE);
    }
    return Optional.of(delivery(place, csv));
  }

  /** Copies a file here, with its control totals when they lie beside it. */
  public Delivery copy(Path file) throws IOException {
    return copyInto(newFolder(), file);
  }

  /** Copies the file of a batch here that somebody took away. */
  public Delivery restore(String batchId, Path file) throws IOException {
    return copyInto(Files.createDirectories(folder.resolve(batchId)), file);
  }

  private Delivery copyInto(Path place, Path file) throws IOException {
    Path totals = file.resolveSibling(name(file) + CONTROL_TOTALS);
    if (Files.exists(totals)) {
      Files.copy(totals, place.resolve(name(totals)), StandardCopyOption.REPLACE_EXISTING);
    }
    Path part = place.resolve(".part");
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel copied = FileChannel.open(part, StandardOpenOption.WRITE)) {
      copied.force(true);
    }
    Path csv = place.resolve(name(file));
    Files.move(part, csv, StandardCopyOption.ATOMIC_MOVE);
    return delivery(place, csv);
  }

  /** The file of that batch, or empty when it is not here any more. */
  public Optional<Delivery> find(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    if (!Files.isDirectory(place)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> !name(file).endsWith(CONTROL_TOTALS) && !name(file).equals(".part"))
          .findFirst()
          .map(csv -> delivery(place, csv));
    }
  }

  /** All files that are here, oldest first. */
  public List<Delivery> all() throws IOException {
    List<Delivery> all = new ArrayList<>();
    try (Stream<Path> places = Files.list(folder)) {
      for (Path place : places.sorted().toList()) {
        find(name(place)).ifPresent(all::add);
      }
    }
    return all;
  }

  /** Forgets a batch whose files were moved on. */
  public void close(String batchId) throws IOException {
    Path place = folder.resolve(batchId);
    Files.deleteIfExists(place.resolve(".part"));
    Files.deleteIfExists(place);
  }

  private Path newFolder() throws IOException {
    StringBuilder id = new StringBuilder(ID.format(clock.instant())).append('-');
    for (int i = 0; i < 6; i++) {
      id.append("abcdefghjkmnpqrstuvwxyz23456789".charAt(random.nextInt(31)));
    }
    return Files.createDirectory(folder.resolve(id.toString()));
  }

  private Delivery delivery(Path place, Path csv) {
    Path totals = place.resolve(name(csv) + CONTROL_TOTALS);
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
