package io.pluralbridge;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.journal.Batch;
import io.pluralbridge.journal.Batches;
import io.pluralbridge.journal.Deliveries;
import io.pluralbridge.journal.Locks;
import java.util.List;
import java.util.Optional;

/** The results of a batch are written by one node at a time. */
record BatchesInHand(Batches batches, Deliveries deliveries)
    implements OneHand.Pieces<Batch, Batch> {

  @Override
  public List<Batch> waiting() {
    return batches.allConcluded();
  }

  @Override
  public Optional<Locks.Held> lock(Batch batch) {
    return deliveries.lock(batch.id());
  }

  @Override
  public Optional<Batch> take(Batch batch) {
    return batches.find(batch.id()).filter(now -> now.state() == Batch.State.OPEN);
  }
}
