package io.pluralbridge.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.journal.order.OrderEvent;
import io.pluralbridge.payment.EffectCheck;
import io.pluralbridge.payment.Money;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A step of an order in JSON, as Standard Webhooks has its events: type, timestamp, data. */
public final class EventBody {

  private final ObjectMapper json = new ObjectMapper();

  /** What kind of step it is: {@code order.authorized}, {@code refund.processed}. */
  static String type(OrderEvent told) {
    return (told.isRefund() ? "refund." : "order.") + told.state().name().toLowerCase(Locale.ROOT);
  }

  /** The same text each time that the same step is told. */
  public String of(OrderEvent told) {
    ObjectNode event = json.createObjectNode();
    event.put("type", type(told));
    event.put("timestamp", told.at().toString());
    ObjectNode data = event.putObject("data");
    data.put("order_id", told.orderId());
    data.put("type", told.isRefund() ? EffectCheck.REFUND : told.type());
    data.put("parent_order_id", told.parentId());
    data.put("status", told.state().name());
    data.put("from", told.from() == null ? null : told.from().name());
    data.put("step", told.step());
    data.put("merchant_order_reference", told.reference());
    Money amount = told.amount();
    money(data, "order_amount", amount, amount == null ? null : amount.minorUnits());
    money(data, "captured_amount", amount, told.captured());
    money(data, "refunded_amount", amount, told.refunded());
    data.put("because", told.because());
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records are always JSON", e);
    }
  }

  private static void money(
      ObjectNode data, String name, @Nullable Money of, @Nullable Long minorUnits) {
    if (of == null || minorUnits == null) {
      data.putNull(name);
    } else {
      data.putObject(name)
          .put("value", minorUnits)
          .put("currency", of.currency().getCurrencyCode());
    }
  }
}
