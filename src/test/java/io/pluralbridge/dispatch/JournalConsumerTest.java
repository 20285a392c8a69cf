package io.pluralbridge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.Test;

class JournalConsumerTest {

  /** Five things to do. */
  private static final class Work implements Due {

    private final Queue<Integer> left =
        new ConcurrentLinkedQueue<>(IntStream.range(0, 5).boxed().toList());
    private final Queue<Object> over = new ConcurrentLinkedQueue<>();

    @Override
    public List<Integer> claim(int max) {
      Integer one = left.poll();
      return one == null ? List.of() : List.of(one);
    }

    @Override
    public void release(Object piece) {
      over.add(piece);
    }
  }

  @Test
  void whoever_gave_out_work_hears_of_each_that_it_is_over_also_when_its_route_fails()
      throws Exception {
    Work work = new Work();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("journal", new JournalComponent(Map.of("due", work), signal -> {}));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("journal:due?maxInFlight=3")
                  .process(
                      exchange -> {
                        if (exchange.getMessage().getBody(Integer.class) == 4) {
                          throw new IllegalStateException("the disk is full");
                        }
                      });
            }
          });
      camel.start();

      await().until(() -> work.over.size() == 5);
    }
    assertThat(work.over).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  /** Forty things to do, of which two may be claimed ahead. */
  private static final class HandedOver implements Due {

    private final Queue<Integer> left =
        new ConcurrentLinkedQueue<>(IntStream.range(0, 40).boxed().toList());
    private final Queue<Object> over = new ConcurrentLinkedQueue<>();

    @Override
    public List<Integer> claim(int max) {
      return Stream.generate(left::poll).limit(max).takeWhile(Objects::nonNull).toList();
    }

    @Override
    public boolean isHandedOver() {
      return true;
    }

    @Override
    public int mostAhead() {
      return 2;
    }

    @Override
    public void release(Object piece) {
      over.add(piece);
    }
  }

  @Test
  void no_hand_waits_for_a_commit_but_they_do_not_pile_up_and_to_stop_waits_for_all_of_them()
      throws Exception {
    HandedOver work = new HandedOver();
    Queue<AsyncCallback> uncommitted = new ConcurrentLinkedQueue<>();
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AsyncProcessorSupport commit =
        new AsyncProcessorSupport() {
          @Override
          public boolean process(Exchange exchange, AsyncCallback callback) {
            underWay.decrementAndGet();
            uncommitted.add(callback);
            return false;
          }
        };
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("journal", new JournalComponent(Map.of("due", work), signal -> {}));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("journal:due?maxInFlight=3")
                  .process(exchange -> most.accumulateAndGet(underWay.incrementAndGet(), Math::max))
                  .process(commit);
            }
          });
      camel.start();

      await().until(() -> uncommitted.size() >= 12);
      await().during(Duration.ofMillis(300)).until(() -> uncommitted.size() <= 14);
      assertThat(work.over).isEmpty();
      Thread committing =
          new Thread(
              () -> {
                while (!stopped.get()) {
                  for (AsyncCallback one = uncommitted.poll();
                      one != null;
                      one = uncommitted.poll()) {
                    one.done(false);
                  }
                  Thread.onSpinWait();
                }
              });
      committing.setDaemon(true);
      committing.start();
      await().until(() -> work.over.size() > 14);
    }
    stopped.set(true);
    assertThat(work.over).hasSize(40 - work.left.size());
    assertThat(most.get()).isBetween(1, 3);
  }

  /** More than there are hands for. */
  private static final class Plenty implements Due {

    private final List<Integer> claims = new CopyOnWriteArrayList<>();

    @Override
    public List<Integer> claim(int max) {
      claims.add(max);
      return IntStream.range(0, max).boxed().toList();
    }

    @Override
    public int mostAhead() {
      return 32;
    }
  }

  /** As a pool of virtual threads is. */
  private static final class Unbounded extends DefaultThreadPoolFactory {

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
      return Executors.newCachedThreadPool(factory);
    }
  }

  @Test
  void what_is_claimed_ahead_waits_for_its_place_however_many_threads_there_are() throws Exception {
    HandedOver work = new HandedOver();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getExecutorServiceManager().setThreadPoolFactory(new Unbounded());
      camel.addComponent("journal", new JournalComponent(Map.of("due", work), signal -> {}));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("journal:due?maxInFlight=3")
                  .process(
                      exchange -> {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                        underWay.decrementAndGet();
                      });
            }
          });
      camel.start();

      await().until(() -> work.over.size() == 40);
    }
    assertThat(most.get()).isEqualTo(3);
  }

  @Test
  void a_claim_waits_until_it_is_worth_its_commit_where_more_is_due_than_there_are_hands_for()
      throws Exception {
    Plenty plenty = new Plenty();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("journal", new JournalComponent(Map.of("due", plenty), signal -> {}));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("journal:due?maxInFlight=64").process(exchange -> Thread.sleep(5));
            }
          });
      camel.start();

      await().until(() -> plenty.claims.size() >= 200);
    }
    List<Integer> learned = plenty.claims.subList(100, 200);
    assertThat(learned).filteredOn(claimed -> claimed < 8).hasSizeLessThan(20);
  }

  /** One thing to do, long after the first look. */
  private static final class Later implements Due {

    private final List<Long> looks = new CopyOnWriteArrayList<>();

    @Override
    public List<Integer> claim(int max) {
      looks.add(System.nanoTime());
      return List.of();
    }

    @Override
    public Duration untilNextLook() {
      return Duration.ofMillis(looks.size() <= 10 ? 1 : 3_600_000);
    }
  }

  @Test
  void it_looks_again_as_soon_as_there_is_use_in_it_and_now_and_then_in_any_case()
      throws Exception {
    Later later = new Later();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("journal", new JournalComponent(Map.of("due", later), signal -> {}));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("journal:due").to("log:never");
            }
          });
      camel.start();

      await().until(() -> later.looks.size() >= 13);
    }
    Duration ten = Duration.ofNanos(later.looks.get(10) - later.looks.get(0));
    Duration two = Duration.ofNanos(later.looks.get(12) - later.looks.get(10));
    assertThat(ten).as("ten times a glance would be longer").isLessThan(Due.GLANCE.multipliedBy(8));
    assertThat(two).isGreaterThanOrEqualTo(Due.GLANCE.multipliedBy(2).minusMillis(10));
  }
}
