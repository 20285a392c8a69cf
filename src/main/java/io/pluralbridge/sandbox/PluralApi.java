package io.pluralbridge.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The calls of Plural for tokens, orders, payments and refunds. Unless it meets a fault, a call has
 * done what it does when it arrived; latency is about the answer.
 */
final class PluralApi {

  private static final String ORDERS = "/api/pay/v1/orders";

  private final SandboxSettings settings;
  private final Ledger ledger;
  private final SandboxTokens tokens;
  private final SandboxAnswers answers;
  private final SandboxGate gate;

  PluralApi(
      SandboxSettings settings,
      Ledger ledger,
      SandboxTokens tokens,
      SandboxAnswers answers,
      SandboxGate gate) {
    this.settings = settings;
    this.ledger = ledger;
    this.tokens = tokens;
    this.answers = answers;
    this.gate = gate;
  }

  void mount(Router router) {
    router
        .post("/api/auth/v1/token")
        .handler(gate.open(Operation.GENERATE_TOKEN, this::issueToken));
    router.post(ORDERS).handler(gate.guarded(Operation.CREATE_ORDER, this::order));
    router
        .post(ORDERS + "/:id/payments")
        .handler(gate.guarded(Operation.CREATE_PAYMENT, this::payment));
    router.put(ORDERS + "/:id/capture").handler(gate.guarded(Operation.CAPTURE, this::capture));
    router.put(ORDERS + "/:id/cancel").handler(gate.guarded(Operation.CANCEL, this::cancel));
    router.post("/api/pay/v1/refunds/:id").handler(gate.guarded(Operation.REFUND, this::refund));
    router
        .get(ORDERS + "/reference/:reference")
        .handler(gate.guarded(Operation.GET_ORDER_BY_REFERENCE, this::inquiryByReference));
    router.get(ORDERS + "/:id").handler(gate.guarded(Operation.GET_ORDER, this::inquiry));
  }

  private SandboxAnswer issueToken(RoutingContext context) {
    ObjectNode asked = Requests.object(context);
    if (!asked.path("grant_type").asText().equals("client_credentials")) {
      return new SandboxAnswer(
          422,
          SandboxAnswers.tokenRefused(
              "unsupported_grant_type", "grant_type must be client_credentials"));
    }
    if (!asked.path("client_id").asText().equals(settings.clientId())
        || !asked.path("client_secret").asText().equals(settings.clientSecret())) {
      return new SandboxAnswer(
          401, SandboxAnswers.tokenRefused("invalid_client", "Invalid client credentials"));
    }
    ledger.tokenIssued();
    return new SandboxAnswer(
        200, SandboxAnswers.token(tokens.issue(), settings.tokenLifetimeSeconds()));
  }

  private SandboxAnswer order(RoutingContext context) {
    OrderRequest asked = Requests.order(Requests.object(context));
    return ok(ledger.create(asked, Requests.id(context)));
  }

  private SandboxAnswer payment(RoutingContext context) {
    List<Payment> asked = Requests.payments(Requests.object(context));
    return ok(ledger.pay(context.pathParam("id"), asked, Requests.id(context)));
  }

  private SandboxAnswer capture(RoutingContext context) {
    CaptureRequest asked = Requests.capture(Requests.object(context));
    return ok(ledger.capture(context.pathParam("id"), asked, Requests.id(context)));
  }

  private SandboxAnswer cancel(RoutingContext context) {
    Requests.object(context);
    return ok(ledger.cancel(context.pathParam("id"), Requests.id(context)));
  }

  private SandboxAnswer refund(RoutingContext context) {
    RefundRequest asked = Requests.refund(Requests.object(context));
    return ok(ledger.refund(context.pathParam("id"), asked, Requests.id(context)));
  }

  private SandboxAnswer inquiry(RoutingContext context) {
    String id = context.pathParam("id");
    return found(ledger.find(id), ledger.findRefund(id));
  }

  private SandboxAnswer inquiryByReference(RoutingContext context) {
    String reference = context.pathParam("reference");
    return found(ledger.findByReference(reference), ledger.findRefundByReference(reference));
  }

  /** No name is one of both. */
  private SandboxAnswer found(Optional<SandboxOrder> order, Optional<Refund> refund) {
    return order.map(this::ok).or(() -> refund.map(this::ok)).orElseThrow(ApiError::orderNotFound);
  }

  private SandboxAnswer ok(SandboxOrder order) {
    return new SandboxAnswer(200, answers.order(order));
  }

  private SandboxAnswer ok(Refund refund) {
    return new SandboxAnswer(200, answers.refund(refund));
  }
}
