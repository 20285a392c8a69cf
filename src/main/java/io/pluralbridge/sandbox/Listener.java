package io.pluralbridge.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the sandbox is reached: one port for all its life, which can be dead for a while. */
final class Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final long RETRY_MS = 50;

  private final Vertx vertx;
  private final String address;
  private volatile HttpServer server;
  private volatile int port;
  private volatile boolean down;
  private volatile boolean closed;

  Listener(Vertx vertx, String address, int port) {
    this.vertx = vertx;
    this.address = address;
    this.port = port;
    this.server = server();
  }

  /**
   * Listens, and returns once somebody can connect.
   *
   * @throws IllegalStateException naming the port when it cannot
   */
  void open(Handler<HttpServerRequest> requests) {
    try {
      server.requestHandler(requests).listen().toCompletionStage().toCompletableFuture().join();
      port = server.actualPort();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the sandbox cannot listen on port "
              + port
              + " of "
              + address
              + ": "
              + cause.getMessage(),
          cause);
    }
  }

  int port() {
    return port;
  }

  /** Whether an outage goes on. A call that was read already as it began may still arrive. */
  boolean isDown() {
    return down;
  }

  /** Closes every connection, and refuses others for that long. */
  void goDown(int forMs) {
    down = true;
    Handler<HttpServerRequest> requests = server.requestHandler();
    server
        .close()
        .onComplete(gone -> vertx.setTimer(Math.max(1, forMs), end -> comeBack(requests)));
  }

  /** Tries until it works: another process may have borrowed the port for a connection of its. */
  private void comeBack(Handler<HttpServerRequest> requests) {
    down = false;
    server = server();
    server
        .requestHandler(requests)
        .listen()
        .onFailure(
            problem -> {
              if (!closed) {
                LOG.warn("the sandbox cannot listen on port {} again yet", port, problem);
                vertx.setTimer(RETRY_MS, again -> comeBack(requests));
              }
            });
  }

  /** It is over: no outage ends any more. */
  void close() {
    closed = true;
  }

  private HttpServer server() {
    return vertx.createHttpServer(
        new HttpServerOptions().setHost(address).setPort(port).setHttp2ClearTextEnabled(false));
  }
}
