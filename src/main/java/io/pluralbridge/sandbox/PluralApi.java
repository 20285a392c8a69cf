package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Plural's card guide. Whatever a call does, it has done when it arrived; latency and
 * faults are about the answer.
 */
final class PluralApi {

  private static final String ORDERS = "/api/pay/v1/orders";
  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final SandboxSettings settings;
  private final Ledger ledger;
  private final AccessTokens tokens;
  private final FaultDice dice;
  private final RequestLog requests;
  private final Answers answers;

  PluralApi(
      Vertx vertx,
      SandboxSettings settings,
      Ledger ledger,
      AccessTokens tokens,
      FaultDice dice,
      RequestLog requests,
      Answers answers) {
    this.vertx = vertx;
    this.settings = settings;
    this.ledger = ledger;
    this.tokens = tokens;
    this.dice = dice;
    this.requests = requests;
    this.answers = answers;
  }

  /** An API call: its effect, and what to say when all is well. */
  private interface Call {
    Answer answer(RoutingContext context);
  }

  private record Answer(int httpStatus, ObjectNode body) {

    static Answer of(ApiError error) {
      return new Answer(error.httpStatus(), Answers.error(error));
    }
  }

  void mount(Router router) {
    router.post("/api/auth/v1/token").handler(this::token);
    router.post("/api/v1/customer").handler(on(Operation.CREATE_CUSTOMER, this::customer));
    router.post(ORDERS).handler(on(Operation.CREATE_ORDER, this::order));
    router.post(ORDERS + "/:id/payments").handler(on(Operation.CREATE_PAYMENT, this::payment));
    router.put(ORDERS + "/:id/capture").handler(on(Operation.CAPTURE, this::capture));
    router.put(ORDERS + "/:id/cancel").handler(on(Operation.CANCEL, this::cancel));
    router
        .get(ORDERS + "/reference/:reference")
        .handler(on(Operation.GET_ORDER_BY_REFERENCE, this::inquiryByReference));
    router.get(ORDERS + "/:id").handler(on(Operation.GET_ORDER, this::inquiry));
  }

  private void token(RoutingContext context) {
    arrived(context, Operation.GENERATE_TOKEN);
    answer(context, attempt(this::issueToken, context), 0);
  }

  private Answer issueToken(RoutingContext context) {
    ObjectNode asked = Requests.object(body(context));
    if (!asked.path("grant_type").asText().equals("client_credentials")) {
      return new Answer(
          422,
          Answers.tokenRefused("unsupported_grant_type", "grant_type must be client_credentials"));
    }
    if (!asked.path("client_id").asText().equals(settings.clientId())
        || !asked.path("client_secret").asText().equals(settings.clientSecret())) {
      return new Answer(401, Answers.tokenRefused("invalid_client", "Invalid client credentials"));
    }
    ledger.tokenIssued();
    return new Answer(200, Answers.token(tokens.issue(), settings.tokenLifetimeSeconds()));
  }

  private Answer customer(RoutingContext context) {
    ObjectNode asked = Requests.object(body(context));
    return new Answer(200, answers.customer(ledger.customerCreated(), asked));
  }

  private Answer order(RoutingContext context) {
    OrderRequest asked = Requests.order(Requests.object(body(context)));
    return ok(ledger.create(asked, requestId(context)));
  }

  private Answer payment(RoutingContext context) {
    ObjectNode asked = Requests.object(body(context));
    return ok(ledger.pay(context.pathParam("id"), Requests.payments(asked), requestId(context)));
  }

  private Answer capture(RoutingContext context) {
    CaptureRequest asked = Requests.capture(Requests.object(body(context)));
    return ok(ledger.capture(context.pathParam("id"), asked, requestId(context)));
  }

  private Answer cancel(RoutingContext context) {
    Requests.object(body(context));
    return ok(ledger.cancel(context.pathParam("id"), requestId(context)));
  }

  private Answer inquiry(RoutingContext context) {
    return found(ledger.find(context.pathParam("id")));
  }

  private Answer inquiryByReference(RoutingContext context) {
    return found(ledger.findByReference(context.pathParam("reference")));
  }

  private Answer found(Optional<Order> order) {
    return ok(order.orElseThrow(ApiError::orderNotFound));
  }

  private Answer ok(Order order) {
    return new Answer(200, answers.order(order));
  }

  private Handler<RoutingContext> on(Operation operation, Call call) {
    return context -> {
      arrived(context, operation);
      String token = bearer(context);
      if (token == null || !tokens.accept(token)) {
        answer(context, Answer.of(ApiError.unauthorized()), 0);
        return;
      }
      Fault fault = dice.next();
      if (fault == null) {
        answer(context, attempt(call, context), 0);
      } else {
        ledger.count(fault);
        troubled(context, fault, call, token);
      }
    };
  }

  private void troubled(RoutingContext context, Fault fault, Call call, String token) {
    switch (fault) {
      case LOST_BEFORE_EFFECT -> hangUp(context);
      case LOST_AFTER_EFFECT -> {
        attempt(call, context);
        hangUp(context);
      }
      case ERROR_BEFORE_EFFECT -> answer(context, Answer.of(ApiError.internal()), 0);
      case ERROR_AFTER_EFFECT -> {
        attempt(call, context);
        answer(context, Answer.of(ApiError.internal()), 0);
      }
      case RATE_LIMITED -> {
        context.response().putHeader("Retry-After", "1");
        answer(context, Answer.of(ApiError.rateLimited()), 0);
      }
      case TOKEN_FORGOTTEN -> {
        tokens.forget(token);
        answer(context, Answer.of(ApiError.unauthorized()), 0);
      }
      case SLOW -> answer(context, attempt(call, context), dice.faults().slowMs());
    }
  }

  private static Answer attempt(Call call, RoutingContext context) {
    try {
      return call.answer(context);
    } catch (ApiError refused) {
      return Answer.of(refused);
    }
  }

  private void arrived(RoutingContext context, Operation operation) {
    HttpServerRequest request = context.request();
    requests.add(request.method().name(), request.path(), request.headers());
    ledger.count(operation);
  }

  private void answer(RoutingContext context, Answer answer, int lateByMs) {
    after(
        settings.latencyMs() + (long) lateByMs,
        () -> {
          HttpServerResponse response = context.response();
          if (!response.closed()) {
            response
                .setStatusCode(answer.httpStatus())
                .putHeader("Content-Type", "application/json")
                .end(answer.body().toString());
          }
        });
  }

  private void hangUp(RoutingContext context) {
    after(settings.latencyMs(), () -> context.request().connection().close());
  }

  private void after(long delayMs, Runnable step) {
    if (delayMs == 0) {
      step.run();
    } else {
      vertx.setTimer(delayMs, timer -> step.run());
    }
  }

  private static String body(RoutingContext context) {
    String body = context.body().asString();
    return body == null ? "" : body;
  }

  private static @Nullable String requestId(RoutingContext context) {
    return context.request().getHeader("Request-ID");
  }

  private static @Nullable String bearer(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }
}
