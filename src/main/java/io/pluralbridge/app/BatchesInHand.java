package io.pluralbridge.app;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.files.Spool;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.store.Locks;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The results of a batch are written by one node at a time. */
record BatchesInHand(Batches batches, Spool deliveries) implements OneHand.Pieces<Batch, Batch> {

  private static final Set<Batch.State> IN_WORK = Set.of(Batch.State.OPEN, Batch.State.HELD);

  @Override
  public List<Batch> waiting() {
    return batches.allConcluded();
  }

  @Override
  public String name(Batch batch) {
    return "the results of batch " + batch.id();
  }

  @Override
  public Optional<Locks.Held> lock(Batch batch) {
    return deliveries.lock(batch.id());
  }

  @Override
  public Optional<Batch> take(Batch batch) {
    return batches.find(batch.id()).filter(now -> IN_WORK.contains(now.state()));
  }
}
