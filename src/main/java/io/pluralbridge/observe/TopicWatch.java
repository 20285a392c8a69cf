package io.pluralbridge.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.kafka.KafkaConsumer;
import org.apache.camel.component.kafka.TaskHealthState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the consumer of commands: says when it loses sight of Kafka and when it finds it
 * again, and starts it anew when it gave up. It gives up when Kafka does not let it in; we do not,
 * as that may be changed over there.
 */
public final class TopicWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

  private static final String ROUTE = "intake-topic";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final int LOOKS_BEFORE_ANEW = 5;

  private final CamelContext camel;
  private final Clock clock;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "topic-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable Trouble trouble;
  private int looksAtGivenUp;

  public TopicWatch(CamelContext camel, Clock clock) {
    this.camel = camel;
    this.clock = clock;
    this.trouble = new Trouble(clock.instant(), "Kafka has not been reached yet");
  }

  /** Why commands cannot be taken off their topic now. */
  record Trouble(Instant since, String what) {

    String inWords() {
      return what + ", since " + since;
    }
  }

  /** Looks from now on. */
  public void start() {
    ScheduledFuture<?> unused =
        looks.scheduleWithFixedDelay(
            this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Empty when they are taken off it. */
  Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  private void look() {
    try {
      Route route = camel.getRoute(ROUTE);
      if (route != null && route.getConsumer() instanceof KafkaConsumer consumer) {
        look(consumer.healthStates());
      }
    } catch (Exception e) {
      log.warn("The consumer of commands cannot be looked after now: {}", e.toString());
    }
  }

  private void look(List<TaskHealthState> states) throws Exception {
    boolean reached = !states.isEmpty() && states.stream().allMatch(TaskHealthState::isReady);
    Trouble before = trouble;
    if (reached) {
      looksAtGivenUp = 0;
      if (before != null) {
        trouble = null;
        log.info("Kafka is reached, commands are taken off their topic");
      }
      return;
    }
    if (before == null) {
      Trouble now = new Trouble(clock.instant(), "Kafka cannot be reached");
      trouble = now;
      log.warn("{}, trying again until it can", now.what());
    }
    looksAtGivenUp = states.stream().anyMatch(TopicWatch::gaveUp) ? looksAtGivenUp + 1 : 0;
    if (looksAtGivenUp >= LOOKS_BEFORE_ANEW) {
      looksAtGivenUp = 0;
      log.warn("The consumer of commands gave up: Kafka may not let it in. Starting it anew");
      camel.getRouteController().stopRoute(ROUTE);
      camel.getRouteController().startRoute(ROUTE);
    }
  }

  /** It was made once, and neither tries to connect again nor says what keeps it from that. */
  private static boolean gaveUp(TaskHealthState state) {
    boolean madeOnce = state.getClientId() != null;
    return state.isTerminated()
        || (madeOnce && !state.isReady() && !state.isRecoverable() && state.getLastError() == null);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
