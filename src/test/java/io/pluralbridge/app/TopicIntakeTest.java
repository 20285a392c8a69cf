package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.settings.Settings;
import io.pluralbridge.support.KafkaProcess;
import io.pluralbridge.support.TopicErp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is committed, and what never is, when the journal does not have all of what was polled. */
class TopicIntakeTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path home;
  private static KafkaProcess kafka;
  private static int count;

  private final List<String> handedIn = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, RuntimeException> failures = new HashMap<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private TopicErp erp;
  private Wiring wiring;
  private DefaultCamelContext camel;

  @BeforeAll
  static void start_kafka() throws Exception {
    kafka = KafkaProcess.start(home.resolve("kafka"));
  }

  @AfterAll
  static void stop_kafka() throws Exception {
    kafka.close();
  }

  /** The route as it is, and in the place of the journal one that fails when it is told to. */
  @BeforeEach
  void start() throws Exception {
    erp = new TopicErp(kafka, "intake" + ++count);
    Map<String, String> given = new HashMap<>(erp.settings());
    given.put("bridge.data.dir", home.resolve("data" + count).toString());
    Settings settings = Settings.load(home, Map.of(), given);
    wiring = new Wiring(settings);
    camel = new DefaultCamelContext();
    Properties properties = new Properties();
    properties.putAll(settings.all());
    properties.put("bridge.topic.enabled", "true");
    camel.getPropertiesComponent().setInitialProperties(properties);
    wiring.configure(camel);
    var component =
        camel.getComponent("kafka", org.apache.camel.component.kafka.KafkaComponent.class);
    component.getConfiguration().setBrokers(kafka.brokers());
    component.getConfiguration().setMaxPollRecords(500);
    component.getConfiguration().setPollTimeoutMs(50L);
    component.getConfiguration().setBatchingIntervalMs(50);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:hand-in")
                .process(exchange -> handIn(exchange.getMessage().getBody(byte[].class)));
          }
        });
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource("file:routes/intake-topic.camel.yaml"));
  }

  private void handIn(byte[] body) throws InterruptedException {
    String command = new String(body, StandardCharsets.UTF_8);
    if (command.startsWith("wait")) {
      open.await(3, TimeUnit.SECONDS);
    }
    RuntimeException failure = failures.remove(command);
    if (failure != null) {
      throw failure;
    }
    handedIn.add(command);
  }

  @AfterEach
  void stop() throws Exception {
    camel.close();
    wiring.close();
    erp.close();
  }

  private long lag() throws Exception {
    return erp.lag();
  }

  @Test
  void all_that_was_handed_in_is_committed() throws Exception {
    for (int i = 0; i < 50; i++) {
      erp.send("k" + i, "c" + i);
    }
    erp.flush();
    camel.start();

    await().atMost(LIMIT).until(() -> lag() == 0);
    assertThat(handedIn).hasSize(50);
  }

  @Test
  void what_fails_is_handed_in_again_and_nothing_behind_it_is_committed_before() throws Exception {
    failures.put("c3", new IllegalStateException("on purpose"));
    for (int i = 0; i < 10; i++) {
      erp.send("k", "c" + i);
    }
    erp.flush();
    camel.start();

    await().atMost(LIMIT).until(() -> lag() == 0);

    assertThat(handedIn).startsWith("c0", "c1", "c2");
    assertThat(handedIn).endsWith("c3", "c4", "c5", "c6", "c7", "c8", "c9");
    assertThat(handedIn.stream().filter("c4"::equals)).hasSize(1);
  }

  @Test
  void nothing_is_committed_past_what_was_not_handed_in_when_it_is_stopped_in_the_middle()
      throws Exception {
    camel.getShutdownStrategy().setTimeout(1);
    camel.start();
    for (int i = 0; i < 5; i++) {
      erp.send("k", "wait" + i);
    }
    erp.flush();
    await().atMost(LIMIT).until(() -> camel.getInflightRepository().size() > 0);

    camel.stop();
    open.countDown();

    assertThat(lag()).isEqualTo(5);
  }

  @Test
  void a_lone_record_does_not_wait_for_others() throws Exception {
    camel.start();
    erp.send("k", "first").get();
    await().atMost(LIMIT).until(() -> handedIn.contains("first"));

    long before = System.nanoTime();
    erp.send("k", "second").get();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(LIMIT)
        .until(() -> handedIn.contains("second"));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }
}
