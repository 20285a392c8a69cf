package io.pluralbridge.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Brings answers to clients, each after the latency, and hangs up on them. */
final class WebhookDelivery {

  private final Vertx vertx;
  private final int latencyMs;

  WebhookDelivery(Vertx vertx, int latencyMs) {
    this.vertx = vertx;
    this.latencyMs = latencyMs;
  }

  void answer(RoutingContext context, SandboxAnswer answer) {
    answer(context, answer, 0);
  }

  void answer(RoutingContext context, SandboxAnswer answer, int lateByMs) {
    after(
        latencyMs + (long) lateByMs,
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

  void refuse(RoutingContext context, ApiError error) {
    answer(context, SandboxAnswer.of(error));
  }

  void askForPatience(RoutingContext context) {
    context.response().putHeader("Retry-After", "1");
    refuse(context, ApiError.rateLimited());
  }

  void hangUp(RoutingContext context) {
    after(latencyMs, () -> hangUpAtOnce(context));
  }

  void hangUpAtOnce(RoutingContext context) {
    context.request().connection().close();
  }

  void after(long delayMs, Runnable step) {
    if (delayMs == 0) {
      step.run();
    } else {
      vertx.setTimer(delayMs, timer -> step.run());
    }
  }
}
