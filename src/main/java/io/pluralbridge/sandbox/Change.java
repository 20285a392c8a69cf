package io.pluralbridge.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to one order. An order is nothing but its changes, so the state file
 * holds these, one a line, and replaying them brings every order back.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Created.class, name = "CREATED"),
  @JsonSubTypes.Type(value = Change.Made.class, name = "MADE"),
  @JsonSubTypes.Type(value = Change.Paid.class, name = "PAID"),
  @JsonSubTypes.Type(value = Change.Authorised.class, name = "AUTHORISED"),
  @JsonSubTypes.Type(value = Change.Failed.class, name = "FAILED"),
  @JsonSubTypes.Type(value = Change.Captured.class, name = "CAPTURED"),
  @JsonSubTypes.Type(value = Change.Cancelled.class, name = "CANCELLED")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Change {

  /** The order that it happened to. */
  String orderId();

  /** When, in milliseconds since 1970. */
  long at();

  /** The {@code Request-ID} of the call that did it; null when it had none or was no API call. */
  default @Nullable String requestId() {
    return null;
  }

  /** The reference that the merchant gave it, if it takes one. */
  default @Nullable String reference() {
    return null;
  }

  /** What happened, in one word: {@code CAPTURED}. */
  default String name() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /** The first change of an order. */
  sealed interface First extends Change {

    @Override
    String reference();

    Amount amount();

    boolean preAuth();
  }

  /**
   * An order as a merchant makes it.
   *
   * @param details the fields that are only given back, as JSON
   */
  record Created(
      String orderId,
      long at,
      @Nullable String requestId,
      String reference,
      Amount amount,
      boolean preAuth,
      String details)
      implements First {}

  /** An order that the sandbox itself made, authorised from the start. */
  record Made(String orderId, long at, String reference, Amount amount) implements First {

    @Override
    public boolean preAuth() {
      return true;
    }
  }

  /** Payments were linked to it, and wait for the customer's challenge. */
  record Paid(String orderId, long at, @Nullable String requestId, List<Payment> payments)
      implements Change {}

  /** The customer passed the challenge. */
  record Authorised(String orderId, long at) implements Change {}

  /** The customer failed the challenge. */
  record Failed(String orderId, long at) implements Change {}

  /** Some or all of it was taken; the rest was released. */
  record Captured(
      String orderId, long at, @Nullable String requestId, String reference, Amount amount)
      implements Change {}

  /** All of it was released. */
  record Cancelled(String orderId, long at, @Nullable String requestId) implements Change {}
}
