package io.pluralbridge.sandbox;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The customer's part, whoever plays it: a person on a page, or a program. */
final class Checkout {

  private final Ledger ledger;
  private final Callbacks callbacks;
  private final CallbackBy by;
  private final Outbound outbound;

  Checkout(Ledger ledger, Callbacks callbacks, CallbackBy by, Outbound outbound) {
    this.ledger = ledger;
    this.callbacks = callbacks;
    this.by = by;
    this.outbound = outbound;
  }

  CallbackBy by() {
    return by;
  }

  /** The order, if there is such a challenge. */
  Optional<SandboxOrder> find(Challenge challenge) {
    return ledger
        .find(challenge.orderId())
        .filter(order -> 1 <= challenge.attempt() && challenge.attempt() <= order.tries());
  }

  /** What the merchant is told once the challenge is decided; nothing while it waits. */
  Optional<SandboxCallback> callback(SandboxOrder order, int attempt) {
    return Optional.ofNullable(order.decision(attempt))
        .map(decided -> callbacks.of(order, decided));
  }

  /**
   * Decides a challenge. One that was decided stays so: whoever presses a button twice is told the
   * first thing twice.
   */
  SandboxCallback decide(Challenge challenge, Decision decision) {
    SandboxOrder order = ledger.decide(challenge.orderId(), challenge.attempt(), decision);
    return callback(order, challenge.attempt()).orElseThrow();
  }

  /** Decides the challenge that the order waits for. */
  SandboxCallback decide(String orderId, Decision decision) {
    SandboxOrder order = ledger.decide(orderId, decision);
    return callback(order, order.tries()).orElseThrow();
  }

  /** What the merchant was told last. */
  SandboxCallback again(String orderId) {
    SandboxOrder order = ledger.find(orderId).orElseThrow(ApiError::orderNotFound);
    return callback(order, Math.max(1, order.tries()))
        .filter(callback -> order.tries() > 0)
        .orElseThrow(() -> ApiError.notAllowed("The customer has decided nothing yet"));
  }

  /** Tells the merchant as the browser of a customer would, or instead of one. */
  Future<Outbound.Reply> tell(SandboxCallback callback) {
    String url = callback.url();
    if (url == null) {
      return Future.succeededFuture(Outbound.Reply.none("the order has no web address for it"));
    }
    return switch (by) {
      case GET -> outbound.get(SandboxCallback.withQuery(url, callback.fields()));
      case FORM ->
          post(
              url, "application/x-www-form-urlencoded", SandboxCallback.encoded(callback.fields()));
      case JSON ->
          post(url, "application/json", SandboxCallback.json(callback.fields()).toString());
    };
  }

  private Future<Outbound.Reply> post(String url, String type, String body) {
    return outbound.post(url, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
  }
}
