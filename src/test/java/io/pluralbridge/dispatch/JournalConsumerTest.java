package io.pluralbridge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
}
