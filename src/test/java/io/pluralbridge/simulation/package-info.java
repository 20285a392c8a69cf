/**
 * The bridge's decisions, played through in simulated time against a Plural that counts.
 *
 * <p>Real are the journal and its database, the reading of answers, the inquiry, the schedule and
 * the fence. Played are the network, Plural, the clock, and the processes that die.
 */
package io.pluralbridge.simulation;
