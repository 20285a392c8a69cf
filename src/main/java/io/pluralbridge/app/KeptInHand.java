package io.pluralbridge.app;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.files.BatchPapers;
import io.pluralbridge.files.Spool;
import io.pluralbridge.journal.batch.KeptFile;
import io.pluralbridge.journal.batch.KeptFiles;
import io.pluralbridge.journal.store.Locks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A file that is kept is compared with what was read of it by one node at a time. */
final class KeptInHand implements OneHand.Pieces<KeptFile, KeptFile> {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final KeptFiles files;
  private final Spool deliveries;
  private final Clock clock;
  private Instant lookAgainAt = Instant.MIN;

  KeptInHand(KeptFiles files, Spool deliveries, Clock clock) {
    this.files = files;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public synchronized List<KeptFile> waiting() {
    Instant now = clock.instant();
    if (now.isBefore(lookAgainAt)) {
      return List.of();
    }
    List<KeptFile> waiting =
        files.toCompare().stream().filter(kept -> isToBeCompared(kept, now)).toList();
    if (waiting.isEmpty()) {
      lookAgainAt = now.plus(LOOK_EVERY);
    }
    return waiting;
  }

  /** When it does not look as it did, and once at the end. */
  private static boolean isToBeCompared(KeptFile kept, Instant now) {
    return !kept.until().isAfter(now)
        || kept.seen() == null
        || !kept.seen().equals(BatchPapers.lookAt(kept.file()));
  }

  @Override
  public String name(KeptFile kept) {
    return "the kept file of batch " + kept.batch().id();
  }

  @Override
  public Optional<Locks.Held> lock(KeptFile kept) {
    return deliveries.lock(kept.batch().id());
  }

  @Override
  public Optional<KeptFile> take(KeptFile kept) {
    return files.find(kept.batch().id());
  }
}
