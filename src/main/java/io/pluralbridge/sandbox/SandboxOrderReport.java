package io.pluralbridge.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What really happened to one order. Amounts are minor units.
 *
 * @param captured what was taken in all
 * @param released what the customer was given back of what was held and not taken
 * @param refunded what the customer was given back of what was taken
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SandboxOrderReport(
    String orderId,
    String merchantOrderReference,
    Status status,
    long amount,
    String currency,
    boolean preAuth,
    long captured,
    long released,
    long refunded,
    List<Effect> effects) {

  /**
   * One thing that happened.
   *
   * @param what {@code CREATED}, {@code MADE}, {@code PAID}, {@code AUTHORISED}, {@code FAILED},
   *     {@code ABANDONED}, {@code CAPTURED}, {@code CANCELLED} or {@code REFUNDED}
   * @param reference the merchant's reference for it, where it has one
   * @param requestId the {@code Request-ID} of the call that did it, where it had one
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Effect(
      String what,
      @JsonSerialize(using = ToStringSerializer.class) Instant at,
      @Nullable String reference,
      long amount,
      @Nullable String requestId) {}

  static SandboxOrderReport of(SandboxOrder order) {
    return new SandboxOrderReport(
        order.id(),
        order.reference(),
        order.status(),
        order.amount().value(),
        order.amount().currency(),
        order.preAuth(),
        order.captured(),
        order.released(),
        order.refunded(),
        order.changes().stream().map(change -> effect(change, order)).toList());
  }

  private static Effect effect(Change change, SandboxOrder order) {
    Amount moved = change instanceof Change.Moved money ? money.moved() : null;
    Amount amount = moved == null ? order.amount() : moved;
    return new Effect(
        change.name(),
        Instant.ofEpochMilli(change.at()),
        change.reference(),
        amount.value(),
        change.requestId());
  }
}
