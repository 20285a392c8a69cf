package io.pluralbridge.sandbox;

import java.time.Instant;

/** A capture that took effect, whether or not its answer arrived. Amounts are minor units. */
public record Capture(
    String orderId, String merchantCaptureReference, long amount, String currency, Instant at) {

  static Capture of(Change.Captured change) {
    return new Capture(
        change.orderId(),
        change.reference(),
        change.amount().value(),
        change.amount().currency(),
        Instant.ofEpochMilli(change.at()));
  }
}
