package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The customer's part for programs, and webhooks at will, under {@code /sandbox}. As with {@link
 * ControlApi} there is neither token nor latency here.
 */
final class CheckoutControl {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;
  private final Checkout checkout;
  private final Webhooks webhooks;

  CheckoutControl(Ledger ledger, Checkout checkout, Webhooks webhooks) {
    this.ledger = ledger;
    this.checkout = checkout;
    this.webhooks = webhooks;
  }

  void mount(Router router) {
    router.post("/sandbox/checkout/:id").handler(this::decide);
    router.get("/sandbox/webhooks").handler(this::report);
    router.post("/sandbox/webhooks").handler(this::send);
  }

  /** Plays the customer, and the browser that comes back. */
  private void decide(RoutingContext context) {
    String id = context.pathParam("id");
    String chosen = parameter(context, "do", "");
    SandboxCallback callback =
        chosen.equals("return") ? checkout.again(id) : checkout.decide(id, Decision.parse(chosen));
    checkout.tell(callback).onComplete(told -> answer(context, shown(id, callback, told.result())));
  }

  private ObjectNode shown(String id, SandboxCallback callback, Outbound.Reply reply) {
    ObjectNode shown = JSON.createObjectNode();
    shown.set("order", JSON.valueToTree(ledger.order(id).orElseThrow()));
    ObjectNode told = shown.putObject("callback").put("by", checkout.by().key());
    if (callback.url() != null) {
      told.put("url", callback.url());
    }
    told.set("fields", SandboxCallback.json(callback.fields()));
    if (reply.problem() == null) {
      told.put("status", reply.status());
    } else {
      told.put("problem", reply.problem());
    }
    if (reply.location() != null) {
      told.put("location", reply.location());
    }
    return shown;
  }

  private void report(RoutingContext context) {
    answer(context, webhooks.report(last(context)));
  }

  private static int last(RoutingContext context) {
    try {
      return Math.max(0, Integer.parseInt(parameter(context, "last", "" + Webhooks.KEPT)));
    } catch (NumberFormatException noNumber) {
      throw ApiError.invalidField("last", "must be a whole number");
    }
  }

  /** Sends the body as it is, be it an event or not; without one, that event of that order. */
  private void send(RoutingContext context) {
    Buffer given = context.body().buffer();
    String order = context.request().getParam("order_id");
    Signing signing = Signing.parse(parameter(context, "as", "genuine"));
    EventForm form = EventForm.parse(parameter(context, "form", "usual"));
    String type = parameter(context, "event", "");
    byte[] body;
    if (given == null || given.length() == 0) {
      body = webhooks.body(event(type, String.valueOf(order)), form);
    } else {
      body = given.getBytes();
      type = type.isEmpty() ? typeIn(body) : type;
    }
    webhooks
        .send(context.request().getParam("id"), type, order, signing, body)
        .onSuccess(attempt -> answer(context, attempt))
        .onFailure(context::fail);
  }

  private Event event(String type, String id) {
    if (type.isEmpty()) {
      throw ApiError.invalidField("event", "must be the name of an event, or be in the body");
    }
    Optional<Event> ofRefund =
        ledger.findRefund(id).map(refund -> new Event(type, refund.parent(), refund.made()));
    return ofRefund
        .or(() -> ledger.find(id).map(order -> new Event(type, order, null)))
        .orElseThrow(ApiError::orderNotFound);
  }

  private static String typeIn(byte[] body) {
    try {
      JsonNode type = JSON.readTree(body).path("event_type");
      return type.isTextual() ? type.asText() : "unknown";
    } catch (java.io.IOException noJson) {
      return "unknown";
    }
  }

  private static String parameter(RoutingContext context, String name, String otherwise) {
    @Nullable String given = context.request().getParam(name);
    return given == null ? otherwise : given;
  }

  private static void answer(RoutingContext context, Object answer) {
    try {
      if (!context.response().closed()) {
        context
            .response()
            .putHeader("Content-Type", "application/json")
            .end(JSON.writeValueAsString(answer) + "\n");
      }
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
