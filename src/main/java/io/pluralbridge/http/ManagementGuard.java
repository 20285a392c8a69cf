package io.pluralbridge.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Keeps those at the management port who ask and do not read from filling the memory. The server
 * there is Camel's own, which cannot be told of limits, so a connection is looked after from its
 * first request on.
 */
public final class ManagementGuard {

  /** So many ask at once: monitors, and a person or two. */
  private static final int MOST = 128;

  private final OpenConnections connections;
  private final Map<HttpConnection, Boolean> known =
      Collections.synchronizedMap(new WeakHashMap<>());

  private ManagementGuard(Duration writeTimeout) {
    connections = new OpenConnections(MOST, writeTimeout, Runtime.getRuntime().maxMemory());
  }

  /**
   * Guards that port from now on.
   *
   * @param writeTimeout how long a client may take to read an answer
   */
  public static void guard(CamelContext camel, int port, Duration writeTimeout) {
    VertxPlatformHttpRouter router =
        VertxPlatformHttpRouter.lookup(camel, VertxPlatformHttpRouter.getRouterNameFromPort(port));
    if (router == null) {
      throw new IllegalStateException("there is no management port " + port + " to guard");
    }
    router.route().order(Integer.MIN_VALUE).handler(new ManagementGuard(writeTimeout)::look);
  }

  private void look(RoutingContext call) {
    HttpConnection connection = call.request().connection();
    if (known.putIfAbsent(connection, true) == null) {
      connection.closeHandler(gone -> connections.closed(connection));
      connections.openedBefore(connection);
    }
    connections.used(connection);
    call.addEndHandler(end -> connections.unused(connection));
    if (OpenConnections.answersAreTaken(connection)) {
      call.next();
    } else {
      call.request().pause();
      OpenConnections.whenAnswersAreTaken(
          connection,
          () -> {
            call.request().resume();
            call.next();
          });
    }
  }
}
