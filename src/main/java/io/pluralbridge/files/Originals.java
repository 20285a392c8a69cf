package io.pluralbridge.files;

import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.KeptFiles;
import io.pluralbridge.journal.store.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files as they were dropped, where the inbox is on another disk: each in a folder of the inbox
 * that is named by its batch, for as long as its sender may still be writing to it.
 *
 * <p>One goes only when its batch is done and what is in it was found to be what was read; one that
 * is different goes where the file of its batch is kept. What there is to do is seen from what is
 * there and what the journal knows, so that any node may die, and any goes on.
 */
public final class Originals {

  private static final Logger log = LoggerFactory.getLogger(Originals.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Papers papers;
  private final Path data;
  private final Spool deliveries;
  private final Batches batches;
  private final KeptFiles kept;
  private final Clock clock;
  private Map<Path, String> troubles = new HashMap<>();
  private Instant lookAgainAt = Instant.MIN;

  /**
   * Those in the inbox.
   *
   * @param data where {@code archive/} and {@code refused/} are
   */
  public Originals(
      Papers papers, Path data, Spool deliveries, Batches batches, KeptFiles kept, Clock clock) {
    this.papers = papers;
    this.data = data;
    this.deliveries = deliveries;
    this.batches = batches;
    this.kept = kept;
    this.clock = clock;
  }

  /** True when it has the name of a folder with one. */
  static boolean isOne(Path entry) {
    return String.valueOf(entry.getFileName()).startsWith(Spool.TAKEN);
  }

  /** Does what there is to do about all that are there; now and again. */
  synchronized void lookAfter(List<Path> entries) {
    Instant now = clock.instant();
    if (now.isBefore(lookAgainAt)) {
      return;
    }
    lookAgainAt = now.plus(LOOK_EVERY);
    Map<Path, String> found = new HashMap<>();
    for (Path entry : entries) {
      @Nullable String trouble = lookAfter(entry);
      if (trouble != null) {
        found.put(entry, trouble);
      }
    }
    troubles = found;
  }

  /** What needs a hand, in words; null when nothing does. */
  synchronized @Nullable String troubleOf(Path entry) {
    return troubles.get(entry);
  }

  private @Nullable String lookAfter(Path entry) {
    String id = String.valueOf(entry.getFileName()).substring(Spool.TAKEN.length());
    if (!Spool.isBatchId(id)) {
      return "it has a name of the bridge's, and is none of its files; remove it";
    }
    Optional<Locks.Held> mine = deliveries.lock(id);
    if (mine.isEmpty()) {
      return null;
    }
    try (Locks.Held held = mine.get()) {
      Optional<Batch> batch = batches.find(id);
      if (batch.isPresent()) {
        lookAfter(entry, batch.get());
        return null;
      }
      return deliveries.isHere(id)
          ? null
          : "this file was taken as batch "
              + id
              + ", of which the journal knows nothing, and it is not in processing/; was nothing of"
              + " it carried out, then move it back into the inbox";
    } catch (IOException | RuntimeException e) {
      log.debug("The original of batch {} stays for now", id, e);
      return "what was taken as batch "
          + id
          + " cannot be put away: "
          + e.getClass().getSimpleName();
    }
  }

  private void lookAfter(Path entry, Batch batch) throws IOException {
    boolean isSettled = batch.state() == Batch.State.DONE || batch.state() == Batch.State.REFUSED;
    if (!isSettled || deliveries.isHere(batch.id())) {
      return;
    }
    Optional<Path> file = fileIn(entry);
    if (file.isEmpty()) {
      Files.delete(entry);
      return;
    }
    if (batch.cardNumbers()) {
      forget(entry, file.get());
      return;
    }
    switch (kept.comparisonOf(batch)) {
      case GOING_ON -> {}
      case NOT_BEGUN -> kept.keep(batch, file.get());
      case OVER -> {
        if (Sha256.of(file.get()).equals(batch.sha256())) {
          forget(entry, file.get());
        } else {
          kept.compareOnce(batch, file.get());
        }
      }
      case DIFFERENT -> keepWhatIsDifferent(entry, file.get(), batch);
    }
  }

  private static Optional<Path> fileIn(Path entry) throws IOException {
    try (Stream<Path> files = Files.list(entry)) {
      return files.findFirst();
    }
  }

  private static void forget(Path entry, Path file) throws IOException {
    Files.delete(file);
    Files.delete(entry);
  }

  /**
   * Once nobody has written to it for as long as one is looked at: what is in it is still needed.
   */
  private void keepWhatIsDifferent(Path entry, Path file, Batch batch) throws IOException {
    Instant quiet = clock.instant().minus(kept.comparedFor());
    if (Files.getLastModifiedTime(file).toInstant().isAfter(quiet)) {
      return;
    }
    String folder = batch.state() == Batch.State.REFUSED ? "refused" : "archive";
    Path place = papers.moveMasked(file, data.resolve(folder));
    Files.delete(entry);
    log.warn("{} (batch {}), as its sender left it, is now {}", batch.name(), batch.id(), place);
  }
}
