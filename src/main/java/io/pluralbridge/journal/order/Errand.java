package io.pluralbridge.journal.order;

import java.util.Locale;

/** What is to be done about a step of an order, each until it is done. */
public enum Errand {
  /** The merchant's endpoint is to be told. */
  ENDPOINT,
  /** The queue of events is to have it. */
  QUEUE,
  /** Money is held: what follows from that is to be seen. */
  FOLLOW;

  /** The column that says so, of those that tell of this errand. */
  String column(String what) {
    return name().toLowerCase(Locale.ROOT) + '_' + what;
  }
}
