package io.pluralbridge.sandbox;

import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Notices when two money-moving calls for one order are under way at once. All of it happens on the
 * one thread that calls arrive on.
 *
 * <p>A call is under way until its answer is written or its connection is closed, and for as long
 * after that as an effect of it is still to come.
 */
final class Writers {

  private final Map<String, Integer> underWay = new HashMap<>();
  private final Consumer<String> twoAtOnce;

  /**
   * @param twoAtOnce told the order of a call that arrives while another is under way
   */
  Writers(Consumer<String> twoAtOnce) {
    this.twoAtOnce = twoAtOnce;
  }

  /** Such a call has arrived; nothing has been answered yet. */
  void arrived(RoutingContext context) {
    String orderId = context.pathParam("id");
    if (underWay.containsKey(orderId)) {
      twoAtOnce.accept(orderId);
    }
    enter(orderId);
    context.addEndHandler(answeredOrClosed -> leave(orderId));
  }

  /** An effect on the order is still to come, whatever becomes of the connection. */
  void enter(String orderId) {
    underWay.merge(orderId, 1, Integer::sum);
  }

  /** The effect has come, or never will. */
  void leave(String orderId) {
    underWay.computeIfPresent(orderId, (id, count) -> count == 1 ? null : count - 1);
  }
}
