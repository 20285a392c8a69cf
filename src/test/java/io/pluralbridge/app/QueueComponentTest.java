package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.broker.BrokerAddress;
import io.pluralbridge.broker.Connections;
import io.pluralbridge.support.TestBroker;
import io.pluralbridge.support.Warnings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code uri: jms} means, with brokers that stop, die and come back. */
class QueueComponentTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SECONDS = Duration.ofSeconds(8);

  @TempDir Path folder;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private CamelContext camel;
  private Connections connections;
  private ProducerTemplate template;

  @AfterEach
  void stop() {
    if (camel != null) {
      camel.stop();
    }
    if (connections != null) {
      connections.close();
    }
  }

  private void start(BrokerAddress address) throws Exception {
    connections = Connections.to(address);
    camel = new DefaultCamelContext();
    camel.addComponent("jms", QueueComponent.over(connections));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("jms:plural.commands?concurrentConsumers=4")
                .process(QueueComponentTest.this::take);
          }
        });
    camel.start();
    template = camel.createProducerTemplate();
  }

  private void take(Exchange exchange) throws Exception {
    Object message = exchange.getMessage().getBody();
    if (failing.get()) {
      throw new IllegalStateException("not now");
    }
    received.add(((jakarta.jms.Message) message).getBody(String.class));
  }

  private void send(String text) {
    template.sendBody("jms:plural.commands", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "amqp"})
  void a_broker_that_is_killed_and_comes_back_is_found_again(String protocol) throws Exception {
    try (TestBroker broker = TestBroker.process(folder)) {
      start(protocol.equals("core") ? broker.core() : broker.amqp());
      send("before");
      await().atMost(LIMIT).until(() -> received.contains("before"));
      assertThat(connections.whyNot()).isEmpty();

      broker.kill();
      long start = System.nanoTime();
      assertThatThrownBy(() -> send("while it is away")).isInstanceOf(Exception.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SECONDS);
      await().atMost(LIMIT).until(() -> connections.whyNot().isPresent());

      broker.start();
      await().atMost(LIMIT).until(() -> connections.whyNot().isEmpty());
      send("after");
      await().atMost(LIMIT).until(() -> received.contains("after"));
    }
  }

  @Test
  void the_bridge_starts_and_stops_while_there_is_no_broker() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      long start = System.nanoTime();
      start(new BrokerAddress("tcp://localhost:" + TestBroker.freePort(), "u", "p", ""));
      assertThat(connections.whyNot()).isPresent();
      await().atMost(LIMIT).until(() -> warnings.messages().size() > 1);
      camel.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SECONDS.multipliedBy(2));
      assertThat(warnings.messages())
          .anySatisfy(message -> assertThat(message).contains("ExponentialBackOff"))
          .noneSatisfy(message -> assertThat(message).contains("FixedBackOff"));
    }
  }

  @Test
  void the_second_of_several_brokers_is_found_when_the_first_is_away() throws Exception {
    try (TestBroker broker = TestBroker.inside(folder)) {
      BrokerAddress one = broker.core();
      start(
          new BrokerAddress(
              "tcp://localhost:" + TestBroker.freePort() + "," + one.url(),
              one.username(),
              one.password(),
              ""));
      send("hello");
      await().atMost(LIMIT).until(() -> received.contains("hello"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inside", "amqp"})
  void what_a_route_could_not_take_comes_again(String way) throws Exception {
    try (TestBroker broker = TestBroker.inside(folder)) {
      failing.set(true);
      start(way.equals("inside") ? broker.embedded().inside() : broker.amqp());
      for (int i = 0; i < 20; i++) {
        send("m" + i);
      }
      await()
          .pollDelay(Duration.ofMillis(300))
          .until(() -> broker.embedded().waiting("plural.commands") == 20);
      failing.set(false);

      await().atMost(LIMIT).until(() -> received.stream().distinct().count() == 20);
      await().atMost(LIMIT).until(() -> broker.embedded().waiting("plural.commands") == 0);
    }
  }

  @Test
  void the_broker_inside_starts_and_stops_without_a_warning() throws Exception {
    try (Warnings warnings = Warnings.listen()) {
      try (TestBroker broker = TestBroker.inside(folder)) {
        start(broker.embedded().inside());
        send("hello");
        await().atMost(LIMIT).until(() -> received.contains("hello"));
        camel.stop();
        connections.close();
      }
      assertThat(warnings.messages()).isEmpty();
    }
  }

  @Test
  void another_broker_works_by_the_class_of_its_connections() throws Exception {
    BrokerService classic = new BrokerService();
    classic.setPersistent(false);
    classic.setUseJmx(false);
    classic.setUseShutdownHook(false);
    String url = classic.addConnector("tcp://localhost:0").getPublishableConnectString();
    classic.start();
    try {
      failing.set(true);
      start(new BrokerAddress(url, "", "", "org.apache.activemq.ActiveMQConnectionFactory"));
      send("hello");
      failing.set(false);
      await().atMost(LIMIT).until(() -> received.contains("hello"));
    } finally {
      stop();
      classic.stop();
    }
  }
}
