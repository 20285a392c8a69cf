package io.pluralbridge.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What every API call passes: it is counted, its token is looked at, and it may meet a fault. */
final class SandboxGate {

  private static final String BEARER = "Bearer ";

  private final Ledger ledger;
  private final RequestLog requests;
  private final SandboxTokens tokens;
  private final FaultDice dice;
  private final Listener listener;
  private final WebhookDelivery delivery;
  private final Writers writers;

  SandboxGate(
      Ledger ledger,
      RequestLog requests,
      SandboxTokens tokens,
      FaultDice dice,
      Listener listener,
      WebhookDelivery delivery) {
    this.ledger = ledger;
    this.requests = requests;
    this.tokens = tokens;
    this.dice = dice;
    this.listener = listener;
    this.delivery = delivery;
    this.writers = new Writers(ledger::countTwoWriters);
  }

  /** An API call: its effect, and what to say when all is well. */
  interface Call {
    SandboxAnswer answer(RoutingContext context);
  }

  /** For a call that wants no token. It meets no fault of its own. */
  Handler<RoutingContext> open(Operation operation, Call call) {
    return context -> {
      arrived(context, operation);
      if (listener.isDown()) {
        delivery.hangUpAtOnce(context);
      } else {
        delivery.answer(context, attempt(call, context));
      }
    };
  }

  /** For a call that wants a token. */
  Handler<RoutingContext> guarded(Operation operation, Call call) {
    return context -> {
      arrived(context, operation);
      if (operation.movesMoney()) {
        writers.arrived(context);
      }
      if (listener.isDown()) {
        delivery.hangUpAtOnce(context);
      } else if (dice.isBurst()) {
        ledger.count(SandboxFault.BURST);
        delivery.askForPatience(context);
      } else {
        letIn(context, operation, call);
      }
    };
  }

  private void arrived(RoutingContext context, Operation operation) {
    HttpServerRequest request = context.request();
    requests.add(request.method().name(), request.path(), request.headers());
    ledger.count(operation);
  }

  private void letIn(RoutingContext context, Operation operation, Call call) {
    String token = bearer(context);
    if (token == null || !tokens.accept(token)) {
      delivery.refuse(context, ApiError.unauthorized());
      return;
    }
    SandboxFault fault = dice.next();
    if (fault == null) {
      delivery.answer(context, attempt(call, context));
      return;
    }
    ledger.count(fault);
    if (fault == SandboxFault.TOKEN_FORGOTTEN) {
      tokens.forget(token);
    }
    troubled(context, fault, operation, call);
  }

  private void troubled(
      RoutingContext context, SandboxFault fault, Operation operation, Call call) {
    int durationMs = dice.faults().durationMs(fault);
    switch (fault) {
      case LOST_BEFORE_EFFECT -> delivery.hangUp(context);
      case LOST_AFTER_EFFECT -> {
        attempt(call, context);
        delivery.hangUp(context);
      }
      case ERROR_BEFORE_EFFECT -> delivery.refuse(context, ApiError.internal());
      case ERROR_AFTER_EFFECT -> {
        attempt(call, context);
        delivery.refuse(context, ApiError.internal());
      }
      case RATE_LIMITED, BURST -> delivery.askForPatience(context);
      case TOKEN_FORGOTTEN -> delivery.refuse(context, ApiError.unauthorized());
      case CLAIMED -> delivery.answer(context, claimed(context, operation, call));
      case CAPITALS -> delivery.answer(context, attempt(call, context).inCapitals());
      case SLOW -> delivery.answer(context, attempt(call, context), durationMs);
      case LATE -> {
        if (operation.movesMoney()) {
          writers.enter(context.pathParam("id"));
        }
        delivery.after(durationMs, () -> takeEffect(context, operation, call));
      }
      case OUTAGE -> listener.goDown(durationMs);
    }
  }

  /** Only a capture can be: any other call is answered as it is. */
  private SandboxAnswer claimed(RoutingContext context, Operation operation, Call call) {
    return operation == Operation.CAPTURE
        ? SandboxAnswer.claimed(context.pathParam("id"))
        : attempt(call, context);
  }

  /** Only now, be the client still there or not. */
  private void takeEffect(RoutingContext context, Operation operation, Call call) {
    try {
      delivery.answer(context, attempt(call, context));
    } catch (RuntimeException e) {
      context.fail(e);
    } finally {
      if (operation.movesMoney()) {
        writers.leave(context.pathParam("id"));
      }
    }
  }

  private static SandboxAnswer attempt(Call call, RoutingContext context) {
    try {
      return call.answer(context);
    } catch (ApiError refused) {
      return SandboxAnswer.of(refused);
    }
  }

  private static @Nullable String bearer(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }
}
