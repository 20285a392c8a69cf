package io.pluralbridge.broker;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQInvalidFilterExpressionException;
import org.apache.activemq.artemis.api.core.ActiveMQRemoteDisconnectException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServerSessionImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.SessionCallback;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.apache.activemq.artemis.utils.ExecutorFactory;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzer;
import org.jspecify.annotations.Nullable;

/**
 * An Artemis server of which every session asks the guard before a message goes any further,
 * whatever protocol it came by and whether in a transaction or not. What a plug-in sees, it sees
 * after a large message was written to a file; here such a message is held in memory first.
 */
final class GuardedServer extends ActiveMQServerImpl {

  /** All that other programs have at once. */
  static final int MOST_SESSIONS = 1_000;

  private final BrokerGuard guard;
  private final Unfinished unfinished;
  private final TurnedAway turnedAway;
  private final Map<String, ServerSession> guarded = new ConcurrentHashMap<>();

  /** True while what was looked at is being stored. */
  private final ThreadLocal<Boolean> passed = ThreadLocal.withInitial(() -> false);

  GuardedServer(
      Configuration configuration,
      ActiveMQSecurityManager users,
      BrokerGuard guard,
      Unfinished unfinished,
      TurnedAway turnedAway) {
    super(configuration, users);
    this.guard = guard;
    this.unfinished = unfinished;
    this.turnedAway = turnedAway;
  }

  @Override
  protected StorageManager createStorageManager() {
    Storage storage =
        new Storage(
            getConfiguration(),
            getCriticalAnalyzer(),
            executorFactory,
            ioExecutorFactory,
            ioCriticalErrorListener);
    getCriticalAnalyzer().add(storage);
    return storage;
  }

  @Override
  protected ServerSessionImpl internalCreateSession(
      String name,
      @Nullable String username,
      @Nullable String password,
      @Nullable String validatedUser,
      int minLargeMessageSize,
      RemotingConnection connection,
      boolean autoCommitSends,
      boolean autoCommitAcks,
      boolean preAcknowledge,
      boolean xa,
      @Nullable String defaultAddress,
      SessionCallback callback,
      OperationContext context,
      boolean autoCreateQueues,
      Map<SimpleString, RoutingType> prefixes,
      String securityDomain,
      boolean isLegacyProducer)
      throws Exception {
    closeTheOneBefore(name, validatedUser);
    makeRoomForOneMore(connection);
    ServerSessionImpl session =
        new Session(
            name,
            username,
            password,
            validatedUser,
            minLargeMessageSize,
            autoCommitSends,
            autoCommitAcks,
            preAcknowledge,
            xa,
            connection,
            defaultAddress == null ? null : SimpleString.of(defaultAddress),
            callback,
            context,
            prefixes,
            securityDomain,
            isLegacyProducer);
    guarded.put(name, session);
    // What was delivered to a client that is gone goes to another.
    connection.addFailureListener(session);
    if (connection.isDestroyed()) {
      session.close(true);
    }
    return session;
  }

  /** A client that lost its connection makes its session anew, under the same name. */
  private void closeTheOneBefore(String name, @Nullable String user) throws Exception {
    ServerSession before = guarded.get(name);
    if (before != null) {
      if (!String.valueOf(before.getValidatedUser()).equals(String.valueOf(user))) {
        throw new ActiveMQSecurityException("there is a session of that name");
      }
      before.close(true);
    }
  }

