package io.pluralbridge.journal.order;

import java.util.Locale;

/** The channels of {@link OrderEvents}: what is to be done about each step of an order. */
public enum EventChannel {
  /** The merchant's endpoint is to be told. */
  ENDPOINT,
  /** The queue of events is to have it. */
  QUEUE,
  /** Money is held: what follows from that is to be seen. */
  FOLLOW;

  /** The column of {@code order_event} with that name for this channel. */
  String column(String what) {
    return name().toLowerCase(Locale.ROOT) + '_' + what;
  }
}
