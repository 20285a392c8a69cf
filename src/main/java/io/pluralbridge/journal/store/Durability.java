package io.pluralbridge.journal.store;

/** What everything that the journal acknowledged survives. */
public enum Durability {
  /** The end of the bridge, of the database and of the machine, however sudden. */
  POWER_CUT,
  /** The end of the bridge, however sudden; what the database acknowledged last may be lost. */
  PROCESS_KILL
}
