package io.pluralbridge.broker;

import static io.pluralbridge.broker.TurnedAway.Reason.CROWD;
import static io.pluralbridge.broker.TurnedAway.Reason.FRAME;
import static io.pluralbridge.broker.TurnedAway.Reason.LATE;
import static io.pluralbridge.broker.TurnedAway.Reason.LOGIN;
import static io.pluralbridge.broker.TurnedAway.Reason.PROTOCOL;
import static io.pluralbridge.broker.TurnedAway.Reason.SESSIONS;
import static io.pluralbridge.broker.TurnedAway.Reason.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import io.pluralbridge.support.Ports;
import io.pluralbridge.support.Stranger;
import io.pluralbridge.support.TestBroker;
import io.pluralbridge.support.Warnings;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.client.impl.ClientSessionInternal;
import org.apache.activemq.artemis.core.config.FederationConfiguration;
import org.apache.activemq.artemis.core.config.federation.FederationDownstreamConfiguration;
import org.apache.activemq.artemis.core.config.federation.FederationQueuePolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.FederationDownstreamConnectMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers, and clients who want more than a client has need of, get at the port. */
class StrangersTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int FEDERATION = 4;

  /** On which channel a client needs which packets before it has logged in. */
  private static final Map<Long, Set<Byte>> NEEDED =
      Map.of(
          0L,
          Set.of(PacketImpl.PING, PacketImpl.SUBSCRIBE_TOPOLOGY, PacketImpl.SUBSCRIBE_TOPOLOGY_V2),
          1L,
          Set.of(
              PacketImpl.CREATESESSION,
              PacketImpl.CREATESESSION_V2,
              PacketImpl.CHECK_FOR_FAILOVER,
              PacketImpl.REATTACH_SESSION));

  @TempDir Path folder;
  private TestBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.strict(folder, BodyCheck.NONE);
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  private Stranger stranger() throws IOException {
    return new Stranger(broker.port());
  }

  private long count(TurnedAway.Reason reason) {
    return broker.embedded().turnedAway().count(reason);
  }

  private static Map<String, Byte> packetTypes() throws IllegalAccessException {
    Map<String, Byte> types = new TreeMap<>();
    for (Field field : PacketImpl.class.getFields()) {
      if (field.getType() == byte.class) {
        types.put(field.getName(), field.getByte(null));
      }
    }
    types.put("of the next version", (byte) -99);
    return types;
  }

  // ---- CORE ------------------------------------------------------------------------------------

  /** There are about a hundred types of packets. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, FEDERATION, 5, 10, -1})
  void before_the_log_in_only_what_a_client_needs_for_it_is_let_in(long channel) throws Exception {
    long refused = 0;
    for (Map.Entry<String, Byte> type : packetTypes().entrySet()) {
      if (!NEEDED.getOrDefault(channel, Set.of()).contains(type.getValue())) {
        try (Stranger stranger = stranger().core().head(9, type.getValue(), channel)) {
          assertThat(stranger.isClosed()).as(type.getKey()).isTrue();
        }
        refused++;
        assertThat(count(FRAME)).as(type.getKey()).isEqualTo(refused);
      }
    }
    assertThat(refused).isGreaterThan(90);
  }

  @ParameterizedTest
  @CsvSource({
    "FEDERATION_DOWNSTREAM_CONNECT, 4",
    "FEDERATION_DOWNSTREAM_CONNECT, 10",
    "CLUSTER_CONNECT, 3",
    "NODE_ANNOUNCE, 3",
    "BACKUP_REGISTRATION, 3",
    "BACKUP_REQUEST, 3",
    "QUORUM_VOTE, 3",
    "SCALEDOWN_ANNOUNCEMENT, 3",
    "REPLICATION_APPEND, 2",
    "REPLICATION_SYNC_FILE, 2",
    "REPLICATION_START_FINISH_SYNC, 10",
    "CLUSTER_TOPOLOGY_V4, 0",
    "CREATE_QUEUE, 1",
    "DISCONNECT, 0",
    "SESS_SEND, 3"
  })
  void after_the_log_in_nobody_links_brokers_either(String type, long channel) throws Exception {
    try (Stranger user = stranger().coreLogin("mine", TestBroker.USER, TestBroker.PASSWORD)) {
      user.head(9, packetTypes().get(type), channel);
      assertThat(user.isClosed()).isTrue();
    }
    assertThat(count(FRAME)).isEqualTo(1);
  }

  /** CVE-2026-27446: one packet made a broker fetch commands from one that the sender named. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void no_broker_of_somebody_elses_choice_gives_us_commands(boolean knowsPassword)
      throws Exception {
    int port = Ports.free();
    ActiveMQServer theirs = brokerOfAnAttacker(port);
    try (Connections inside = Connections.to(broker.embedded().inside());
        JMSContext bridge = inside.plain().createContext();
        Warnings warnings = Warnings.listen();
        ActiveMQConnectionFactory there =
            new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)) {
      JMSConsumer commands = bridge.createConsumer(bridge.createQueue("plural.commands"));
      try (JMSContext attacker = there.createContext()) {
        attacker.createProducer().send(attacker.createQueue("plural.commands"), "capture all");
      }
      await().atMost(SOON).until(() -> theirs.getConnectionCount() == 0);
      try (Stranger stranger = stranger()) {
        if (knowsPassword) {
          stranger.coreLogin("mine", TestBroker.USER, TestBroker.PASSWORD);
        } else {
          stranger.core();
        }
        stranger.packet(theft(port), FEDERATION);

        assertThat(stranger.isClosed()).isTrue();
        assertThat(commands.receive(2_000)).isNull();
        assertThat(theirs.getConnectionCount()).isZero();
        assertThat(theirs.locateQueue("plural.commands").getMessageCount()).isEqualTo(1);
      }
      assertThat(count(FRAME)).isEqualTo(1);
      assertThat(warnings.messages())
          .anySatisfy(
              line ->
                  assertThat(line).contains("FEDERATION_DOWNSTREAM_CONNECT").contains("127.0.0.1"));
    } finally {
      theirs.stop();
    }
  }

  private static FederationDownstreamConnectMessage theft(int port) {
    FederationQueuePolicyConfiguration all =
        new FederationQueuePolicyConfiguration()
            .setName("all")
            .setIncludeFederated(true)
            .addInclude(
                new FederationQueuePolicyConfiguration.Matcher()
                    .setQueueMatch("#")
                    .setAddressMatch("#"));
    FederationDownstreamConfiguration downstream = new FederationDownstreamConfiguration();
    downstream.setName("theirs");
    downstream.addPolicyRef("all");
    downstream.setUpstreamConfiguration(
        new TransportConfiguration(
            NettyConnectorFactory.class.getName(),
            new HashMap<>(Map.of("host", "127.0.0.1", "port", port, "useEpoll", true)),
            "theirs"));
    FederationDownstreamConnectMessage packet = new FederationDownstreamConnectMessage();
    packet.setName("theft");
    packet.setCredentials(new FederationConfiguration.Credentials().setUser("u").setPassword("p"));
    packet.setStreamConfiguration(downstream);
    packet.setFederationPolicyMap(Map.of("all", all));
    packet.setTransformerConfigurationMap(Map.of());
    return packet;
  }

  private static ActiveMQServer brokerOfAnAttacker(int port) throws Exception {
    ConfigurationImpl config = new ConfigurationImpl();
    config.setSecurityEnabled(false);
    config.setPersistenceEnabled(false);
    config.setJMXManagementEnabled(false);
    config.addAcceptorConfiguration(
        new TransportConfiguration(
            NettyAcceptorFactory.class.getName(),
            new HashMap<>(Map.of("host", "127.0.0.1", "port", port)),
            "theirs"));
    ActiveMQServerImpl server = new ActiveMQServerImpl(config);
    server.start();
    return server;
  }

  /** With the name of a session, but no password, Artemis lets its taker go on in its place. */
  @Test
  void nobody_goes_on_with_the_session_of_another() throws Exception {
    try (Stranger user =
            stranger().coreLogin("session-of-the-erp", TestBroker.USER, TestBroker.PASSWORD);
        Stranger thief = stranger().core()) {
      thief.packet(new ReattachSessionMessage("session-of-the-erp", -1), 1);

      assertThat(thief.nextPacket()).isEqualTo(PacketImpl.REATTACH_SESSION_RESP);
      thief.head(9, PacketImpl.SESS_START, 10);
      assertThat(thief.isClosed()).isTrue();
      assertThat(user.isClosedWithin(500)).isFalse();
    }
  }

  /** A client that goes on by itself asks for its session first, and makes it anew. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 10_000})
  void a_client_that_lost_its_connection_goes_on(int confirmationWindow) throws Exception {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.core().url())) {
      factory.setReconnectAttempts(20);
      factory.setRetryInterval(100);
      factory.setConfirmationWindowSize(confirmationWindow);
      try (Connection connection = factory.createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
        connection.start();
        Session session = connection.createSession();
        MessageProducer producer =
            session.createProducer(session.createQueue(TestBroker.BOTH_WAYS));
        MessageConsumer consumer =
            session.createConsumer(session.createQueue(TestBroker.BOTH_WAYS));
        producer.send(session.createTextMessage("before"));
        assertThat(consumer.receive(30_000).getBody(String.class)).isEqualTo("before");

        broker.stop();
        broker.startStrict();
        producer.send(session.createTextMessage("after"));
        comes("after", consumer);

        ((ClientSessionInternal) ((ActiveMQSession) session).getCoreSession())
            .getConnection()
            .getTransportConnection()
            .forceClose();
        await()
            .atMost(SOON)
            .ignoreExceptionsInstanceOf(JMSException.class)
            .until(
                () -> {
                  producer.send(session.createTextMessage("after that"));
                  return true;
                });
        comes("after that", consumer);
      }
    }
  }

  /** What was not acknowledged for sure comes once more. */
  private static void comes(String text, MessageConsumer consumer) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              jakarta.jms.Message next = consumer.receive(1_000);
              return next != null && next.getBody(String.class).equals(text);
            });
  }

  // ---- AMQP ------------------------------------------------------------------------------------

  @Test
  void without_a_log_in_nothing_of_amqp_is_let_in() throws Exception {
    try (Stranger bare = stranger().amqp(0)) {
      assertThat(bare.isClosed()).isTrue();
    }
    try (Stranger ahead = stranger().amqp(3).amqp(0)) {
      assertThat(ahead.isClosed()).isTrue();
    }
    assertThat(count(PROTOCOL)).isEqualTo(2);
    try (Stranger ahead = stranger().amqp(3).frame(0, open())) {
      assertThat(ahead.isClosed()).isTrue();
    }
    try (Stranger ahead = stranger().amqp(3).frame(1, open())) {
      assertThat(ahead.isClosed()).isTrue();
    }
    assertThat(count(FRAME)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT\naccept-version:1.2\n\n\0",
        "\u0010\u0015\0\4MQTT\4\2\0\u001e\0\3abc",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "ARTEMIX",
        "AMQX0000",
        "\0\0\0\u0009"
      })
  void no_other_protocol_is_spoken(String words) throws Exception {
    try (Stranger stranger = stranger().write(words)) {
      assertThat(stranger.isClosedWithin(5_000)).isTrue();
    }
    assertThat(count(PROTOCOL)).isEqualTo(1);
  }

  @Test
  void a_message_without_end_is_cut_and_nothing_of_it_is_written_down() throws Exception {
    byte[] payload = new byte[50_000];
    Arrays.fill(payload, (byte) 'x');
    byte[] moreToCome = {
      0, 0x53, 0x14, (byte) 0xc0, 9, 6, 0x43, 0x43, (byte) 0xa0, 1, 'a', 0x43, 0x41, 0x41
    };
    ByteBuffer transfer = ByteBuffer.allocate(8 + moreToCome.length + payload.length);
    transfer.putInt(transfer.capacity()).put((byte) 2).put((byte) 0).putShort((short) 0);
    transfer.put(moreToCome).put(payload);
    try (Stranger sender = stranger().amqpLogin(TestBroker.USER, TestBroker.PASSWORD)) {
      sender.frame(0, open()).frame(0, begin()).frame(0, attach(Role.SENDER, "plural.commands"));
      for (int i = 0; i < 20; i++) {
        sender.write(transfer.array());
      }
      assertThat(count(SIZE)).isZero();
      for (int i = 0; i < 100; i++) {
        sender.write(transfer.array());
      }
      assertThat(sender.isClosedWithin(5_000)).isTrue();
    }
    assertThat(count(SIZE)).isEqualTo(1);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("large-messages/"));
    }
  }

  @Test
  void who_has_the_password_makes_no_more_than_five_hundred_temporary_queues() throws Exception {
    try (ActiveMQConnectionFactory factory =
            new ActiveMQConnectionFactory("tcp://localhost:" + broker.port());
        JMSContext context = factory.createContext(TestBroker.USER, TestBroker.PASSWORD)) {
      for (int i = 0; i < 500; i++) {
        assertThat(context.createTemporaryQueue()).isNotNull();
      }
      assertThatThrownBy(context::createTemporaryQueue).hasMessageContaining("500");
    }
    try (ActiveMQConnectionFactory factory =
            new ActiveMQConnectionFactory("tcp://localhost:" + broker.port());
        JMSContext context = factory.createContext(TestBroker.USER, TestBroker.PASSWORD)) {
      await().atMost(SOON).ignoreExceptions().until(() -> context.createTemporaryQueue() != null);
    }
  }

  // ---- guesses ---------------------------------------------------------------------------------

  private Stranger guess(String from, String password) throws IOException {
    return new Stranger(broker.port(), from)
        .core()
        .packet(Stranger.session("s", TestBroker.USER, password), 1);
  }

  private void slowDown(String from) throws IOException {
    for (int i = 0; i < 11; i++) {
      try (Stranger guess = guess(from, "wrong")) {
        assertThat(guess.nextPacket()).isEqualTo(PacketImpl.EXCEPTION);
      }
    }
  }

  @Test
  void after_many_wrong_passwords_an_address_logs_in_once_a_second() throws Exception {
    slowDown("127.0.0.7");
    List<Stranger> guesses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      guesses.add(guess("127.0.0.7", "wrong"));
    }
    Thread.sleep(200);
    long start = System.nanoTime();
    try (Stranger right = new Stranger(broker.port(), "127.0.0.7")) {
      right.amqpLogin(TestBroker.USER, TestBroker.PASSWORD);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
    }
    for (Stranger guess : guesses) {
      assertThat(guess.nextPacket()).isEqualTo(PacketImpl.EXCEPTION);
      guess.close();
    }
    try (Stranger other = new Stranger(broker.port(), "127.0.0.8")) {
      long before = System.nanoTime();
      other.coreLogin("mine", TestBroker.USER, TestBroker.PASSWORD);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(900));
    }
  }

  @Test
  void many_passwords_at_once_are_looked_at_no_faster_than_one_after_the_other() throws Exception {
    slowDown("127.0.0.7");
    List<Stranger> guesses = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      guesses.add(guess("127.0.0.7", i == 30 ? TestBroker.PASSWORD : "wrong"));
    }
    int lookedAt = 0;
    for (Stranger guess : guesses) {
      try {
        assertThat(guess.nextPacket()).isEqualTo(PacketImpl.EXCEPTION);
        lookedAt++;
      } catch (IOException e) {
        // It was closed without a look at its password.
      }
      guess.close();
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(lookedAt).isBetween(1, 9 + (int) seconds);
    assertThat(seconds).isGreaterThanOrEqualTo(lookedAt - 2L);
    assertThat(count(LOGIN)).isEqualTo(11 + 50);
  }

  @Test
  void who_logged_in_from_there_before_does_so_at_once_while_another_guesses() throws Exception {
    try (Stranger before = new Stranger(broker.port(), "127.0.0.7")) {
      before.coreLogin("before", TestBroker.USER, TestBroker.PASSWORD);
      slowDown("127.0.0.7");
      List<Stranger> guesses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        guesses.add(guess("127.0.0.7", "wrong"));
      }
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        try (Stranger core = new Stranger(broker.port(), "127.0.0.7");
            Stranger amqp = new Stranger(broker.port(), "127.0.0.7")) {
          core.coreLogin("core-" + i, TestBroker.USER, TestBroker.PASSWORD);
          amqp.amqpLogin(TestBroker.USER, TestBroker.PASSWORD);
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      for (Stranger guess : guesses) {
        guess.close();
      }
    }
  }

  // ---- what many hold together -----------------------------------------------------------------

  @Test
  void who_has_most_of_too_many_sessions_is_closed_and_others_go_on() throws Exception {
    try (ActiveMQConnectionFactory factory =
            new ActiveMQConnectionFactory("tcp://localhost:" + broker.port());
        Connection honest = factory.createConnection(TestBroker.USER, TestBroker.PASSWORD);
        Connection greedy = factory.createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
      honest.start();
      Session session = honest.createSession();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2 * GuardedServer.MOST_SESSIONS; i++) {
                  greedy.createSession();
                }
              })
          .isInstanceOf(JMSException.class);
      assertThat(count(SESSIONS)).isPositive();

      MessageProducer producer = session.createProducer(session.createQueue(TestBroker.BOTH_WAYS));
      producer.send(session.createTextMessage("still here"));
      MessageConsumer consumer = session.createConsumer(session.createQueue(TestBroker.BOTH_WAYS));
      comes("still here", consumer);
      try (Connection another = factory.createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
        await().atMost(SOON).ignoreExceptions().until(() -> another.createSession() != null);
      }
    }
  }

  private static byte[] transfer(int bytes) {
    byte[] moreToCome = {
      0, 0x53, 0x14, (byte) 0xc0, 9, 6, 0x43, 0x43, (byte) 0xa0, 1, 'a', 0x43, 0x41, 0x41
    };
    ByteBuffer transfer = ByteBuffer.allocate(8 + moreToCome.length + bytes);
    transfer.putInt(transfer.capacity()).put((byte) 2).put((byte) 0).putShort((short) 0);
    transfer.put(moreToCome);
    return transfer.array();
  }

  @Test
  void many_who_begin_messages_do_not_fill_the_memory() throws Exception {
    List<Stranger> senders = new ArrayList<>();
    try (TestBroker small = TestBroker.process(folder.resolve("small"));
        Connections connections = Connections.to(small.core());
        JMSContext honest = connections.plain().createContext()) {
      byte[] transfer = transfer(100_000);
      SessionSendLargeMessage core = new SessionSendLargeMessage(largeMessage());
      for (int i = 0; i < 120; i++) {
        Stranger amqp = new Stranger(small.port());
        senders.add(amqp);
        amqp.amqpLogin(TestBroker.USER, TestBroker.PASSWORD);
        amqp.frame(0, open()).frame(0, begin()).frame(0, attach(Role.SENDER, "plural.commands"));
        for (int j = 0; j < 20; j++) {
          amqp.write(transfer);
        }
        Stranger pieces = new Stranger(small.port());
        senders.add(pieces);
        pieces.coreLogin("s-" + i, TestBroker.USER, TestBroker.PASSWORD).packet(core, 10);
        for (int j = 0; j < 20; j++) {
          pieces.packet(
              new SessionSendContinuationMessage(null, new byte[100_000], true, false, -1L, null),
              10);
        }
        Stranger frame = new Stranger(small.port());
        senders.add(frame);
        frame.coreLogin("f-" + i, TestBroker.USER, TestBroker.PASSWORD);
        frame.head(8_000_000, PacketImpl.SESS_SEND, 10).write(new byte[2_000_000]);
        if (i % 20 == 0) {
          String text = "honest " + i;
          honest.createProducer().send(honest.createQueue("plural.commands"), text);
        }
      }
      assertThat(small.output()).contains("the largest of unfinished messages");
      try (JMSConsumer all = honest.createConsumer(honest.createQueue("plural.commands"))) {
        for (int i = 0; i < 120; i += 20) {
          assertThat(all.receiveBody(String.class, 30_000)).isEqualTo("honest " + i);
        }
      }
    } finally {
      for (Stranger sender : senders) {
        sender.close();
      }
    }
  }

  private static CoreMessage largeMessage() {
    CoreMessage message = new CoreMessage(0, 100);
    message.setAddress("plural.commands");
    message.setDurable(true);
    return message;
  }

  private static Open open(String... desired) {
    Open open = new Open();
    open.setContainerId("c");
    open.setDesiredCapabilities(symbols(desired));
    return open;
  }

  private static Symbol[] symbols(String... names) {
    return Stream.of(names).map(Symbol::valueOf).toArray(Symbol[]::new);
  }

  private static Begin begin() {
    Begin begin = new Begin();
    begin.setNextOutgoingId(UnsignedInteger.ZERO);
    begin.setIncomingWindow(UnsignedInteger.valueOf(100));
    begin.setOutgoingWindow(UnsignedInteger.valueOf(100));
    return begin;
  }

  private static Attach attach(Role role, String address) {
    Attach attach = new Attach();
    attach.setName("link");
    attach.setHandle(UnsignedInteger.ZERO);
    attach.setRole(role);
    Source source = new Source();
    Target target = new Target();
    if (role == Role.SENDER) {
      target.setAddress(address);
      attach.setInitialDeliveryCount(UnsignedInteger.ZERO);
    } else {
      source.setAddress(address);
    }
    attach.setSource(source);
    attach.setTarget(target);
    return attach;
  }

  private static Attach desiring(Attach attach, String... capabilities) {
    attach.setDesiredCapabilities(symbols(capabilities));
    return attach;
  }

  private static Attach offering(Attach attach, String... capabilities) {
    attach.setOfferedCapabilities(symbols(capabilities));
    return attach;
  }

  private static Attach asSource(Attach attach, String... capabilities) {
    ((Source) attach.getSource()).setCapabilities(symbols(capabilities));
    return attach;
  }

  static Stream<Arguments> links() {
    Role in = Role.SENDER;
    Role out = Role.RECEIVER;
    String queue = TestBroker.BOTH_WAYS;
    return Stream.of(
        Arguments.of("mirror", attach(in, "$ACTIVEMQ_ARTEMIS_MIRROR_x")),
        Arguments.of("mirror by capability", desiring(attach(in, queue), "amq.mirror")),
        Arguments.of("control", desiring(attach(in, queue), "AMQ_FEDERATION_CONTROL_LINK")),
        Arguments.of("events", desiring(attach(out, queue), "AMQ_FEDERATION_EVENT_LINK")),
        Arguments.of("queue", desiring(attach(out, queue), "AMQ_FEDERATION_QUEUE_RECEIVER")),
        Arguments.of("address", desiring(attach(out, queue), "AMQ_FEDERATION_ADDRESS_RECEIVER")),
        Arguments.of("bridge", desiring(attach(out, queue), "amq.bridge-queue-receiver")),
        Arguments.of("tunnel", offering(attach(in, queue), "AMQ_CORE_MESSAGE_TUNNELING")),
        Arguments.of("tunnel", desiring(attach(in, queue), "AMQ_CORE_MESSAGE_TUNNELING")),
        Arguments.of("where it begins", asSource(attach(out, queue), "queue", "AMQ_NEW")),
        Arguments.of("federation address", attach(in, "$ACTIVEMQ_ARTEMIS_FEDERATION.x")),
        Arguments.of("system", attach(out, "$sys.mqtt.sessions")));
  }

  @ParameterizedTest
  @MethodSource("links")
  void a_link_between_brokers_is_refused_to_a_client(String what, Attach attach) throws Exception {
    try (Stranger user = stranger().amqpLogin(TestBroker.USER, TestBroker.PASSWORD)) {
      user.frame(0, open()).frame(0, begin()).frame(0, attach);
      assertThat(user.isClosed()).as(what).isTrue();
    }
    assertThat(count(FRAME)).isEqualTo(1);
  }

  @Test
  void a_link_of_a_client_is_not() throws Exception {
    try (Stranger user = stranger().amqpLogin(TestBroker.USER, TestBroker.PASSWORD)) {
      user.frame(0, open("ANONYMOUS-RELAY", "DELAYED_DELIVERY"))
          .frame(0, begin())
          .frame(0, asSource(attach(Role.RECEIVER, TestBroker.BOTH_WAYS), "queue"));
      assertThat(user.isClosedWithin(1_000)).isFalse();
    }
    try (Stranger user = stranger().amqpLogin(TestBroker.USER, TestBroker.PASSWORD)) {
      user.frame(0, open("amq.broker"));
      assertThat(user.isClosed()).isTrue();
    }
    assertThat(count(FRAME)).isEqualTo(1);
  }

  // ---- how much, how many, how long ------------------------------------------------------------

  @Test
  void before_the_log_in_a_frame_is_small_and_there_are_few() throws Exception {
    for (int length : new int[] {65_537, Integer.MAX_VALUE, -1, 8}) {
      try (Stranger stranger = stranger().core().head(length, PacketImpl.PING, 0)) {
        assertThat(stranger.isClosed()).as(length + " bytes").isTrue();
      }
    }
    try (Stranger stranger =
        stranger().amqp(3).write(new byte[] {0, 1, 0, 1, 2, 1, 0, 0, 0, 0x53, 0x41})) {
      assertThat(stranger.isClosed()).isTrue();
    }
    assertThat(count(SIZE)).isEqualTo(5);
    try (Stranger stranger = stranger().core()) {
      for (int i = 0; i < 21; i++) {
        stranger.packet(Stranger.session("s", TestBroker.USER, "guess " + i), 1);
      }
      assertThat(stranger.isClosed()).isTrue();
    }
    assertThat(count(LOGIN)).isBetween(1L, 20L);
    assertThat(count(FRAME)).isEqualTo(1);
  }

  @Test
  void a_frame_may_come_byte_by_byte() throws Exception {
    try (Stranger slow = stranger()) {
      for (char letter : "ARTEMIS".toCharArray()) {
        slow.write(String.valueOf(letter));
      }
      for (byte one :
          new byte[] {
            0, 0, 0, 17, PacketImpl.PING, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9
          }) {
        slow.write(new byte[] {one});
      }
      assertThat(slow.nextPacket()).isEqualTo(PacketImpl.PING);
    }
  }

  @Test
  void five_hundred_who_begin_and_do_not_go_on_keep_no_client_out_and_fill_no_memory()
      throws Exception {
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    List<Stranger> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        Stranger stranger = new Stranger(broker.port(), "127.0.0." + (1 + i % 10));
        strangers.add(stranger.core().head(65_000, PacketImpl.CREATESESSION, 1));
        stranger.write(new byte[60_000]);
        if (i % 100 == 99) {
          send(broker.core());
          send(broker.amqp());
        }
      }
      long more = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
      assertThat(count(CROWD)).isGreaterThanOrEqualTo(500 - Newcomers.IN_ALL);
      assertThat(more).as("bytes of direct memory").isLessThan(48L * 1024 * 1024);
      assertThat(strangers.get(0).isClosed()).isTrue();
      assertThat(strangers.get(499).isClosedWithin(20_000))
          .as("the time to log in is over")
          .isTrue();
      assertThat(count(LATE)).isPositive();
    } finally {
      for (Stranger stranger : strangers) {
        stranger.close();
      }
    }
    assertThat(broker.embedded().waiting("plural.commands")).isEqualTo(10);
  }

  private static void send(BrokerAddress address) throws JMSException {
    try (Connections connections = Connections.to(address);
        Connection connection = connections.plain().createConnection()) {
      Session session = connection.createSession();
      session
          .createProducer(session.createQueue("plural.commands"))
          .send(session.createTextMessage("hello"));
    }
  }

  // ---- what a client may do --------------------------------------------------------------------

  private JMSContext client(String protocol) {
    return protocol.equals("core")
        ? new ActiveMQConnectionFactory(broker.core().url())
            .createContext(TestBroker.USER, TestBroker.PASSWORD)
        : new JmsConnectionFactory(broker.amqp().url())
            .createContext(TestBroker.USER, TestBroker.PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "core, plural.outcomes",
    "core, plural.events",
    "core, plural.commands.parked",
    "core, erp.mine",
    "core, plural-bridge.dropped",
    "core, plural.comands",
    "core, activemq.management",
    "core, activemq.notifications",
    "core, $sys.mqtt.sessions",
    "amqp, plural.outcomes",
    "amqp, plural.events",
    "amqp, plural.commands.parked",
    "amqp, erp.mine",
    "amqp, plural-bridge.dropped",
    "amqp, plural.comands",
    "amqp, activemq.management",
    "amqp, activemq.notifications"
  })
  void a_client_sends_commands_and_nothing_else(String protocol, String queue) {
    try (JMSContext client = client(protocol)) {
      assertThatThrownBy(() -> client.createProducer().send(client.createQueue(queue), "x"))
          .isInstanceOf(JMSRuntimeException.class);
    }
    assertThat(broker.embedded().waiting(queue)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "core, plural.commands",
    "core, plural.comands",
    "core, plural-bridge.dropped",
    "core, activemq.notifications",
    "amqp, plural.commands",
    "amqp, plural.comands",
    "amqp, activemq.notifications"
  })
  void a_client_takes_no_commands_away(String protocol, String queue) {
    try (JMSContext client = client(protocol)) {
      assertThatThrownBy(() -> client.createConsumer(client.createQueue(queue)).receive(2_000))
          .isInstanceOf(JMSRuntimeException.class);
    }
    try (JMSContext client = client(protocol)) {
      assertThatThrownBy(() -> client.createConsumer(client.createTopic(queue)).receive(2_000))
          .isInstanceOf(JMSRuntimeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void a_client_receives_what_is_told_also_on_a_temporary_queue_and_a_topic(String protocol)
      throws Exception {
    try (JMSContext client = client(protocol);
        Connections inside = Connections.to(broker.embedded().inside());
        JMSContext bridge = inside.plain().createContext()) {
      TemporaryQueue replies = client.createTemporaryQueue();
      TextMessage command = client.createTextMessage("ask");
      command.setJMSReplyTo(replies);
      JMSConsumer answers = client.createConsumer(replies);
      JMSConsumer news = client.createConsumer(client.createTopic("erp.news"));
      client.createProducer().send(client.createQueue("plural.commands"), command);

      TextMessage asked =
          (TextMessage)
              bridge.createConsumer(bridge.createQueue("plural.commands")).receive(30_000);
      bridge.createProducer().send(asked.getJMSReplyTo(), "answer");
      bridge.createProducer().send(bridge.createTopic("erp.news"), "news");
      for (String queue : List.of("plural.outcomes", "plural.events", "erp.mine")) {
        bridge.createProducer().send(bridge.createQueue(queue), queue);
        assertThat(
                client.createConsumer(client.createQueue(queue)).receiveBody(String.class, 30_000))
            .isEqualTo(queue);
      }

      assertThat(answers.receiveBody(String.class, 30_000)).isEqualTo("answer");
      assertThat(news.receiveBody(String.class, 30_000)).isEqualTo("news");
    }
  }

  @Test
  void no_client_makes_a_queue_that_stays() {
    try (JMSContext client = client("core")) {
      assertThatThrownBy(
              () -> client.createDurableConsumer(client.createTopic("erp.news"), "for ever"))
          .isInstanceOf(JMSRuntimeException.class);
      assertThatThrownBy(
              () -> client.createSharedConsumer(client.createTopic("erp.news"), "for all"))
          .isInstanceOf(JMSRuntimeException.class);
    }
  }
}
