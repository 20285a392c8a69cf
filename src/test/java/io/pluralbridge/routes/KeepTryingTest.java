package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.store.JournalUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/**
 * While the journal is away a message waits and is tried again; any other failure is one at once.
 */
@RouteFile("keep-trying")
class KeepTryingTest extends RouteTest {

  private final AtomicInteger tries = new AtomicInteger();
  private Exception failure = new JournalUnavailableException(new Exception("away"));

  @Override
  protected void bind(Registry beans) {}

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:guarded")
            .routeConfigurationId("keep-trying")
            .process(
                exchange -> {
                  if (tries.incrementAndGet() == 1) {
                    throw failure;
                  }
                });
      }
    };
  }

  @Test
  void it_goes_on_where_it_stopped_once_the_journal_is_back() {
    Exchange done = send("guarded", "a message");

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getBody()).isEqualTo("a message");
    assertThat(tries).hasValue(2);
  }

  @Test
  void nothing_else_is_tried_again() {
    failure = new IllegalStateException("ours");

    assertThat(send("guarded", "a message").getException()).isSameAs(failure);
    assertThat(tries).hasValue(1);
  }
}
