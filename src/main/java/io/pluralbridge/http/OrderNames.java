package io.pluralbridge.http;

import io.pluralbridge.instruction.Instructions;
import io.pluralbridge.instruction.RefusedException;
import java.util.Map;

/** What a caller names an order by when it asks for it. What cannot name one is refused here. */
public final class OrderNames {

  /**
   * Plural's id of an order.
   *
   * @param path the parts of the path by their names
   */
  public String id(Map<String, Object> path) throws HttpRefusal, RefusedException {
    return Instructions.orderId(PathText.of(path, "order_id"));
  }

  /**
   * The merchant's reference of an order.
   *
   * @param path the parts of the path by their names
   */
  public String reference(Map<String, Object> path) throws HttpRefusal, RefusedException {
    return Instructions.orderReference(PathText.of(path, "merchant_order_reference"));
  }
}
