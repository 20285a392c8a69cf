package io.pluralbridge.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * The connections to one broker. None is made before somebody needs it, none comes back by itself:
 * whoever sends learns within seconds that the broker is away, and whoever listens makes a new one.
 */
public final class Connections implements AutoCloseable {

  /** How many bytes of messages one consumer may have ahead of what it works on. */
  static final int WINDOW_BYTES = 65_536;

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MESSAGES_AHEAD = 4;
  private static final int SESSIONS = 64;

  private final ConnectionFactory plain;
  private final JmsPoolConnectionFactory pool;

  private Connections(ConnectionFactory plain, BrokerAddress address) {
    this.plain = new AsUser(plain, address.username(), address.password());
    pool = new JmsPoolConnectionFactory();
    pool.setConnectionFactory(this.plain);
    pool.setMaxConnections(1);
    pool.setMaxSessionsPerConnection(SESSIONS);
    pool.setBlockIfSessionPoolIsFull(true);
    pool.setBlockIfSessionPoolIsFullTimeout(ANSWER.toMillis());
    pool.setConnectionIdleTimeout(60_000);
    pool.setUseAnonymousProducers(true);
    pool.start();
  }

  /**
   * Those to the broker at that address.
   *
   * @throws IllegalArgumentException when the address is none
   */
  public static Connections to(BrokerAddress address) {
    return new Connections(factory(address), address);
  }

  private static ConnectionFactory factory(BrokerAddress address) {
    String url = address.url();
    if (!address.factory().isEmpty()) {
      return ForeignFactory.of(address.factory(), url);
    }
    return url.startsWith("amqp:") || url.startsWith("amqps:") ? amqp(url) : artemis(url);
  }

  private static ConnectionFactory artemis(String url) {
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(hosts(url));
    factory.setInitialConnectAttempts(1);
    factory.setReconnectAttempts(0);
    factory.setCallTimeout(ANSWER.toMillis());
    factory.setCallFailoverTimeout(ANSWER.toMillis());
    factory.setClientFailureCheckPeriod(ANSWER.toMillis());
    factory.setConnectionTTL(3 * ANSWER.toMillis());
    factory.setUseTopologyForLoadBalancing(false);
    factory.setConsumerWindowSize(WINDOW_BYTES);
    // A sender that waits for credits waits for ever when the disk of the broker is full.
    factory.setProducerWindowSize(-1);
    factory.setBlockOnDurableSend(true);
    factory.setBlockOnNonDurableSend(true);
    factory.setBlockOnAcknowledge(false);
    factory.setDeserializationDenyList("*");
    return factory;
  }

  /** Several are tried one after the other. Each with a limit to how long connecting may take. */
  private static String hosts(String url) {
    if (!url.startsWith("tcp:")) {
      return url;
    }
    String each =
        Arrays.stream(url.split(","))
            .map(String::strip)
            .map(
                host ->
                    host
                        + (host.contains("?") ? "&" : "?")
                        + "connect-timeout-millis="
                        + CONNECT.toMillis())
            .collect(Collectors.joining(","));
    return each.contains(",") ? "(" + each + ")" : each;
  }

  private static ConnectionFactory amqp(String url) {
    JmsConnectionFactory factory = new JmsConnectionFactory(url);
    factory.setConnectTimeout(CONNECT.toMillis());
    factory.setRequestTimeout(ANSWER.toMillis());
    factory.setSendTimeout(ANSWER.toMillis());
    factory.setCloseTimeout(CONNECT.toMillis());
    JmsDefaultPrefetchPolicy ahead = new JmsDefaultPrefetchPolicy();
    ahead.setAll(MESSAGES_AHEAD);
    factory.setPrefetchPolicy(ahead);
    return factory;
  }

  /** For sending: connections and sessions are kept and used again. */
  public ConnectionFactory pooled() {
    return pool;
  }

  /**
   * For listening. A listener keeps its connection, sessions and consumers itself; a pool between
   * them would hand a connection that broke back to it.
   */
  public ConnectionFactory plain() {
    return plain;
  }

  /** Why no connection can be had now, or empty when one can. */
  public Optional<String> whyNot() {
    try (Connection connection = pool.createConnection()) {
      connection.start();
      connection.createSession().close();
      return Optional.empty();
    } catch (JMSException | RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    pool.stop();
    if (plain instanceof AsUser user) {
      user.close();
    }
  }
}
