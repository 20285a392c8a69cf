package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.support.TestBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedBrokerTest {

  private static final String QUEUE = TestBroker.BOTH_WAYS;

  @TempDir Path folder;

  private static void send(Connections connections, String queue, String... texts)
      throws JMSException {
    try (Connection connection = connections.plain().createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      for (String text : texts) {
        producer.send(session.createTextMessage(text));
      }
    }
  }

  private static Set<String> drain(Connections connections, String queue) throws JMSException {
    Set<String> texts = new HashSet<>();
    try (Connection connection = connections.plain().createConnection()) {
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
      for (Message next = consumer.receive(3_000); next != null; next = consumer.receive(500)) {
        texts.add(next.getBody(String.class));
      }
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({"core", "amqp"})
  void nothing_that_a_sender_was_told_is_stored_gets_lost_by_a_kill(String protocol)
      throws Exception {
    try (TestBroker broker = TestBroker.process(folder)) {
      Set<String> stored = ConcurrentHashMap.newKeySet();
      try (Connections connections =
          Connections.to(protocol.equals("core") ? broker.core() : broker.amqp())) {
        Thread[] senders = new Thread[3];
        for (int i = 0; i < senders.length; i++) {
          String name = "sender-" + i + "-";
          senders[i] = new Thread(() -> sendUntilItFails(connections, name, stored));
          senders[i].start();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> stored.size() > 300);
        broker.kill();
        for (Thread sender : senders) {
          sender.join(30_000);
          assertThat(sender.isAlive()).isFalse();
        }
        broker.start();
        assertThat(drain(connections, QUEUE)).containsAll(stored);
      }
    }
  }

  private static void sendUntilItFails(Connections connections, String name, Set<String> stored) {
    try (Connection connection = connections.plain().createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
      for (int i = 0; true; i++) {
        producer.send(session.createTextMessage(name + i));
        stored.add(name + i);
      }
    } catch (JMSException e) {
      // The broker was killed.
    }
  }

  @Test
  void what_waits_is_there_after_an_orderly_stop() throws Exception {
    try (TestBroker broker = TestBroker.inside(folder);
        Connections connections = Connections.to(broker.core())) {
      send(connections, QUEUE, "a", "b");
      broker.stop();
      broker.start();
      assertThat(broker.embedded().waiting(QUEUE)).isEqualTo(2);
      assertThat(drain(connections, QUEUE)).containsExactlyInAnyOrder("a", "b");
    }
  }

  /** Written by Artemis 2.44.0, with which the bridge came until December 2026. */
  @Test
  void a_folder_of_an_older_artemis_opens_with_all_that_is_in_it() throws Exception {
    try (InputStream zip = getClass().getResourceAsStream("/broker-2.44.0.zip")) {
      unpack(zip, folder);
    }
    try (TestBroker broker = TestBroker.inside(folder);
        Connections inside = Connections.to(broker.embedded().inside())) {
      assertThat(next(inside, "plural.outcomes", 2)).containsExactly("outcome", "by amqp");
      assertThat(next(inside, "plural.commands", 4))
          .containsExactly("command 0", "command 1", "command 2", "large " + "m".repeat(300_000));
    }
  }

  private static List<String> next(Connections connections, String queue, int count)
      throws JMSException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connections.plain().createConnection()) {
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
      for (int i = 0; i < count; i++) {
        texts.add(consumer.receive(60_000).getBody(String.class));
      }
    }
    return texts;
  }

  private static void unpack(InputStream zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(zip)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(in, file);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plural-bridge, wrong",
    "plural-bridge, ''",
    "admin, admin",
    "guest, guest",
    "'', ''",
    "ACTIVEMQ.CLUSTER.ADMIN.USER, CHANGE ME!!",
    "plural-bridge-inside, plural-bridge-inside"
  })
  void nobody_comes_in_but_by_the_password(String user, String password) throws Exception {
    try (TestBroker broker = TestBroker.inside(folder)) {
      for (BrokerAddress way : List.of(broker.core(), broker.amqp())) {
        try (Connections connections =
            Connections.to(new BrokerAddress(way.url(), user, password, ""))) {
          assertThatThrownBy(() -> send(connections, QUEUE, "hello"))
              .isInstanceOf(JMSException.class);
        }
      }
      assertThat(broker.embedded().waiting(QUEUE)).isZero();
    }
  }

  @Test
  void no_user_may_manage_the_broker() throws Exception {
    try (TestBroker broker = TestBroker.inside(folder);
        Connections connections = Connections.to(broker.core());
        Connection connection = connections.plain().createConnection()) {
      Session session = connection.createSession();
      Message wish = session.createMessage();
      JMSManagementHelper.putOperationInvocation(wish, "broker", "forceFailover");
      assertThatThrownBy(
              () -> session.createProducer(session.createQueue("activemq.management")).send(wish))
          .isInstanceOf(JMSSecurityException.class);
    }
  }

  @Test
  void a_password_that_nobody_chose_is_made_once_and_kept_for_its_owner_only() throws Exception {
    int port = TestBroker.freePort();
    EmbeddedSettings settings = withoutPassword(port);
    String made;
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(settings, BodyCheck.NONE, new SecureRandom()).orElseThrow()) {
      Path file = folder.resolve("password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      made = Files.readString(file, UTF_8).strip();
      assertThat(made).hasSizeGreaterThan(30);
      try (Connections connections =
          Connections.to(new BrokerAddress("tcp://localhost:" + port, "plural-bridge", made, ""))) {
        send(connections, QUEUE, "hello");
      }
      assertThat(broker.waiting(QUEUE)).isEqualTo(1);
    }
    EmbeddedBroker.start(settings, BodyCheck.NONE, new SecureRandom()).orElseThrow().close();
    assertThat(folder.resolve("password")).hasContent(made);
  }

  private EmbeddedSettings withoutPassword(int port) {
    EmbeddedSettings with = TestBroker.settings(folder, port);
    return new EmbeddedSettings(
        with.folder(),
        with.address(),
        port,
        with.username(),
        "",
        "",
        "",
        with.queues(),
        with.topics(),
        with.parked(),
        with.guarded(),
        with.maxMessageBytes(),
        with.leastFreeMegabytes());
  }

  @Test
  void with_a_key_store_the_port_speaks_tls_and_nothing_else() throws Exception {
    Path store = folder.resolve("port.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "port",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(keytool.waitFor()).isZero();
    int port = TestBroker.freePort();
    EmbeddedSettings plain = TestBroker.settings(folder.resolve("broker"), port);
    EmbeddedSettings settings =
        new EmbeddedSettings(
            plain.folder(),
            plain.address(),
            port,
            plain.username(),
            plain.password(),
            store.toString(),
            "changeit",
            plain.queues(),
            plain.topics(),
            plain.parked(),
            plain.guarded(),
            plain.maxMessageBytes(),
            plain.leastFreeMegabytes());
    List<String> urls =
        List.of(
            "tcp://localhost:%d?sslEnabled=true&trustStoreType=PKCS12&trustStorePassword=changeit&trustStorePath=%s",
            "amqps://localhost:%d?transport.storeType=PKCS12&transport.trustStorePassword=changeit&transport.trustStoreLocation=%s");
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(settings, BodyCheck.NONE, new SecureRandom()).orElseThrow()) {
      for (String url : urls) {
        BrokerAddress address =
            new BrokerAddress(url.formatted(port, store), TestBroker.USER, TestBroker.PASSWORD, "");
        try (Connections connections = Connections.to(address)) {
          send(connections, QUEUE, "hello");
        }
      }
      for (String url : List.of("tcp://localhost:" + port, "amqp://localhost:" + port)) {
        BrokerAddress address = new BrokerAddress(url, TestBroker.USER, TestBroker.PASSWORD, "");
        try (Connections connections = Connections.to(address)) {
          assertThatThrownBy(() -> send(connections, QUEUE, "hello"))
              .isInstanceOf(JMSException.class);
        }
      }
      assertThat(broker.waiting(QUEUE)).isEqualTo(2);
    }
  }

  @Test
  void of_several_on_one_folder_only_one_runs_until_it_ends_however_it_ends() throws Exception {
    try (TestBroker first = TestBroker.process(folder)) {
      EmbeddedSettings another = TestBroker.settings(folder, TestBroker.freePort());
      assertThat(EmbeddedBroker.start(another, BodyCheck.NONE, new SecureRandom())).isEmpty();

      first.kill();
      EmbeddedBroker.start(another, BodyCheck.NONE, new SecureRandom()).orElseThrow().close();
    }
    try (TestBroker here = TestBroker.inside(folder)) {
      EmbeddedSettings another = TestBroker.settings(folder, TestBroker.freePort());
      assertThat(here.port()).isNotEqualTo(another.port());
      assertThat(EmbeddedBroker.start(another, BodyCheck.NONE, new SecureRandom())).isEmpty();
    }
  }

  @Test
  void a_port_that_is_taken_is_said_and_nothing_is_left_running() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      EmbeddedSettings settings = TestBroker.settings(folder, taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedBroker.start(settings, BodyCheck.NONE, new SecureRandom()))
          .isInstanceOf(BindException.class);
    }
    TestBroker.inside(folder).close();
  }

  @Test
  void how_often_a_message_was_delivered_is_known_after_a_kill() throws Exception {
    try (TestBroker broker = TestBroker.process(folder);
        Connections connections = Connections.to(broker.core())) {
      send(connections, QUEUE, "deadly");
      for (int i = 1; i <= 3; i++) {
        try (Connection connection = connections.plain().createConnection()) {
          connection.start();
          Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
          Message message = session.createConsumer(session.createQueue(QUEUE)).receive(10_000);
          assertThat(message.getIntProperty("JMSXDeliveryCount")).as("after a kill").isEqualTo(i);
          // The count goes to disk as the message goes out, and nobody waits for it. What is sent
          // now is written behind it, and waited for.
          send(connections, "behind", "the count");
          broker.kill();
        } catch (JMSException e) {
          // Closing it failed, as it is gone.
        }
        broker.start();
      }
    }
  }

  @Test
  void news_that_nobody_fetched_is_dropped_and_a_command_that_grew_old_is_parked()
      throws Exception {
    try (TestBroker broker = TestBroker.strict(folder, BodyCheck.NONE);
        Connections connections = Connections.to(broker.embedded().inside());
        JMSContext context = connections.plain().createContext()) {
      for (String queue : List.of("plural.events", "plural.commands")) {
        context.createProducer().setTimeToLive(1).send(context.createQueue(queue), "old");
        context.createProducer().setTimeToLive(1).send(context.createQueue(queue), "old, too");
      }
      EmbeddedBroker inside = broker.embedded();
      for (String queue : List.of("plural.events", "plural.commands")) {
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
          assertThat(consumer.receive(500)).isNull();
        }
      }

      await().until(() -> inside.waiting("plural.commands.parked") == 2);
      await().until(() -> inside.waiting("plural.events") == 0);
      assertThat(inside.waiting("plural.commands")).isZero();
      assertThat(inside.waiting("plural-bridge.dropped")).isLessThanOrEqualTo(1);
    }
  }
}
