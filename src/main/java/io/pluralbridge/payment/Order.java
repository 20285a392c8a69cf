package io.pluralbridge.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as Plural describes it.
 *
 * @param captures what was taken of it; may be empty although money was taken, as Plural does not
 *     promise to list it
 */
public record Order(String orderId, OrderStatus status, List<Capture> captures, Evidence evidence) {

  /**
   * One capture of an order.
   *
   * @param reference the merchant's reference of it
   * @param amount null when Plural does not say
   */
  public record Capture(String reference, @Nullable Money amount) {}
}
