package io.pluralbridge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pluralbridge.instruction.Instructions;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.order.OrderView;
import io.pluralbridge.journal.order.Orders;
import io.pluralbridge.payment.Command;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.OrderState;
import io.pluralbridge.payment.OrderStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells where orders stand as we know it. */
public final class OrderDoor {

  private static final int MOST = 1_000;
  private static final String RAW_QUERY = "CamelHttpRawQuery";
  private static final Pattern AGE = Pattern.compile("([0-9]{1,6})([smhd])");

  private final Orders orders;
  private final ObjectMapper json = new ObjectMapper();

  public OrderDoor(Orders orders) {
    this.orders = orders;
  }

  /**
   * One order, with everybody who said something about it.
   *
   * @param path its {@code order_id}
   * @throws HttpRefusal when nobody has said anything about it
   */
  public HttpReply find(Map<String, Object> path) throws HttpRefusal, RefusedException {
    String orderId = Instructions.orderId(PathText.of(path, "order_id"));
    OrderView view =
        orders
            .find(Command.DEFAULT_MERCHANT, orderId)
            .orElseThrow(
                () ->
                    new HttpRefusal(
                        Complaint.NO_SUCH_ORDER, "nobody has told us anything of this order"));
    return HttpReply.json(200, text(whole(view)));
  }

  /**
   * Orders whose money is held, the longest first.
   *
   * @param headers with the query as it came: {@code state} and {@code older-than}
   */
  public HttpReply list(Map<String, Object> headers) throws HttpRefusal {
    Object raw = headers.get(RAW_QUERY);
    String query = raw == null ? null : raw.toString();
    if (!OrderStatus.AUTHORIZED.name().equals(Query.parameter(query, "state"))) {
      throw Query.wrong("state", "only AUTHORIZED can be listed");
    }
    List<OrderView> found =
        orders.authorized(
            Command.DEFAULT_MERCHANT, age(Query.parameter(query, "older-than")), MOST + 1);
    ObjectNode shown = json.createObjectNode();
    ArrayNode list = shown.putArray("orders");
    found.stream().limit(MOST).forEach(view -> list.add(order(view)));
    shown.put("more", found.size() > MOST);
    return HttpReply.json(200, text(shown));
  }

  private static Duration age(@Nullable String text) throws HttpRefusal {
    if (text == null) {
      return Duration.ZERO;
    }
    Matcher parts = AGE.matcher(text);
    if (!parts.matches()) {
      throw Query.wrong("older-than", "it is to be a number and one of s, m, h, d, as in 5d");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (String.valueOf(parts.group(2))) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private ObjectNode whole(OrderView view) {
    ObjectNode shown = order(view);
    ArrayNode witnesses = shown.putArray("witnesses");
    for (OrderView.Said said : view.witnesses()) {
      witnesses
          .addObject()
          .put("by", said.by())
          .put("status", said.status())
          .put("detail", said.detail())
          .put("first_at", Replies.time(said.firstAt()))
          .put("last_at", Replies.time(said.lastAt()))
          .put("times", said.times());
    }
    ArrayNode steps = shown.putArray("steps");
    for (OrderView.Step step : view.steps()) {
      steps
          .addObject()
          .put("status", step.status())
          .put("at", Replies.time(step.at()))
          .put("because", step.because());
    }
    return shown;
  }

  private ObjectNode order(OrderView view) {
    OrderState state = view.state();
    OrderStatus status = state.status();
    ObjectNode shown = json.createObjectNode();
    shown.put("order_id", view.orderId());
    shown.put("status", status == null ? null : status.name());
    shown.put("settled", state.isSettled());
    shown.put("disputed", state.isDisputed());
    shown.put("type", state.type());
    shown.put("merchant_order_reference", state.reference());
    shown.put("parent_order_id", state.parentId());
    shown.put("pre_auth", state.preAuth());
    Money amount = state.amount();
    money(shown, "order_amount", amount, amount == null ? null : amount.minorUnits());
    money(shown, "captured_amount", amount, state.captured());
    money(shown, "refunded_amount", amount, state.refunded());
    shown.put("changed_at", Replies.time(view.changedAt()));
    shown.put("authorized_at", Replies.time(view.authorizedAt()));
    shown.put("asked_at", Replies.time(view.askedAt()));
    shown.put("ask_at", Replies.time(view.askAt()));
    return shown;
  }

  private static void money(
      ObjectNode shown, String name, @Nullable Money of, @Nullable Long minorUnits) {
    if (of == null || minorUnits == null) {
      shown.putNull(name);
    } else {
      shown
          .putObject(name)
          .put("value", minorUnits)
          .put("currency", of.currency().getCurrencyCode());
    }
  }

  private String text(ObjectNode node) {
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("our own records are always JSON", e);
    }
  }
}
