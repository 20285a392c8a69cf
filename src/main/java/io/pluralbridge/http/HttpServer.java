package io.pluralbridge.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/**
 * The server of the HTTP door: its port, its limits, and its certificate. Camel's own can be told
 * nothing of limits, so Camel gets the router of this one.
 */
public final class HttpServer implements CamelConfiguration, AutoCloseable {

  /** What is not told at once is told soon after it is time, also when nobody comes any more. */
  private static final long TELL_EVERY_MS = 1_000;

  private final HttpSettings settings;
  private final KeyGuard keys;
  private final Workers workers;
  private final Workers tellers;
  private final Vertx vertx;
  private final Router router;
  private final CollectBody bodies;
  private final OpenConnections connections;
  private final Doorkeeper doorkeeper;

  public HttpServer(HttpSettings settings, KeyGuard keys, Workers workers, Workers tellers) {
    this.settings = settings;
    this.keys = keys;
    this.workers = workers;
    this.tellers = tellers;
    vertx = Vertx.vertx();
    router = Router.router(vertx);
    long heap = Runtime.getRuntime().maxMemory();
    Contract contract = Contract.read();
    bodies = new CollectBody(contract, settings.maxBodyBytes(), heap);
    connections = new OpenConnections(settings.maxConnections(), settings.writeTimeout(), heap);
    doorkeeper =
        new Doorkeeper(
            contract,
            keys,
            new Replies(Clock.systemUTC()),
            vertx,
            settings.readTimeout(),
            connections,
            router);
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.address().host())
            .setPort(settings.port())
            // One request at a time on a connection: of a body that is given up, it is closed.
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            .setTcpKeepAlive(true);
    if (!settings.keystore().isEmpty()) {
      options
          .setSsl(true)
          .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
          .setKeyCertOptions(
              new KeyStoreOptions()
                  .setType("PKCS12")
                  .setPath(settings.keystore())
                  .setPassword(settings.keystorePassword()));
    }
    return options;
  }

  @Override
  public void configure(CamelContext camel) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(doorkeeper::strip)
        .failureHandler(doorkeeper::failed);
    // Camel looks for the port of its door by type, and for its router by the port.
    VertxPlatformHttpServerConfiguration port = new VertxPlatformHttpServerConfiguration();
    port.setBindPort(settings.port());
    camel.getRegistry().bind("httpServer", port);
    String name = VertxPlatformHttpRouter.getRouterNameFromPort(settings.port());
    camel.getRegistry().bind(name, new DoorRouter(name));
    camel
        .getRegistry()
        .bind(
            PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME,
            PlatformHttpEngine.class,
            new HttpDoorEngine(workers));
  }

  private final class DoorRouter extends VertxPlatformHttpRouter {

    DoorRouter(String name) {
      super(null, vertx, router, name);
    }

    @Override
    public Handler<RoutingContext> bodyHandler() {
      return bodies;
    }
  }

  /**
   * Opens the door, once there are routes behind it.
   *
   * @throws CompletionException when the port cannot be had
   */
  public void open() {
    vertx.setPeriodic(TELL_EVERY_MS, now -> keys.tell());
    vertx.setPeriodic(
        Workers.LOOK_EVERY.toMillis(),
        now -> {
          workers.fit();
          tellers.fit();
        });
    join(
        vertx
            .createHttpServer(options())
            .connectionHandler(doorkeeper::connected)
            .requestHandler(doorkeeper)
            .invalidRequestHandler(doorkeeper::malformed)
            .listen());
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.count();
  }

  /** How many bytes of request bodies are in memory. */
  public long bodyBytes() {
    return bodies.bytes();
  }

  /** Lets nobody in any more. Those inside are answered. */
  public void letNobodyIn() {
    doorkeeper.close();
  }

  @Override
  public void close() {
    join(vertx.close());
  }

  private static void join(Future<?> done) {
    done.toCompletionStage().toCompletableFuture().join();
  }
}