  /** Where there are too many, the connection that has most is closed. */
  private void makeRoomForOneMore(RemotingConnection newest) throws ActiveMQException {
    Channel own = channelOf(newest);
    if (own == null) {
      return; // It is the bridge itself.
    }
    IdentityHashMap<Channel, Integer> counts = new IdentityHashMap<>();
    int sum = 1;
    for (ServerSession session : guarded.values()) {
      Channel channel = channelOf(session.getRemotingConnection());
      if (channel != null && !session.isClosed()) {
        counts.merge(channel, 1, Integer::sum);
        sum++;
      }
    }
    if (sum <= MOST_SESSIONS) {
      return;
    }
    Channel most = own;
    int ofMost = 1 + counts.getOrDefault(most, 0);
    for (Map.Entry<Channel, Integer> each : counts.entrySet()) {
      if (each.getValue() > ofMost) {
        most = each.getKey();
        ofMost = each.getValue();
      }
    }
    turnedAway.add(
        TurnedAway.Reason.SESSIONS,
        "the connection with the most sessions, of more than " + MOST_SESSIONS + " in all",
        most.remoteAddress());
    ChannelFuture unused = most.close();
    if (most == own) {
      throw new ActiveMQException(
          ActiveMQExceptionType.SESSION_CREATION_REJECTED, "there are too many sessions");
    }
  }

  private static @Nullable Channel channelOf(RemotingConnection connection) {
    return connection.getTransportConnection() instanceof NettyConnection netty
        ? netty.getChannel()
        : null;
  }

  /**
   * Ends with a connection all that it had, before Artemis hears of it. By itself Artemis keeps
   * what asked for it, for as long as the other side wants, so that it can go on after a break;
   * here a client logs in again.
   */
  void ended(Channel channel, boolean loggedIn) {
    @Nullable RemotingConnection connection = getRemotingService().removeConnection(channel.id());
    if (connection == null) {
      return;
    }
    getExecutorFactory()
        .getExecutor()
        .execute(
            () -> {
              if (loggedIn) {
                connection.fail(new ActiveMQRemoteDisconnectException());
              } else {
                connection.destroy();
              }
            });
  }

