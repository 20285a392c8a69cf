package io.pluralbridge.app;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.files.Spool;
import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.store.Locks;
import java.util.List;
import java.util.Optional;

/** An amendment is written by one node at a time. */
record AmendmentsInHand(Amendments amendments, Spool deliveries)
    implements OneHand.Pieces<Amendment, Amendment> {

  @Override
  public List<Amendment> waiting() {
    return amendments.due();
  }

  @Override
  public String name(Amendment amendment) {
    return "amendment " + amendment.number() + " of batch " + amendment.batch().id();
  }

  @Override
  public Optional<Locks.Held> lock(Amendment amendment) {
    return deliveries.lock(amendment.batch().id());
  }

  @Override
  public Optional<Amendment> take(Amendment amendment) {
    return amendments.take(amendment);
  }
}
