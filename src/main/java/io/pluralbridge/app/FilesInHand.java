package io.pluralbridge.app;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.files.Arrivals;
import io.pluralbridge.files.Arrivals.Arrival;
import io.pluralbridge.files.Spool;
import io.pluralbridge.journal.store.Locks;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A file is read, or put away, by one node at a time. */
record FilesInHand(Arrivals arrivals, Spool deliveries) implements OneHand.Pieces<String, Arrival> {

  @Override
  public List<String> waiting() throws IOException {
    return arrivals.waiting();
  }

  @Override
  public String name(String batchId) {
    return "the file of batch " + batchId;
  }

  @Override
  public Optional<Locks.Held> lock(String batchId) {
    return deliveries.lock(batchId);
  }

  @Override
  public Optional<Arrival> take(String batchId) throws IOException {
    return arrivals.take(batchId);
  }
}
