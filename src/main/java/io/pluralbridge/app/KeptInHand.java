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
  private final BatchPapers papers;
  private final Spool deliveries;
  private final Clock clock;
  private Instant lookAgainAt = Instant.MIN;

  KeptInHand(KeptFiles files, BatchPapers papers, Spool deliveries, Clock clock) {
    this.files = files;
    this.papers = papers;
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
        files.toCompare().stream().filter(kept -> papers.isToBeCompared(kept, now)).toList();
    if (waiting.isEmpty()) {
      lookAgainAt = now.plus(LOOK_EVERY);
    }
    return waiting;
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
