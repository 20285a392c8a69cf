package io.pluralbridge.proof;

import java.util.List;

/**
 * What the three witnesses say of a run: Plural's books, the journal, the papers; and what was
 * asked for in the first place.
 *
 * @param files as they were dropped
 * @param effects what really happened, in order
 * @param twoWriters how many calls arrived while another for the same order was under way
 * @param ordersWithTwoWriters the first of the orders of these
 */
record Evidence(
    List<DroppedFile> files,
    List<Effect> effects,
    long twoWriters,
    List<String> ordersWithTwoWriters,
    JournalCopy journal,
    PapersFound papers) {}
