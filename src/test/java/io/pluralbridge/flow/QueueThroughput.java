package io.pluralbridge.flow;

import static org.awaitility.Awaitility.await;

import io.pluralbridge.app.RunningBridge;
import io.pluralbridge.broker.Connections;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.support.Erp;
import io.pluralbridge.support.TestBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast commands come from the queue into the journal, and outcomes from the journal to the
 * queue, each beside its ceiling: the same client that only receives and acknowledges, or only
 * sends. Interleaved rounds, persistent messages, our own broker. Prints, and judges nothing:
 * {@code mvn test -Dtest=QueueThroughput}.
 */
class QueueThroughput {

  private static final int ROUNDS = Integer.getInteger("throughput.rounds", 3);
  private static final int MESSAGES = 20_000;
  private static final int AT_ONCE = 16;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** The first ones warm up. */
  private static final int FROM = 2_000;

  @TempDir Path folder;

  @Test
  void from_the_queue_to_the_journal_and_from_the_journal_to_the_queue() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      Path here = folder.resolve("round-" + round);
      try (TestBroker broker = TestBroker.inside(here.resolve("broker"))) {
        fill(broker, "ceiling");
        print("receive and acknowledge only", receiveOnly(broker));
        print("send only", sendOnly(broker));
        fill(broker, "plural.commands");
        intake(broker, here.resolve("data"));
        outcomes(broker, here.resolve("data"));
      }
    }
  }

  private static void print(String what, double perSecond) {
    System.out.printf(Locale.ROOT, "%-32s %,8.0f a second%n", what, perSecond);
  }

  /** Messages a second, from the moment that some have come until all have. */
  private static double rate(IntSupplier count) {
    await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> count.getAsInt() >= FROM);
    int first = count.getAsInt();
    long start = System.nanoTime();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> count.getAsInt() >= MESSAGES);
    return (MESSAGES - first) * 1e9 / (System.nanoTime() - start);
  }

  private static void fill(TestBroker broker, String queue) throws JMSException {
    try (Connections connections = Connections.to(broker.core());
        Connection connection = connections.plain().createConnection();
        Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      for (int i = 1; i <= MESSAGES; i++) {
        producer.send(session.createTextMessage(Erp.capture("c-" + i, "v1-order-" + i, 1100)));
        if (i % 500 == 0) {
          session.commit();
        }
      }
    }
  }

  // ---- ceilings --------------------------------------------------------------------------------

  private static double receiveOnly(TestBroker broker) throws Exception {
    AtomicInteger received = new AtomicInteger();
    try (Connections connections = Connections.to(broker.core());
        Connection connection = connections.plain().createConnection()) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        sessions.add(session);
        session
            .createConsumer(session.createQueue("ceiling"))
            .setMessageListener(
                message -> {
                  try {
                    message.getBody(String.class);
                    message.acknowledge();
                    received.incrementAndGet();
                  } catch (JMSException e) {
                    throw new IllegalStateException(e);
                  }
                });
      }
      connection.start();
      double rate = rate(received::get);
      for (Session session : sessions) {
        session.close();
      }
      return rate;
    }
  }

  private static double sendOnly(TestBroker broker) throws Exception {
    AtomicInteger sent = new AtomicInteger();
    ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);
    try (Connections connections = Connections.to(broker.core())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        all.add(
            hands.submit(
                () -> {
                  while (sent.get() < MESSAGES) {
                    try (JMSContext context = connections.pooled().createContext()) {
                      Message outcome = context.createTextMessage("x".repeat(600));
                      context.createProducer().send(context.createQueue("ceiling.sent"), outcome);
                      sent.incrementAndGet();
                    }
                  }
                }));
      }
      double rate = rate(sent::get);
      for (Future<?> one : all) {
        one.get();
      }
      return rate;
    } finally {
      hands.shutdown();
    }
  }

  // ---- the bridge ------------------------------------------------------------------------------

  private static Map<String, String> settings(TestBroker broker, int inFlight) {
    return Map.of(
        "bridge.broker.url",
        broker.core().url(),
        "bridge.broker.username",
        TestBroker.USER,
        "bridge.broker.password",
        TestBroker.PASSWORD,
        "plural.api.response-timeout-ms",
        "30000",
        "plural.api.max-in-flight",
        Integer.toString(inFlight));
  }

  private static int count(Path data, String sql) {
    try (java.sql.Connection journal =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
        ResultSet count = journal.createStatement().executeQuery(sql)) {
      return count.getInt(1);
    } catch (SQLException e) {
      return 0;
    }
  }

  /** Plural takes its time, one call after the other, so that it is only the intake that works. */
  private static void intake(TestBroker broker, Path data) throws Exception {
    try (Sandbox slow = Sandbox.start(SandboxSettings.onFreePort().withLatencyMs(2_000));
        RunningBridge bridge = RunningBridge.start(data, slow, settings(broker, 1))) {
      print(
          "queue to journal",
          rate(() -> count(bridge.data(), "SELECT COALESCE(MAX(id), 0) FROM entry")));
    }
  }

  /** Everything has its outcome before the broker comes back. */
  private static void outcomes(TestBroker broker, Path data) throws Exception {
    broker.stop();
    try (Sandbox quick = Sandbox.start(SandboxSettings.onFreePort());
        RunningBridge bridge = RunningBridge.start(data, quick, settings(broker, 32))) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  count(
                          bridge.data(),
                          "SELECT COUNT(*) FROM entry WHERE state IN ('ACCEPTED', 'SENT', 'UNKNOWN')")
                      == 0);
      broker.start();
      AtomicInteger told = new AtomicInteger();
      try (Erp erp = Erp.at(broker.port(), TestBroker.USER, TestBroker.PASSWORD);
          JMSConsumer consumer =
              erp.context().createConsumer(erp.context().createQueue("plural.outcomes"))) {
        consumer.setMessageListener(message -> told.incrementAndGet());
        print("journal to outcome", rate(told::get));
      }
    }
  }
}
