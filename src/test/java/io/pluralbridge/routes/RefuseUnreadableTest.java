package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.store.JournalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/**
 * What a mapping cannot read is refused in writing, and counts as taken: it does not come again.
 */
@RouteFile("refuse-unreadable")
class RefuseUnreadableTest extends RouteTest {

  private static final Exception UNREADABLE = new IllegalArgumentException("no XML");

  private final List<Object> refused = new ArrayList<>();
  private boolean away;

  @Override
  protected void bind(Registry beans) {
    beans.bind("messageDoor", new MessageDoor());
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:mapping")
            .routeConfigurationId("refuse-unreadable")
            .process(fails(UNREADABLE))
            .to("mock:mapped");
      }
    };
  }

  @Test
  void it_is_refused_in_writing_and_does_not_come_again() throws Exception {
    getMockEndpoint("mock:mapped").expectedMessageCount(0);

    Exchange done = send("mapping", "<x", Map.of("message", "a message"));

    getMockEndpoint("mock:mapped").assertIsSatisfied();
    assertThat(done.getException()).isNull();
    assertThat(refused).containsExactly("a message", UNREADABLE);
  }

  @Test
  void where_the_refusal_cannot_be_written_down_either_it_comes_again() {
    away = true;

    Exchange done = send("mapping", "<x", Map.of("message", "a message"));

    assertThat(done.getException()).isInstanceOf(JournalUnavailableException.class);
  }

  /** Stands for {@link io.pluralbridge.messaging.MessageDoor}. */
  public final class MessageDoor {
    public void refuse(Object message, Exception why, Integer part) throws Exception {
      if (away) {
        throw new JournalUnavailableException(new Exception("away"));
      }
      refused.addAll(List.of(message, why));
    }
  }
}
