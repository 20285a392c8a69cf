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
    PapersFound papers,
    List<String> leaks) {}
