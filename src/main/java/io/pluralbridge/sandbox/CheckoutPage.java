package io.pluralbridge.sandbox;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Where {@code challenge_url} leads: a page on which a person plays the customer, and which then
 * brings the browser back to the merchant. It needs no script.
 */
final class CheckoutPage {

  static final String PATH = "/web/auth/landing/";

  private final Checkout checkout;

  CheckoutPage(Checkout checkout) {
    this.checkout = checkout;
  }

  void mount(Router router) {
    router.get(PATH).handler(this::show);
    router.post(PATH).handler(this::submit);
  }

  private void show(RoutingContext context) {
    Optional<Challenge> challenge = challenge(context);
    Optional<SandboxOrder> order = challenge.flatMap(checkout::find);
    if (order.isEmpty()) {
      page(context, 404, Pages.unknown());
      return;
    }
    Optional<SandboxCallback> decided = checkout.callback(order.get(), challenge.get().attempt());
    page(
        context,
        200,
        decided.isEmpty()
            ? Pages.challenge(order.get(), challenge.get())
            : Pages.decided(order.get(), challenge.get(), decided.get()));
  }

  private void submit(RoutingContext context) {
    Optional<Challenge> challenge = challenge(context);
    Optional<SandboxOrder> order = challenge.flatMap(checkout::find);
    if (order.isEmpty()) {
      page(context, 404, Pages.unknown());
      return;
    }
    String chosen = String.valueOf(context.request().getFormAttribute("do"));
    Optional<SandboxCallback> decided = checkout.callback(order.get(), challenge.get().attempt());
    if (decided.isPresent()) {
      leave(context, decided.get());
    } else if (isDecision(chosen)) {
      leave(context, checkout.decide(challenge.get(), Decision.parse(chosen)));
    } else {
      page(context, 400, Pages.challenge(order.get(), challenge.get()));
    }
  }

  private static boolean isDecision(String chosen) {
    try {
      Decision.parse(chosen);
      return true;
    } catch (ApiError none) {
      return false;
    }
  }

  private static Optional<Challenge> challenge(RoutingContext context) {
    return context.queryParam("token").stream().findFirst().flatMap(Challenge::read);
  }

  /** Brings the browser back. */
  private void leave(RoutingContext context, SandboxCallback callback) {
    String url = callback.url();
    if (url == null) {
      page(context, 200, Pages.nowhereToGo(callback));
      return;
    }
    switch (checkout.by()) {
      case GET ->
          context
              .response()
              .setStatusCode(303)
              .putHeader("Location", SandboxCallback.withQuery(url, callback.fields()))
              .putHeader("Cache-Control", "no-store")
              .end();
      case FORM -> page(context, 200, Pages.wayBack(url, callback.fields()));
      case JSON ->
          checkout
              .tell(callback)
              .onComplete(told -> page(context, 200, Pages.told(callback, told.result())));
    }
  }

  private static void page(RoutingContext context, int status, String html) {
    HttpServerResponse response = context.response();
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "text/html; charset=utf-8")
          .putHeader("Cache-Control", "no-store")
          .putHeader("Content-Security-Policy", Pages.POLICY)
          .putHeader("X-Content-Type-Options", "nosniff")
          .putHeader("Referrer-Policy", "no-referrer")
          .end(html);
    }
  }
}
