package io.pluralbridge.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.support.LoudLogs;
import io.pluralbridge.support.Stranger;
import io.pluralbridge.support.TestBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Card data never reaches the log, whatever a client sends and whoever quotes it. */
class MaskedLogEventsTest {

  private static final String CARD = "4012001037141112";
  private static final Logger log = LoggerFactory.getLogger("of.a.library");

  @TempDir Path folder;

  @Test
  void the_broker_quotes_no_card_number_that_a_client_sent_as_user_or_name() throws Exception {
    try (TestBroker broker = TestBroker.process(folder)) {
      try (Stranger core = new Stranger(broker.port())) {
        core.core().packet(Stranger.session("s-" + CARD, CARD, CARD), 1).isClosedWithin(1_000);
      }
      try (Stranger amqp = new Stranger(broker.port())) {
        amqp.amqpLogin("user " + CARD, CARD).isClosedWithin(1_000);
      }
      try (ActiveMQConnectionFactory core = new ActiveMQConnectionFactory(broker.core().url());
          Connection user = core.createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
        asksFor(user);
      }
      try (Connection user =
          new JmsConnectionFactory(broker.amqp().url())
              .createConnection(TestBroker.USER, TestBroker.PASSWORD)) {
        asksFor(user);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(broker.output())
                      .contains("AMQ222216")
                      .contains("Username: ****************"));
      broker.stop();
      assertThat(broker.output()).doesNotContain(CARD);
    }
  }

  private static void asksFor(Connection user) {
    try {
      user.setClientID("till " + CARD);
      user.start();
      Session session = user.createSession();
      attempt(() -> session.createProducer(session.createQueue(CARD)));
      attempt(() -> session.createConsumer(session.createQueue("plural.outcomes." + CARD)));
      attempt(
          () ->
              session.createConsumer(
                  session.createQueue("plural.outcomes"), "card = '" + CARD + "' AND AND"));
      attempt(() -> session.createDurableSubscriber(session.createTopic("erp.news"), CARD));
    } catch (JMSException e) {
      // What it is told is its own.
    }
  }

  private interface Attempt {
    void make() throws JMSException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.make();
    } catch (JMSException e) {
      // So it is refused, and some of that is logged.
    }
  }

  @Test
  void it_is_masked_in_parameters_and_in_every_exception_of_a_chain() {
    IOException first = new IOException("first " + CARD);
    first.addSuppressed(new IllegalStateException("beside it " + CARD));
    RuntimeException thrown = new IllegalArgumentException("last", first);
    first.initCause(thrown);
    try (LoudLogs logs = LoudLogs.listen(line -> true)) {
      log.warn("one {} and {}", CARD, "cvv=123", thrown);
      assertThat(String.join("\n", logs.lines()))
          .contains("one **************** and cvv=***", "first ****************")
          .contains("beside it ****************", "java.io.IOException", "IllegalStateException")
          .doesNotContain(CARD);
    }
  }

  @Test
  void what_holds_none_stays_as_it_is() {
    IOException thrown = new IOException("of 2026-11-30T10:00:00.000Z");
    try (LoudLogs logs = LoudLogs.listen(line -> true)) {
      log.warn("order v1-4405071524-aa-qlAtAf, amount {}", 330_000, thrown);
      assertThat(String.join("\n", logs.lines()))
          .contains("order v1-4405071524-aa-qlAtAf, amount 330000");
      assertThat(String.join("\n", logs.lines())).doesNotContain("MaskedThrowable");
    }
  }
}
