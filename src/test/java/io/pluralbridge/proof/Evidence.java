package io.pluralbridge.proof;

import java.util.List;

/**
 * What the witnesses say of a run: Plural's books, the journal, the papers, the clients; and what
 * was asked for in the first place.
 *
 * @param files as they were dropped
 * @param visits what clients asked for over HTTP, and what they were told
 * @param effects what really happened, in order
 * @param twoWriters how many calls arrived while another for the same order was under way
 * @param ordersWithTwoWriters the first of the orders of these
 * @param madeTwice how many orders, payments and refunds were made under a reference used before
 * @param ordersMade how many orders were made by calls
 * @param lost the journals as they were when backups were put in their places
 * @param leaks where card numbers were left lying
 */
record Evidence(
    List<DroppedFile> files,
    List<Visit> visits,
    List<Effect> effects,
    long twoWriters,
    List<String> ordersWithTwoWriters,
    long madeTwice,
    long ordersMade,
    JournalCopy journal,
    List<JournalCopy> lost,
    PapersFound papers,
    List<String> leaks) {

  /** True when the journal was put back to an earlier time. */
  boolean isRestored() {
    return !lost.isEmpty();
  }

  /** The same with one of the journals that were lost in the place of the last one. */
  Evidence with(JournalCopy other) {
    return new Evidence(
        files,
        visits,
        effects,
        twoWriters,
        ordersWithTwoWriters,
        madeTwice,
        ordersMade,
        other,
        List.of(),
        papers,
        leaks);
  }
}
