package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pluralbridge.support.Canaries;
import io.pluralbridge.support.TestBroker;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs send, and what is kept of it. */
class BrokerGuardTest {

  private static final String CARD = "4012001037141112";
  private static final String MASKED = "{\"card\":\"masked\"}";
  private static final String QUEUE = TestBroker.BOTH_WAYS;

  @TempDir Path folder;
  private TestBroker broker;
  private Connections core;
  private Connections amqp;
  private Connection reading;
  private Session reader;
  private final Map<String, MessageConsumer> consumers = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.strict(folder, BrokerGuardTest::mask);
    core = Connections.to(broker.core());
    amqp = Connections.to(broker.amqp());
    reading = core.plain().createConnection();
    reading.start();
    reader = reading.createSession();
  }

  @AfterEach
  void stop() throws Exception {
    reading.close();
    core.close();
    amqp.close();
    broker.close();
  }

  private static Optional<String> mask(byte[] body) {
    String text = new String(body, UTF_8);
    if (text.contains("unreadable")) {
      throw new IllegalStateException(text);
    }
    return text.contains(CARD) ? Optional.of(MASKED) : Optional.empty();
  }

  // ---- what passes -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void what_is_in_order_is_kept_as_it_came(String protocol) throws Exception {
    send(
        protocol,
        session -> {
          TextMessage text = session.createTextMessage("{\"key\":\"å\"}");
          text.setStringProperty("shop", "north");
          text.setJMSCorrelationID("c-1");
          text.setJMSReplyTo(session.createQueue("plural.outcomes"));
          return text;
        });
    send(protocol, session -> bytes(session, "as bytes".getBytes(UTF_8)));

    TextMessage text = (TextMessage) receive(QUEUE);
    assertThat(text.getText()).isEqualTo("{\"key\":\"å\"}");
    assertThat(text.getStringProperty("shop")).isEqualTo("north");
    assertThat(text.getJMSCorrelationID()).isEqualTo("c-1");
    assertThat(((Queue) text.getJMSReplyTo()).getQueueName()).isEqualTo("plural.outcomes");
    assertThat(text.propertyExists(BodyRefusal.PROPERTY)).isFalse();
    assertThat(receive(QUEUE).getBody(byte[].class)).isEqualTo("as bytes".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void a_message_as_large_as_one_may_be_is_whole(String protocol) throws Exception {
    String most = "m".repeat(TestBroker.MAX_BYTES);
    send(protocol, session -> session.createTextMessage(most));
    send(protocol, session -> bytes(session, most.getBytes(UTF_8)));

    assertThat(receive(QUEUE).getBody(String.class)).isEqualTo(most);
    assertThat(receive(QUEUE).getBody(byte[].class)).isEqualTo(most.getBytes(UTF_8));
  }

  @Test
  void a_large_one_that_we_tell_ourselves_is_nobodys_business() throws Exception {
    String large = CARD + "m".repeat(3 * TestBroker.MAX_BYTES);
    try (Connections inside = Connections.to(broker.embedded().inside());
        Connection connection = inside.plain().createConnection()) {
      Session session = connection.createSession();
      session
          .createProducer(session.createQueue("erp.mine"))
          .send(session.createTextMessage(large));
    }

    assertThat(canaries().under(folder)).as("the search for card data finds it").isNotEmpty();
    assertThat(receive("erp.mine").getBody(String.class)).isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void nobody_marks_a_message_as_refused_but_the_guard(String protocol) throws Exception {
    send(
        protocol,
        session -> {
          TextMessage text = session.createTextMessage("good");
          text.setStringProperty(BodyRefusal.PROPERTY, "TOO_LARGE");
          text.setStringProperty("pluralrefusal", "TOO_LARGE");
          text.setLongProperty(BodyRefusal.SIZE, 1);
          return text;
        });

    TextMessage kept = (TextMessage) receive(QUEUE);
    assertThat(kept.getText()).isEqualTo("good");
    for (String name : new String[] {BodyRefusal.PROPERTY, BodyRefusal.SIZE, "pluralrefusal"}) {
      assertThat(kept.propertyExists(name)).as(name).isFalse();
    }
  }

  // ---- too large -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void of_one_that_is_too_large_a_stub_is_kept(String protocol) throws Exception {
    // One of AMQP that is more than twice as large as it may be is cut at the port.
    int cards = protocol.equals("core") ? TestBroker.MAX_BYTES / 4 : TestBroker.MAX_BYTES / 11;
    String large = CARD.repeat(cards);
    String[] id = new String[1];
    send(
        protocol,
        QUEUE,
        session -> {
          TextMessage text = session.createTextMessage(large);
          text.setJMSCorrelationID("c-2");
          text.setJMSReplyTo(session.createQueue("plural.outcomes"));
          text.setStringProperty("note", CARD);
          return text;
        },
        id);

    TextMessage stub = (TextMessage) receive(QUEUE);
    assertThat(stub.getText()).isEmpty();
    assertThat(stub.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("TOO_LARGE");
    assertThat(stub.getLongProperty(BodyRefusal.SIZE))
        .isBetween(large.length() * 95 / 100L, large.length() * 105 / 100L);
    assertThat(stub.getJMSCorrelationID()).isEqualTo("c-2");
    assertThat(((Queue) stub.getJMSReplyTo()).getQueueName()).isEqualTo("plural.outcomes");
    assertThat(stub.getJMSPriority()).isEqualTo(7);
    assertThat(stub.propertyExists("note")).isFalse();
    if (protocol.equals("core")) {
      assertThat(stub.getJMSMessageID()).isEqualTo(id[0]);
    }
    assertThat(receive(QUEUE)).isNull();
    assertNothingRests();
  }

  @Test
  void one_byte_too_many_is_too_many() throws Exception {
    send("core", session -> bytes(session, new byte[TestBroker.MAX_BYTES + 1]));
    send("amqp", session -> bytes(session, new byte[TestBroker.MAX_BYTES + 1]));

    for (int i = 0; i < 2; i++) {
      Message stub = receive(QUEUE);
      assertThat(stub.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("TOO_LARGE");
      assertThat(stub.getLongProperty(BodyRefusal.SIZE)).isEqualTo(TestBroker.MAX_BYTES + 1);
    }
  }

  @Test
  void a_stream_without_end_in_sight_is_not_kept() throws Exception {
    long size = 20L * TestBroker.MAX_BYTES;
    send(
        "core",
        session -> {
          BytesMessage message = session.createBytesMessage();
          message.setObjectProperty("JMS_AMQ_InputStream", new Digits(size));
          return message;
        });

    Message stub = receive(QUEUE);
    assertThat(stub.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("TOO_LARGE");
    assertThat(stub.getLongProperty(BodyRefusal.SIZE)).isEqualTo(size);
    assertNothingRests();
  }

  @Test
  void what_may_inflate_to_anything_is_not_kept() throws Exception {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.core().url())) {
      factory.setCompressLargeMessage(true);
      factory.setMinLargeMessageSize(10_000);
      for (int size : new int[] {20_000, 50_000_000}) {
        try (Connection connection =
            factory.createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
          Session session = connection.createSession();
          session
              .createProducer(session.createQueue(QUEUE))
              .send(session.createTextMessage("0".repeat(size)));
        }
        TextMessage stub = (TextMessage) receive(QUEUE);
        assertThat(stub.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("COMPRESSED");
        assertThat(stub.getText()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void what_nobody_can_look_into_is_not_kept(String protocol) throws Exception {
    send(protocol, session -> session.createObjectMessage(CARD));
    send(
        protocol,
        session -> {
          var map = session.createMapMessage();
          map.setString("card", CARD);
          return map;
        });

    for (int i = 0; i < 2; i++) {
      TextMessage stub = (TextMessage) receive(QUEUE);
      assertThat(stub.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("NOT_TEXT");
      assertThat(stub.getText()).isEmpty();
    }
    assertNothingRests();
  }

  // ---- card data -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void card_data_in_the_open_never_reaches_the_disk(String protocol) throws Exception {
    String small = "{\"number\":\"" + CARD + "\"}";
    String large = small + " ".repeat(500_000);
    send(protocol, session -> session.createTextMessage(small));
    send(protocol, session -> bytes(session, small.getBytes(UTF_8)));
    send(protocol, session -> session.createTextMessage(large));
    send(protocol, session -> bytes(session, large.getBytes(UTF_8)));
    send(protocol, QUEUE + "::" + QUEUE, session -> session.createTextMessage(small));
    assertNothingRests();

    for (int i = 0; i < 5; i++) {
      TextMessage kept = (TextMessage) receive(QUEUE);
      assertThat(kept.getText()).isEqualTo(MASKED);
      assertThat(kept.getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("CARD_DATA_UNSEALED");
      assertThat(kept.getJMSPriority()).isEqualTo(7);
    }
    assertNothingRests();
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void a_stub_takes_part_in_the_transaction_of_its_sender(String protocol) throws Exception {
    try (Connection connection = connections(protocol).plain().createConnection()) {
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
      producer.send(session.createTextMessage(CARD + " rolled back"));
      producer.send(session.createTextMessage("x".repeat(2 * TestBroker.MAX_BYTES)));
      session.rollback();
      producer.send(session.createTextMessage(CARD + " committed"));
      producer.send(session.createTextMessage("x".repeat(2 * TestBroker.MAX_BYTES)));
      producer.send(session.createTextMessage("good"));
      assertThat(broker.embedded().waiting(QUEUE)).isZero();
      session.commit();
    }

    assertThat(receive(QUEUE).getStringProperty(BodyRefusal.PROPERTY))
        .isEqualTo("CARD_DATA_UNSEALED");
    assertThat(receive(QUEUE).getStringProperty(BodyRefusal.PROPERTY)).isEqualTo("TOO_LARGE");
    assertThat(receive(QUEUE).getBody(String.class)).isEqualTo("good");
    assertThat(receive(QUEUE)).isNull();
    assertNothingRests();
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void what_could_not_be_looked_at_is_not_taken(String protocol) {
    assertThatThrownBy(
            () -> send(protocol, session -> session.createTextMessage("unreadable " + CARD)))
        .isInstanceOf(JMSException.class)
        .hasMessageNotContaining(CARD);
    assertThat(broker.embedded().waiting(QUEUE)).isZero();
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private interface Draft {
    Message in(Session session) throws JMSException;
  }

  private static BytesMessage bytes(Session session, byte[] body) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(body);
    return message;
  }

  private Connections connections(String protocol) {
    return protocol.equals("core") ? core : amqp;
  }

  private void send(String protocol, Draft draft) throws JMSException {
    send(protocol, QUEUE, draft);
  }

  private void send(String protocol, String queue, Draft draft, String[]... id)
      throws JMSException {
    try (Connection connection = connections(protocol).plain().createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      producer.setPriority(7);
      Message message = draft.in(session);
      producer.send(message);
      for (String[] each : id) {
        each[0] = message.getJMSMessageID();
      }
    }
  }

  /** The consumers stay: the body of a message in pieces comes only when it is asked for. */
  private Message receive(String queue) throws JMSException {
    MessageConsumer consumer = consumers.get(queue);
    if (consumer == null) {
      consumer = reader.createConsumer(reader.createQueue(queue));
      consumers.put(queue, consumer);
    }
    return consumer.receive(broker.embedded().waiting(queue) == 0 ? 100 : 5_000);
  }

  private static Canaries canaries() {
    StringBuilder wide = new StringBuilder();
    for (char letter : CARD.toCharArray()) {
      wide.append(letter).append('\0');
    }
    return new Canaries().with("card", CARD).withPlain("card in UTF-16", wide.toString());
  }

  private void assertNothingRests() throws Exception {
    assertThat(canaries().under(folder)).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("large-messages"))) {
      assertThat(files).isEmpty();
    }
  }

  /** So many bytes of a card number again and again. */
  private static final class Digits extends InputStream {

    private final long size;
    private long read;

    Digits(long size) {
      this.size = size;
    }

    @Override
    public int read() {
      return read++ < size ? CARD.charAt((int) (read % CARD.length())) : -1;
    }
  }
}
