package io.pluralbridge.api;

import io.pluralbridge.payment.Command;
import org.jspecify.annotations.Nullable;

/** Puts our commands and questions into Plural's words. The only place that knows its paths. */
public final class PluralCalls {

  private static final String ORDERS = "/api/pay/v1/orders/";

  /** Takes the money of an authorised order. Source: guide, "6. Capture Order". */
  public PluralCall capture(Command command) {
    return new PluralCall("PUT", order(command) + "/capture", bodyOf(command));
  }

  /** Releases the money of an authorised order. Source: guide, "7. Cancel Order". */
  public PluralCall cancel(Command command) {
    return new PluralCall("PUT", order(command) + "/cancel", bodyOf(command));
  }

  /** Asks how the order of a command stands. Source: API reference, "Get order by order id". */
  public PluralCall inquiry(Command command) {
    return new PluralCall("GET", order(command), null);
  }

  private static String order(Command command) {
    String id = command.orderId();
    if (!id.matches("[A-Za-z0-9_-]{1,50}")) {
      throw new IllegalArgumentException("an order id that does not belong in a path");
    }
    return ORDERS + id;
  }

  private static @Nullable String bodyOf(Command command) {
    return command.body().isEmpty() ? null : command.body();
  }
}
