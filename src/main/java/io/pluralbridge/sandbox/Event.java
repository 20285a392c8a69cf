package io.pluralbridge.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that Plural tells a merchant of.
 *
 * @param type {@code ORDER_AUTHORIZED}, ...
 * @param order the order as it stood then
 * @param refund the refund that it is about, null when it is about the order itself
 */
record Event(String type, SandboxOrder order, Change.@Nullable Refunded refund) {

  /** What a merchant is told when that has happened to an order; nothing, as it begins. */
  static List<Event> of(Change change, SandboxOrder after) {
    List<Event> events = new ArrayList<>();
    if (change instanceof Change.Authorised) {
      boolean held = after.status() == Status.AUTHORIZED;
      events.add(new Event(held ? "ORDER_AUTHORIZED" : "ORDER_PROCESSED", after, null));
    } else if (change instanceof Change.Failed failed) {
      events.add(new Event("PAYMENT_FAILED", after, null));
      if (failed.isLast()) {
        events.add(new Event("ORDER_FAILED", after, null));
      }
    } else if (change instanceof Change.Captured) {
      events.add(new Event("ORDER_PROCESSED", after, null));
    } else if (change instanceof Change.Cancelled || change instanceof Change.Abandoned) {
      events.add(new Event("ORDER_CANCELLED", after, null));
    } else if (change instanceof Change.Refunded refund) {
      events.add(new Event("REFUND_PROCESSED", after, refund));
    }
    return events;
  }

  /** The shape other than the usual one that Plural's samples have for it. */
  EventForm irregular() {
    return switch (type) {
      case "REFUND_PROCESSED" -> EventForm.PARENT_ORDER;
      case "ORDER_FAILED", "PAYMENT_FAILED" -> EventForm.BARE;
      case "ORDER_AUTHORIZED" -> EventForm.MIXED_CASE;
      default -> EventForm.CAMEL_CASE;
    };
  }
}
