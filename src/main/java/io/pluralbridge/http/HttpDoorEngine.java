package io.pluralbridge.http;

import java.util.concurrent.Executor;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Has the routes of the HTTP door begun by consumers that hold no thread while a route waits. */
final class HttpDoorEngine extends VertxPlatformHttpEngine {

  private final Executor workers;

  /**
   * An engine.
   *
   * @param workers carry out what a route has to do
   */
  HttpDoorEngine(Executor workers) {
    this.workers = workers;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new HttpDoorConsumer(
        endpoint,
        processor,
        getHandlers(),
        VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()),
        workers);
  }
}
