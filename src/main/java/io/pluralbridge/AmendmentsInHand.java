package io.pluralbridge;

import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.journal.Amendment;
import io.pluralbridge.journal.Amendments;
import io.pluralbridge.journal.Deliveries;
import io.pluralbridge.journal.Locks;
import java.util.List;
import java.util.Optional;

/** An amendment is written by one node at a time. */
record AmendmentsInHand(Amendments amendments, Deliveries deliveries)
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
