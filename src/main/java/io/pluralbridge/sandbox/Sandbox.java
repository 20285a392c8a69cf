package io.pluralbridge.sandbox;

import io.pluralbridge.signature.CallbackSignature;
import io.pluralbridge.signature.SecretEncoding;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plural pretended: an HTTP server that answers the calls of Plural's card API, keeps honest books
 * of what really took effect, and causes trouble on demand.
 *
 * <p>It moves no money and keeps no card data.
 */
public final class Sandbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final long LARGEST_BODY = 1 << 20;

  private final Vertx vertx;
  private final Ledger ledger;
  private final FaultDice dice;
  private final RequestLog requests = new RequestLog();
  private final Listener listener;
  private final String name;
  private final SandboxAnswers answers;
  private final Outbound outbound;
  private final Webhooks webhooks;

  private Sandbox(Vertx vertx, SandboxSettings settings, Clock clock) {
    this.vertx = vertx;
    this.dice = new FaultDice(settings.faults(), clock);
    this.listener = new Listener(vertx, settings.address(), settings.port());
    this.name = settings.name();
    this.answers = new SandboxAnswers(this::baseUrl, () -> dice.faults().clockSkewMs());
    this.outbound = new Outbound(vertx);
    this.webhooks =
        new Webhooks(
            vertx,
            settings.webhooks(),
            answers,
            outbound,
            clock,
            new Ids(clock, new SplittableRandom()));
    this.ledger =
        new Ledger(
            clock,
            new Ids(clock, new SplittableRandom()),
            new Rules(
                settings.gullible(), settings.duplicates(), settings.checkout().paymentRetries()),
            settings.stateFile(),
            webhooks);
  }

  /**
   * Starts one, and returns once it answers.
   *
   * @throws IllegalStateException naming the port when it cannot listen there, or the state file
   *     when it cannot use that
   */
  public static Sandbox start(SandboxSettings settings) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    try {
      Clock clock = Clock.systemUTC();
      Sandbox sandbox = new Sandbox(vertx, settings, clock);
      sandbox.open(settings, clock);
      LOG.info("the sandbox answers at {}", sandbox.baseUrl());
      return sandbox;
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  /** Where it listens. */
  public int port() {
    return listener.port();
  }

  /** What a client puts before the paths of the API. */
  public String baseUrl() {
    return "http://" + name + ":" + port();
  }

  /** What really happened. May be asked from any thread. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * From the next call on these faults hold, beginning anew with their seed. It ends a burst; an
   * outage ends by itself, and what is late still comes.
   */
  public void setFaults(SandboxFaults faults) {
    dice.use(faults);
  }

  /** The last API requests that arrived, at most that many of the 200 remembered, oldest first. */
  public List<SeenRequest> requests(int last) {
    return requests.last(last);
  }

  /** What the merchant was told by webhooks; at most that many tries, the oldest first. */
  public WebhookReport webhooks(int last) {
    return webhooks.report(last);
  }

  /** Stops at once, whoever is still waiting for an answer. */
  @Override
  public void close() {
    webhooks.close();
    listener.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    ledger.close();
  }

  private void open(SandboxSettings settings, Clock clock) {
    try {
      listener.open(routes(settings, clock));
    } catch (IllegalStateException e) {
      ledger.close();
      throw e;
    }
  }

  private Router routes(SandboxSettings settings, Clock clock) {
    SandboxTokens tokens =
        new SandboxTokens(clock, Duration.ofSeconds(settings.tokenLifetimeSeconds()));
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    WebhookDelivery delivery = new WebhookDelivery(vertx, settings.latencyMs());
    SandboxGate gate = new SandboxGate(ledger, requests, tokens, dice, listener, delivery);
    new PluralApi(settings, ledger, tokens, answers, gate).mount(router);
    new CustomerApi(ledger, answers, gate).mount(router);
    CheckoutSettings customer = settings.checkout();
    Callbacks callbacks =
        new Callbacks(new CallbackSignature(SecretEncoding.HEX.decode(customer.callbackSecret())));
    Checkout checkout = new Checkout(ledger, callbacks, customer.callbackBy(), outbound);
    new CheckoutPage(checkout).mount(router);
    new ControlApi(ledger, dice, requests).mount(router);
    new CheckoutControl(ledger, checkout, webhooks).mount(router);
    router.route().failureHandler(Sandbox::refuse);
    router.errorHandler(400, context -> answer(context, ApiError.invalid("Malformed request")));
    router.errorHandler(
        404, context -> answer(context, ApiError.ofHttp(404, "NOT_FOUND", "No such path")));
    router.errorHandler(
        405,
        context ->
            answer(context, ApiError.ofHttp(405, "METHOD_NOT_ALLOWED", "Method not allowed")));
    return router;
  }

  private static void refuse(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof ApiError error) {
      answer(context, error);
    } else if (context.statusCode() == 413) {
      answer(context, ApiError.ofHttp(413, "INVALID_REQUEST", "The request is too large"));
    } else {
      LOG.error("the sandbox failed at {}", context.request().path(), failure);
      answer(context, ApiError.internal());
    }
  }

  private static void answer(RoutingContext context, ApiError error) {
    context
        .response()
        .setStatusCode(error.httpStatus())
        .putHeader("Content-Type", "application/json")
        .end(SandboxAnswers.error(error).toString());
  }
}
