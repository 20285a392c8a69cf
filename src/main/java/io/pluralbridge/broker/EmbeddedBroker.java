package io.pluralbridge.broker;

import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.disk.OwnerOnly;
import io.pluralbridge.door.Brake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.ResourceLimitSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker inside: ActiveMQ Artemis, with everything that it was told to keep on disk before it
 * says so. Other programs come in by its port, with CORE or AMQP 1.0; the bridge itself comes in
 * without a network.
 *
 * <p>Of several processes that share the folder, only one runs it.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** The user as which the bridge itself comes in. Its password is made up at each start. */
  public static final String INSIDE = "plural-bridge-inside";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String DROPPED = "plural-bridge.dropped";
  private static final String PORT = "port";

  private static final int FILE_BYTES = 2 * 1024 * 1024;
  private static final int PAGE_BYTES = 1024 * 1024;

  private static final long MEGABYTE = 1024 * 1024;

  /** More than this of waiting messages is on disk only. */
  private static final long HEAP_BYTES = 32L * 1024 * 1024;

  /** How often a message is delivered before it is put aside. */
  private static final int MAX_DELIVERIES = 50;

  private static final long FIRST_REDELIVERY_MS = 500;
  private static final long MAX_REDELIVERY_MS = 300_000;

  /** All that other programs have at once. Each takes some 40 KB of the heap. */
  private static final int MOST_TEMPORARY_QUEUES = 500;

  /** So much of the heap may be of messages that came in part. */
  private static final int PART_UNFINISHED = 16;

  private static final int LEAST_UNFINISHED = 4;

  private static final int REMEMBERED_IDS = 10_000;

  /** What stopped as it could not write is tried so much later, and as often as that says. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private static final int TRIES_A_MINUTE = 12;

  private static final AtomicInteger SERVERS = new AtomicInteger();

  private final Parts parts;
  private final FileChannel lock;
  private final BrokerAddress inside;
  private final Object starting = new Object();
  private volatile @Nullable Running running;
  private volatile boolean closed;

  /** What stays the same when it is started again. */
  private record Parts(
      EmbeddedSettings settings,
      int id,
      RandomGenerator random,
      TurnedAway turnedAway,
      Newcomers newcomers,
      LogIns logIns,
      BrokerUsers users,
      BrokerGuard guard,
      Unfinished unfinished) {}

  /** Artemis, and the port before it. */
  private record Running(GuardedServer server, BrokerPort port) {}

  private EmbeddedBroker(Parts parts, FileChannel lock, BrokerAddress inside) {
    this.parts = parts;
    this.lock = lock;
    this.inside = inside;
  }

  /**
   * Starts it, unless another process runs it on that folder.
   *
   * @param check looks at what is sent to the guarded queues
   * @param random makes the passwords that nobody chose
   * @throws java.net.SocketException when the port cannot be had at that address
   * @throws IOException when it cannot start
   */
  public static Optional<EmbeddedBroker> start(
      EmbeddedSettings settings, BodyCheck check, RandomGenerator random) throws IOException {
    OwnerOnly.folders(settings.folder());
    FileChannel lock = OwnerOnly.open(settings.folder().resolve("lock"));
    try {
      if (tryLock(lock) == null) {
        lock.close();
        return Optional.empty();
      }
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(settings.address(), settings.port()));
      }
      return Optional.of(start(settings, check, random, lock));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  private static EmbeddedBroker start(
      EmbeddedSettings settings, BodyCheck check, RandomGenerator random, FileChannel lock)
      throws IOException {
    String password =
        settings.password().isEmpty()
            ? PasswordFile.in(settings.folder().resolve("password"), random)
            : settings.password();
    String secret = PasswordFile.random(random);
    int id = SERVERS.incrementAndGet();
    TurnedAway turnedAway = new TurnedAway();
    Newcomers newcomers = new Newcomers(turnedAway, Newcomers.TIME_TO_LOG_IN);
    Brake brake = new Brake(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    LogIns logIns = new LogIns(settings.username(), password, newcomers, turnedAway, brake);
    BrokerUsers users = new BrokerUsers(secret, settings, logIns);
    Set<SimpleString> guarded =
        settings.guarded().stream().map(SimpleString::of).collect(Collectors.toSet());
    BrokerGuard guard = new BrokerGuard(guarded, settings.maxMessageBytes(), check);
    Unfinished unfinished = new Unfinished(mostUnfinished(guard), turnedAway);
    Parts parts =
        new Parts(settings, id, random, turnedAway, newcomers, logIns, users, guard, unfinished);
    BrokerAddress inside = new BrokerAddress("vm://" + id, INSIDE, secret, "");
    EmbeddedBroker broker = new EmbeddedBroker(parts, lock, inside);
    synchronized (broker.starting) {
      Running first = broker.run();
      broker.running = first;
      sayWhatNobodyReads(first.server(), settings);
    }
    return broker;
  }

  private Running run() throws IOException {
    EmbeddedSettings settings = parts.settings();
    GuardedServer server = null;
    try {
      server =
          new GuardedServer(
              configuration(settings, parts.id(), parts.random()),
              parts.users(),
              parts.guard(),
              parts.unfinished(),
              parts.turnedAway());
      GuardedServer started = server;
      server.registerIOCriticalErrorListener(
          (cause, message, file) -> startAgain(started, String.valueOf(cause.getMessage())));
      server.start();
      if (!server.waitForActivation(30, TimeUnit.SECONDS)) {
        throw new IOException("the broker inside did not come up");
      }
      int room = parts.guard().room();
      BrokerPort port =
          BrokerPort.open(
              new InetSocketAddress(settings.address(), settings.port()),
              !settings.keystore().isEmpty(),
              (NettyAcceptor) server.getRemotingService().getAcceptor(PORT),
              () ->
                  new PortGate(
                      parts.newcomers(),
                      parts.logIns(),
                      parts.unfinished(),
                      parts.turnedAway(),
                      4 * room,
                      room,
                      started::ended));
      return new Running(server, port);
    } catch (Exception e) {
      stop(server);
      throw e instanceof IOException io
          ? io
          : new IOException("the broker inside cannot start: " + e.getMessage(), e);
    }
  }

  /**
   * Artemis stops itself when it cannot write, as on a full disk, and stays stopped. It is started
   * anew as soon as it can be.
   */
  private void startAgain(GuardedServer broken, String why) {
    Thread thread = new Thread(() -> startAgainNow(broken, why), "broker-again");
    thread.setDaemon(true);
    thread.start();
  }

  private void startAgainNow(GuardedServer broken, String why) {
    synchronized (starting) {
      Running before = running;
      if (closed || before == null || before.server() != broken) {
        return; // It did not come up, which is told to whoever started it.
      }
      running = null;
      log.error("The broker inside cannot write, and stops: {}. It starts again by itself", why);
      before.port().close();
      EmbeddedSettings settings = parts.settings();
      DiskSpace disk = new DiskSpace(settings.folder(), settings.leastFreeMegabytes());
      String toldOf = "";
      for (long tries = 0; !closed && running == null; tries++) {
        try {
          awaitStop(broken);
          Optional<String> full = disk.trouble();
          if (full.isPresent()) {
            throw new IOException(full.get());
          }
          running = run();
          log.warn("The broker inside is up again");
        } catch (IOException e) {
          String trouble = String.valueOf(e.getMessage());
          if (!trouble.equals(toldOf) || tries % TRIES_A_MINUTE == 0) {
            log.error("The broker inside cannot start again yet: {}", trouble);
            toldOf = trouble;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** As it stops in a thread of its own; and then a while, as nothing has changed at once. */
  private void awaitStop(GuardedServer broken) throws InterruptedException {
    do {
      starting.wait(AGAIN_AFTER.toMillis());
    } while (!closed && broken.getState() != ActiveMQServer.SERVER_STATE.STOPPED);
    if (closed) {
      throw new InterruptedException("the bridge stops");
    }
  }

  /** A part of the heap, and room for some of the largest messages in any case. */
  private static long mostUnfinished(BrokerGuard guard) {
    return Math.max(
        Runtime.getRuntime().maxMemory() / PART_UNFINISHED, (long) LEAST_UNFINISHED * guard.room());
  }

  /** Queues that an older version made for whatever name was misspelt. */
  private static void sayWhatNobodyReads(GuardedServer server, EmbeddedSettings settings) {
    for (Binding binding : server.getPostOffice().getAllBindings().toList()) {
      if (binding instanceof LocalQueueBinding local) {
        String name = local.getUniqueName().toString();
        long messages = local.getQueue().getMessageCount();
        boolean isKnown =
            settings.queues().contains(name)
                || settings.guarded().contains(name)
                || name.equals(DROPPED);
        if (!isKnown && messages > 0) {
          log.warn(
              "Nobody reads the queue {} of the broker inside, and {} messages lie there. To fetch"
                  + " them, name it in bridge.broker.queues",
              name,
              messages);
        }
      }
    }
  }

  private static void stop(@Nullable GuardedServer server) {
    try {
      if (server != null) {
        server.stop();
      }
    } catch (Exception e) {
      throw new IllegalStateException("the broker inside does not stop", e);
    }
  }

  private static Configuration configuration(
      EmbeddedSettings settings, int id, RandomGenerator random) throws IOException {
    Path folder = settings.folder();
    ConfigurationImpl config = new ConfigurationImpl();
    config.setName("plural-bridge");
    config.setPersistenceEnabled(true);
    config.setJournalType(JournalType.NIO);
    config.setJournalSyncTransactional(true);
    config.setJournalSyncNonTransactional(true);
    config.setJournalDatasync(true);
    config.setLargeMessageSync(true);
    config.setBrokerInstance(folder.toFile());
    config.setJournalDirectory(made(folder.resolve("journal")));
    config.setBindingsDirectory(made(folder.resolve("bindings")));
    config.setPagingDirectory(made(folder.resolve("paging")));
    config.setLargeMessagesDirectory(made(folder.resolve("large-messages")));
    config.setJournalFileSize(FILE_BYTES);
    config.setJournalMinFiles(2);
    config.setPersistIDCache(true);
    config.setIDCacheSize(REMEMBERED_IDS);
    // A delivery is written down as it is made, without waiting: a message that kills us again and
    // again is found out, if not at its first time.
    config.setPersistDeliveryCountBeforeDelivery(true);
    // Each message says who sent it, whatever its sender says.
    config.setPopulateValidatedUser(true);
    config.setGlobalMaxSize(HEAP_BYTES);
    // By default it takes nothing once nine tenths of the disk are used, however much is free.
    config.setMaxDiskUsage(-1);
    config.setMinDiskFree(settings.leastFreeMegabytes() * MEGABYTE);
    config.setSecurityEnabled(true);
    ResourceLimitSettings limits = new ResourceLimitSettings();
    limits.setMatch(SimpleString.of(settings.username()));
    limits.setMaxQueues(MOST_TEMPORARY_QUEUES);
    config.addResourceLimitSettings(limits);
    // Each connection shows who it is: what another showed before says nothing of it.
    config.setAuthenticationCacheSize(0);
    // By default Artemis lets in whoever knows the user and the password of its own clusters.
    config.setClusterUser(PasswordFile.random(random));
    config.setClusterPassword(PasswordFile.random(random));
    config.setJMXManagementEnabled(false);
    config.setMessageCounterEnabled(false);
    config.setCriticalAnalyzer(false);
    config.setGracefulShutdownEnabled(false);
    config.setConfigurationFileRefreshPeriod(-1);
    config.setScheduledThreadPoolMaxSize(2);
    config.setThreadPoolMaxSize(32);
    config.addAcceptorConfiguration(
        new TransportConfiguration(
            InVMAcceptorFactory.class.getName(),
            Map.of(TransportConstants.SERVER_ID_PROP_NAME, Integer.toString(id)),
            "inside"));
    config.addAcceptorConfiguration(port(settings));
    config.addAddressSetting("#", addressSettings(settings));
    dropWhatNobodyFetched(config, settings);
    for (String queue : settings.queues()) {
      config.addAddressConfiguration(queue(queue));
    }
    for (String queue : settings.guarded()) {
      config.addAddressConfiguration(queue(queue));
    }
    for (String topic : settings.topics()) {
      config.addAddressConfiguration(
          new CoreAddressConfiguration().setName(topic).addRoutingType(RoutingType.MULTICAST));
    }
    return config;
  }

  private static CoreAddressConfiguration queue(String name) {
    return new CoreAddressConfiguration()
        .setName(name)
        .addRoutingType(RoutingType.ANYCAST)
        .addQueueConfig(
            QueueConfiguration.of(name)
                .setAddress(name)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(true));
  }

  /** A command that grew old is not lost; news that nobody fetched goes where nothing is kept. */
  private static void dropWhatNobodyFetched(ConfigurationImpl config, EmbeddedSettings settings) {
    config.addAddressConfiguration(
        new CoreAddressConfiguration()
            .setName(DROPPED)
            .addRoutingType(RoutingType.ANYCAST)
            .addQueueConfig(
                QueueConfiguration.of(DROPPED)
                    .setAddress(DROPPED)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(false)
                    .setRingSize(1L)));
    for (String queue : settings.queues()) {
      if (!settings.parked().equals(queue)) {
        config.addAddressSetting(
            queue, new AddressSettings().setExpiryAddress(SimpleString.of(DROPPED)));
      }
    }
  }

  private static String made(Path folder) throws IOException {
    return OwnerOnly.folders(folder).toString();
  }

  private static TransportConfiguration port(EmbeddedSettings settings) throws IOException {
    Map<String, Object> transport = new HashMap<>();
    transport.put("protocols", "CORE,AMQP");
    // It listens nowhere: BrokerPort hands it each connection, behind the gate.
    transport.put("httpUpgradeEnabled", true);
    transport.put("handshake-timeout", 0);
    transport.put("useEpoll", false);
    transport.put("remotingThreads", 1);
    if (!settings.keystore().isEmpty()) {
      transport.put("sslEnabled", true);
      transport.put("keyStorePath", settings.keystore());
      transport.put("keyStorePassword", settings.keystorePassword());
      transport.put("keyStoreType", KeyStores.typeOf(settings));
      transport.put("enabledProtocols", "TLSv1.3,TLSv1.2");
    }
    Map<String, Object> protocol = new HashMap<>();
    protocol.put("saslMechanisms", "PLAIN");
    // Artemis writes a larger one into a file before anybody could look at it. None gets so far:
    // what is somewhat too large is refused in memory, and what is more is cut at the gate.
    protocol.put(
        "amqpMinLargeMessageSize",
        Integer.toString(2 * settings.maxMessageBytes() + 2 * BrokerGuard.ENVELOPE));
    return new TransportConfiguration(
        NettyAcceptorFactory.class.getName(), transport, PORT, protocol);
  }

  private static AddressSettings addressSettings(EmbeddedSettings settings) {
    return new AddressSettings()
        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
        // A name that is misspelt is an error of its sender, and no queue that keeps what it sent.
        .setAutoCreateAddresses(false)
        .setAutoCreateQueues(false)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
        .setPageSizeBytes(PAGE_BYTES)
        .setPrefetchPageBytes(PAGE_BYTES)
        .setMaxReadPageBytes(8 * PAGE_BYTES)
        .setMaxReadPageMessages(-1)
        .setDeadLetterAddress(SimpleString.of(settings.parked()))
        .setExpiryAddress(SimpleString.of(settings.parked()))
        .setMaxDeliveryAttempts(MAX_DELIVERIES)
        .setRedeliveryDelay(FIRST_REDELIVERY_MS)
        .setRedeliveryMultiplier(2)
        .setMaxRedeliveryDelay(MAX_REDELIVERY_MS)
        .setSendToDLAOnNoRoute(false)
        .setDefaultConsumerWindowSize(Connections.WINDOW_BYTES);
  }

  /** The way in for the bridge itself. */
  public BrokerAddress inside() {
    return inside;
  }

  /** How many messages wait in that queue, zero when there is no such queue. */
  public long waiting(String queue) {
    Running now = running;
    var found = now == null ? null : now.server().locateQueue(SimpleString.of(queue));
    return found == null ? 0 : found.getMessageCount();
  }

  /** What its port turned away since it started. */
  public TurnedAway turnedAway() {
    return parts.turnedAway();
  }

  @Override
  public void close() {
    closed = true;
    try {
      synchronized (starting) {
        starting.notifyAll();
        Running now = running;
        if (now != null) {
          now.port().takeNoMore();
          now.server().closeSessions();
          now.server().stop();
          now.port().close();
        }
      }
      lock.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker inside does not stop", e);
    }
  }
}
