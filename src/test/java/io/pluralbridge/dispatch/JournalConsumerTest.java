package io.pluralbridge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
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
