package io.pluralbridge.payment;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where an order stands at Plural. Source: the order statuses of Plural's API reference;
 * PARTIALLY_CAPTURED is not in it, yet production connectors of others have met it.
 */
public enum OrderStatus {
  CREATED,
  PENDING,
  ATTEMPTED,
  AUTHORIZED,
  PROCESSED,
  PARTIALLY_CAPTURED,
  CANCELLED,
  FAILED,
  PARTIALLY_REFUNDED,
  FULLY_REFUNDED;

  /** The status of that name, or empty when Plural uses one that we do not know. */
  public static Optional<OrderStatus> named(String name) {
    return Arrays.stream(values()).filter(status -> status.name().equals(name)).findFirst();
  }

  /** True when money of the order has been taken, even if some was given back since. */
  public boolean isCaptured() {
    return switch (this) {
      case PROCESSED, PARTIALLY_CAPTURED, PARTIALLY_REFUNDED, FULLY_REFUNDED -> true;
      case CREATED, PENDING, ATTEMPTED, AUTHORIZED, CANCELLED, FAILED -> false;
    };
  }
}
