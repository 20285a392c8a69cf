package io.pluralbridge.journal.store;

/**
 * What of a node commits one after the other; of different lanes, one does not wait for another.
 */
enum Lane {
  /** The one writer. */
  COMMITS,
  /** Claims that go beside it, on PostgreSQL. */
  CLAIMS
}
