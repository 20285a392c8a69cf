package io.pluralbridge.app;

import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;

/**
 * An HTTP component whose connections do not linger: when one is closed, by us, by a time-out, or
 * by the operating system as the process is killed, what was not sent yet is dropped and the other
 * side gets a reset ({@code SO_LINGER} 0).
 *
 * <p>By default, Linux goes on sending what a closed socket has left, for minutes where the network
 * is cut: a call of a process that is long gone would reach Plural after two looks have found no
 * trace of it. Nothing is lost by this: a connection is closed when its answer was read, or given
 * up.
 */
final class AbortiveHttp extends HttpComponent {

  @Override
  protected HttpClientConnectionManager createConnectionManager(
      Registry<ConnectionSocketFactory> registry,
      int maxTotalConnections,
      int connectionsPerRoute,
      SocketConfig sockets) {
    return super.createConnectionManager(
        registry,
        maxTotalConnections,
        connectionsPerRoute,
        SocketConfig.copy(sockets).setSoLinger(TimeValue.ZERO_MILLISECONDS).build());
  }
}
