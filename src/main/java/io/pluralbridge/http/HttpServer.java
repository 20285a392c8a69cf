package io.pluralbridge.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.net.KeyStoreOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/**
 * The server of the HTTP door: its port, its threads, its limits, and its certificate. Camel's own
 * can be told nothing of limits, so Camel gets the router of this one.
 */
public final class HttpServer implements CamelConfiguration, AutoCloseable {

  /**
   * Beside those that wait for an outcome or a file: for what is done at once, and for webhooks
   * that wait until a slow database has them.
   */
  private static final int FREE_THREADS = 512;

  /** The server warns of threads that are busy for longer: a file may take an hour to come. */
  private static final Duration LONGEST_WORK = Duration.ofHours(2);

  private static final Duration UNUSED_THREAD_STAYS = Duration.ofSeconds(10);

  /** What is not told at once is told soon after it is time, also when nobody comes any more. */
  private static final long TELL_EVERY_MS = 1_000;

  private final HttpSettings settings;
  private final KeyGuard keys;
  private final Vertx vertx;
  private final Router router;
  private final OpenConnections connections;
  private final Doorkeeper doorkeeper;

  public HttpServer(HttpSettings settings, KeyGuard keys) {
    this.settings = settings;
    this.keys = keys;
    vertx =
        new VertxBuilder(
                new VertxOptions()
                    .setWorkerPoolSize(settings.maxWaiting() + settings.maxUploads() + FREE_THREADS)
                    .setMaxWorkerExecuteTimeUnit(TimeUnit.MILLISECONDS)
                    .setMaxWorkerExecuteTime(LONGEST_WORK.toMillis()))
            .executorServiceFactory((threads, least, most) -> pool(threads, most))
            .init()
            .vertx();
    router = Router.router(vertx);
    connections = new OpenConnections(settings.maxConnections(), settings.writeTimeout());
    doorkeeper =
        new Doorkeeper(
            Contract.read(),
            keys,
            new Replies(Clock.systemUTC()),
            vertx,
            settings.readTimeout(),
            connections,
            router);
  }

  /** Threads that end when a burst is over; Vert.x's own would stay for good. */
  private static ExecutorService pool(ThreadFactory threads, int most) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            UNUSED_THREAD_STAYS.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
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
  }

  private final class DoorRouter extends VertxPlatformHttpRouter {

    DoorRouter(String name) {
      super(null, vertx, router, name);
    }

    /** Takes no files, and no more bytes than are allowed. */
    @Override
    public Handler<RoutingContext> bodyHandler() {
      return BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes());
    }
  }

  /**
   * Opens the door, once there are routes behind it.
   *
   * @throws CompletionException when the port cannot be had
   */
  public void open() {
    vertx.setPeriodic(TELL_EVERY_MS, now -> keys.tell());
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
