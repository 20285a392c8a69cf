package io.pluralbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the real Plural has no calls for, under {@code /sandbox}: what really happened, the
 * customer's part, orders in bulk, and trouble on demand. Neither token nor latency here, nor
 * faults but an outage.
 */
final class ControlApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 500;

  private final Ledger ledger;
  private final FaultDice dice;
  private final RequestLog requests;

  ControlApi(Ledger ledger, FaultDice dice, RequestLog requests) {
    this.ledger = ledger;
    this.dice = dice;
    this.requests = requests;
  }

  void mount(Router router) {
    router.get("/sandbox/ledger").handler(json(context -> ledger.summary()));
    router.get("/sandbox/orders/:id").handler(json(this::order));
    router.get("/sandbox/captures").handler(this::captures);
    router.get("/sandbox/effects").handler(this::effects);
    router.get("/sandbox/requests").handler(json(this::lastRequests));
    router.get("/sandbox/faults").handler(json(context -> dice.faults().byName()));
    router.put("/sandbox/faults").handler(json(this::useFaults));
    router.post("/sandbox/orders").handler(this::makeOrders);
    router
        .post("/sandbox/orders/:id/authorise")
        .handler(json(context -> ledger.authorise(context.pathParam("id"))));
    router
        .post("/sandbox/orders/:id/fail")
        .handler(json(context -> ledger.fail(context.pathParam("id"))));
  }

  private Object order(RoutingContext context) {
    return ledger.order(context.pathParam("id")).orElseThrow(ApiError::orderNotFound);
  }

  private Object lastRequests(RoutingContext context) {
    return requests.last((int) number(context, "last", RequestLog.KEPT));
  }

  private Object useFaults(RoutingContext context) {
    String body = context.body().asString();
    try {
      dice.use(faults(body == null ? "" : body.strip()));
    } catch (IllegalArgumentException wrong) {
      throw ApiError.invalid(String.valueOf(wrong.getMessage()));
    }
    return dice.faults().byName();
  }

  private static SandboxFaults faults(String body) {
    if (!body.startsWith("{")) {
      return SandboxFaults.parse(body);
    }
    ObjectNode asked = Requests.object(body);
    Map<String, String> named = new HashMap<>();
    asked.properties().forEach(part -> named.put(part.getKey(), part.getValue().asText()));
    return SandboxFaults.of(named);
  }

  /** Answers with a capture file for the orders that it makes while it writes. */
  private void makeOrders(RoutingContext context) {
    long count = number(context, "count", 1);
    long amount = number(context, "amount", Ledger.EXAMPLE_AMOUNT);
    Amount each = new Amount(amount, "INR");
    new CsvAnswer("order_id,merchant_capture_reference,amount,currency\n")
        .stream(
            context,
            new CsvAnswer.Chunks() {
              private long left = count;

              @Override
              public @Nullable String next() {
                List<SandboxOrder> made = ledger.make((int) Math.min(CHUNK, left), each);
                left -= made.size();
                return made.isEmpty() ? null : lines(made, ControlApi::instruction);
              }
            });
  }

  private static String instruction(SandboxOrder order) {
    return order.id() + ",cap-" + order.id() + "," + order.amount().value() + ",INR\n";
  }

  private void captures(RoutingContext context) {
    new CsvAnswer("order_id,merchant_capture_reference,amount,currency,at\n")
        .stream(
            context,
            new CsvAnswer.Chunks() {
              private int position;

              @Override
              public @Nullable String next() {
                List<Capture> captures = ledger.captures(position, CHUNK);
                position += captures.size();
                return captures.isEmpty() ? null : lines(captures, ControlApi::line);
              }
            });
  }

  private static String line(Capture capture) {
    return String.join(
        ",",
        capture.orderId(),
        capture.merchantCaptureReference(),
        Long.toString(capture.amount()),
        capture.currency(),
        SandboxAnswers.time(capture.at().toEpochMilli()) + "\n");
  }

  private void effects(RoutingContext context) {
    new CsvAnswer("at,operation,order_id,reference,amount,currency,request_id\n")
        .stream(
            context,
            new CsvAnswer.Chunks() {
              private int position;

              @Override
              public @Nullable String next() {
                List<Effect> effects = ledger.effects(position, CHUNK);
                position += effects.size();
                return effects.isEmpty() ? null : lines(effects, ControlApi::line);
              }
            });
  }

  private static String line(Effect effect) {
    return String.join(
        ",",
        SandboxAnswers.time(effect.at().toEpochMilli()),
        effect.operation().name(),
        effect.orderId(),
        Objects.toString(effect.reference(), ""),
        Objects.toString(effect.amount(), ""),
        Objects.toString(effect.currency(), ""),
        quoted(Objects.toString(effect.requestId(), "")) + "\n");
  }

  /** The one text that a client may choose freely. */
  private static String quoted(String text) {
    boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static <T> String lines(List<T> all, Function<T, String> line) {
    StringBuilder lines = new StringBuilder();
    all.forEach(one -> lines.append(line.apply(one)));
    return lines.toString();
  }

  private static long number(RoutingContext context, String parameter, long otherwise) {
    String given = context.request().getParam(parameter);
    try {
      long number = given == null ? otherwise : Long.parseLong(given);
      if (number >= 1 && number <= 100_000_000) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw ApiError.invalidField(parameter, "must be a whole number");
    }
    throw ApiError.invalidField(parameter, "must be from 1 to 100000000");
  }

  private static Handler<RoutingContext> json(Function<RoutingContext, Object> answer) {
    return context -> {
      try {
        context
            .response()
            .putHeader("Content-Type", "application/json")
            .end(JSON.writeValueAsString(answer.apply(context)) + "\n");
      } catch (JsonProcessingException e) {
        context.fail(e);
      }
    };
  }
}
