package io.pluralbridge.benchmark;

import io.pluralbridge.callback.CallbackCheck;
import io.pluralbridge.callback.Refusals;
import io.pluralbridge.callback.UntrustedException;
import io.pluralbridge.callback.WebhookCheck;
import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.pluralbridge.signature.WebhookSignature;
import io.pluralbridge.support.PluralVoice;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ceiling of callbacks: the same HTTP server and the same check of the same signature, answered
 * at once, and nothing stored; no Camel.
 */
public final class BareDoor {

  private final CallbackCheck callbacks =
      new CallbackCheck(
          new CallbackSignature(
              SecretEncoding.HEX.decode(PluralVoice.BELIEVED.get("plural.callback.secret-key"))),
          Set.of(),
          new Refusals("callbacks", Clock.systemUTC()));
  private final WebhookCheck webhooks =
      new WebhookCheck(
          new WebhookSignature(
              List.of(SecretEncoding.UTF8.decode(Callers.WEBHOOK_SECRET)),
              Duration.ofMinutes(5),
              Clock.systemUTC()),
          new Refusals("webhooks", Clock.systemUTC()));

  private BareDoor() {}

  /** Orders: {@code port}. */
  public static void main(String[] args) throws IOException {
    BareDoor door = new BareDoor();
    int port =
        Vertx.vertx()
            .createHttpServer()
            .requestHandler(door::take)
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    Helper.serve(order -> Map.of("port", port));
  }

  private void take(HttpServerRequest request) {
    request.bodyHandler(
        body -> {
          try {
            if (request.path().equals(Callers.CALLBACKS)) {
              callbacks.read("", body.getBytes());
            } else {
              webhooks.read(
                  request.headers().getAll(WebhookSignature.ID),
                  request.headers().getAll(WebhookSignature.TIMESTAMP),
                  request.headers().getAll(WebhookSignature.SIGNATURE),
                  body.getBytes());
            }
            request.response().end("{\"received\":true}");
          } catch (UntrustedException e) {
            request.response().setStatusCode(401).end();
          }
        });
  }
}
