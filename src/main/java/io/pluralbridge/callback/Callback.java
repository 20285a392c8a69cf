package io.pluralbridge.callback;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a genuine return of the checkout says. It carries no amount and no time: it is a hint, and
 * no more.
 *
 * @param shape how it came
 * @param status in Plural's words; mostly an order status that we know
 * @param errorCode null when there was no error
 * @param errorMessage null when there was no error
 * @param signed all fields as they were signed, but the signature
 */
public record Callback(
    Shape shape,
    String orderId,
    String status,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    String signed) {

  private static final Set<String> GOOD_OR_OPEN =
      Set.of("PENDING", "AUTHORIZED", "PARTIALLY_CAPTURED", "PROCESSED");

  /** How a callback may come. Which one Plural uses is not documented. */
  public enum Shape {
    /** In the address that a browser is sent to. */
    GET,
    /** As a form that a browser posts. */
    FORM,
    /** As JSON, which no browser does by itself. */
    JSON
  }

  /** True when there is a customer who waits to be sent on. */
  public boolean isFromBrowser() {
    return shape != Shape.JSON;
  }

  /**
   * True when the customer is not to be thanked. What is undecided is not said to have failed, as
   * the customer would pay again; a status that nobody knows is no reason for thanks.
   */
  public boolean isFailure() {
    return errorCode != null || !GOOD_OR_OPEN.contains(status);
  }

  @Override
  public String toString() {
    return "Callback of " + orderId + ": " + status;
  }
}
