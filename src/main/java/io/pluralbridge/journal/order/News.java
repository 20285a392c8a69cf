package io.pluralbridge.journal.order;

import io.pluralbridge.payment.Sighting;
import java.util.List;
import java.util.Set;

/**
 * What follows from something that Plural told us.
 *
 * @param sightings what it says of orders
 * @param ask orders about which Plural is to be asked, as what it says of them is a hint at most
 * @param references merchant references of orders and refunds that it shows to be there
 */
public record News(List<Sighting> sightings, Set<String> ask, Set<String> references) {

  /** Nothing. */
  public static final News NONE = new News(List.of(), Set.of(), Set.of());
}