  @Override
  public @Nullable ServerSession lookupSession(String key, String value) {
    return guarded.values().stream()
        .filter(session -> value.equals(session.getMetaData(key)))
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable ServerSession getSessionByID(String name) {
    return guarded.get(name);
  }

  @Override
  public void removeSession(String name) throws Exception {
    ServerSession session = guarded.get(name);
    // One that is open has taken the place of the one that was closed.
    if (session == null || session.isClosed()) {
      guarded.remove(name);
      super.removeSession(name);
    }
  }

  @Override
  public Set<ServerSession> getSessions() {
    return Set.copyOf(guarded.values());
  }

  /** What was delivered and is not acknowledged goes back to its queue. */
  void closeSessions() throws Exception {
    for (ServerSession session : getSessions()) {
      session.close(true);
    }
  }

  private final class Session extends ServerSessionImpl {

    @SuppressWarnings("NullAway") // Artemis takes them as null.
    Session(
        String name,
        @Nullable String username,
        @Nullable String password,
        @Nullable String validatedUser,
        int minLargeMessageSize,
        boolean autoCommitSends,
        boolean autoCommitAcks,
        boolean preAcknowledge,
        boolean xa,
        RemotingConnection connection,
        @Nullable SimpleString defaultAddress,
        SessionCallback callback,
        OperationContext context,
        Map<SimpleString, RoutingType> prefixes,
        String securityDomain,
        boolean isLegacyProducer)
        throws Exception {
      super(
          name,
          username,
          password,
          validatedUser,
          minLargeMessageSize,
          autoCommitSends,
          autoCommitAcks,
          preAcknowledge,
          GuardedServer.this.getConfiguration().isPersistDeliveryCountBeforeDelivery(),
          xa,
          connection,
          GuardedServer.this,
          defaultAddress,
          callback,
          context,
          prefixes,
          securityDomain,
          isLegacyProducer);
    }

    /** Over the network nobody makes a queue that outlives its connection. */
    @Override
    public Queue createQueue(QueueConfiguration queue) throws Exception {
      if (!queue.isTemporary() || queue.isDurable()) {
        throw new ActiveMQSecurityException("only temporary queues are made by a client");
      }
      return super.createQueue(queue);
    }

    @Override
    public void createSharedQueue(QueueConfiguration queue) throws Exception {
      throw new ActiveMQSecurityException("no shared queues are made by a client");
    }

    /** A selector of a client runs on the broker's threads, once for each message. */
    @Override
    @SuppressWarnings("NullAway") // Artemis takes the selector and the credits as null.
    public ServerConsumer createConsumer(
        long id,
        SimpleString queue,
        @Nullable SimpleString selector,
        int priority,
        boolean browseOnly,
        boolean supportsLargeMessages,
        @Nullable Integer credits,
        boolean isLegacy)
        throws Exception {
      if (selector != null && !SelectorLimits.allow(selector.toString())) {
        throw new ActiveMQInvalidFilterExpressionException(SelectorLimits.IN_WORDS);
      }
      return super.createConsumer(
          id, queue, selector, priority, browseOnly, supportsLargeMessages, credits, isLegacy);
    }

    @Override
    public synchronized RoutingStatus send(
        Transaction tx,
        @Nullable SimpleString address,
        RoutingType routingType,
        Message message,
        boolean direct,
        String senderName,
        boolean noAutoCreateQueue,
        RoutingContext routing)
        throws Exception {
      if (!guard.guards(target(address))) {
        if (message instanceof HeldMessage) {
          throw new ActiveMQException(
              ActiveMQExceptionType.INTERNAL_ERROR, "a message in pieces must name its queue");
        }
        return super.send(
            tx, address, routingType, message, direct, senderName, noAutoCreateQueue, routing);
      }
      Message kept = keep(message, tx);
      passed.set(true);
      try {
        return super.send(
            tx, address, routingType, kept, direct, senderName, noAutoCreateQueue, routing);
      } finally {
        passed.remove();
      }
    }

    private Message keep(Message message, @Nullable Transaction tx) throws Exception {
      try {
        if (message instanceof HeldMessage held && held.isGivenUp()) {
          throw new IllegalStateException("it came in pieces, and others needed the room");
        }
        Message kept = guard.keep(message);
        if (kept != message && message instanceof LargeServerMessage large) {
          large.deleteFile();
        }
        return kept;
      } catch (RuntimeException e) {
        // Whoever could not look at a body does not get to say what was in it.
        ActiveMQException refused =
            new ActiveMQException(
                ActiveMQExceptionType.INTERNAL_ERROR,
                "the message could not be looked at, send it again ("
                    + e.getClass().getSimpleName()
                    + ")");
        if (tx != null) {
          tx.markAsRollbackOnly(refused);
        }
        if (message instanceof LargeServerMessage large) {
          large.deleteFile();
        }
        throw refused;
      }
    }

    private SimpleString target(@Nullable SimpleString address) {
      SimpleString named =
          address == null ? SimpleString.of(String.valueOf(getDefaultAddress())) : address;
      return CompositeAddress.extractAddressName(removePrefix(named));
    }
  }

  /** Holds in memory what comes in pieces for a guarded queue. */
  private final class Storage extends JournalStorageManager {

    Storage(
        Configuration configuration,
        CriticalAnalyzer analyzer,
        ExecutorFactory executors,
        ExecutorFactory ioExecutors,
        IOCriticalErrorListener errors) {
      super(configuration, analyzer, executors, getScheduledPool(), ioExecutors, errors);
    }

    @Override
    public LargeServerMessage createCoreLargeMessage(long id, Message message) throws Exception {
      boolean comesIn = !(message instanceof LargeServerMessage) && !passed.get();
      @Nullable SimpleString address = message.getAddressSimpleString();
      if (!comesIn
          || (address != null && !guard.guards(CompositeAddress.extractAddressName(address)))) {
        return super.createCoreLargeMessage(id, message);
      }
      HeldMessage held = new HeldMessage(this, guard.room(), unfinished);
      held.moveHeadersAndProperties(message);
      return onLargeMessageCreate(id, held);
    }
  }
}
