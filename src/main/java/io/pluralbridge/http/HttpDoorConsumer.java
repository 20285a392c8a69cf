package io.pluralbridge.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * Carries out requests on its route. Camel's own keeps a thread for each until it is answered; of
 * this one, the route may give its thread back and go on in another.
 */
final class HttpDoorConsumer extends VertxPlatformHttpConsumer {

  private static final int UNAVAILABLE = 503;

  private final Executor workers;

  HttpDoorConsumer(
      PlatformHttpEndpoint endpoint,
      Processor processor,
      List<Handler<RoutingContext>> handlers,
      String routerName,
      Executor workers) {
    super(endpoint, processor, handlers, routerName);
    this.workers = workers;
  }

  @Override
  protected void handleRequest(RoutingContext call) {
    if (isSuspended()) {
      call.response().setStatusCode(UNAVAILABLE);
      var unused = call.end();
      return;
    }
    Exchange exchange = createExchange(false);
    exchange.setPattern(ExchangePattern.InOut);
    String admittedBy = call.get(Doorkeeper.ADMITTED_BY);
    if (admittedBy != null) {
      exchange.setVariable(AdmittedByKey.SENDER, admittedBy);
    }
    var unused =
        processHttpRequest(exchange, call)
            .onComplete(
                read -> {
                  if (read.failed()) {
                    fail(exchange, call, read.cause());
                  } else {
                    Context loop = call.vertx().getOrCreateContext();
                    workers.execute(() -> carryOut(exchange, call, loop));
                  }
                });
  }

  private void carryOut(Exchange exchange, RoutingContext call, Context loop) {
    try {
      createUoW(exchange);
    } catch (Exception e) {
      loop.runOnContext(now -> fail(exchange, call, e));
      return;
    }
    getAsyncProcessor()
        .process(
            exchange,
            doneSync -> {
              HttpAnswer answer = HttpAnswer.of(exchange, getEndpoint().getHeaderFilterStrategy());
              loop.runOnContext(now -> answer(exchange, call, answer));
            });
  }

  private void answer(Exchange exchange, RoutingContext call, HttpAnswer answer) {
    try {
      answer.write(call);
    } catch (RuntimeException e) {
      fail(exchange, call, e);
      return;
    }
    over(exchange);
  }

  private void fail(Exchange exchange, RoutingContext call, Throwable failure) {
    getExceptionHandler()
        .handleException("A request to " + getEndpoint().getPath() + " failed", failure);
    call.fail(failure);
    over(exchange);
  }

  private void over(Exchange exchange) {
    doneUoW(exchange);
    releaseExchange(exchange, false);
  }
}
