package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.RefusedException;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** An HTTP caller is told what it got wrong, and of what went wrong here no word of its own. */
@RouteFile("errors")
class ErrorsTest extends RouteTest {

  private Exception failure =
      new RefusedException(List.of(new Fault("key", "FIELD_MISSING", "key is missing")));

  @Override
  protected void bind(Registry beans) {
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:door")
            .routeConfigurationId("errors")
            .setHeader("X-Secret", constant("of the way in"))
            .process(
                exchange -> {
                  throw failure;
                });
      }
    };
  }

  @Test
  void a_caller_is_told_what_it_got_wrong() {
    Exchange done = send("door", null);

    assertThat(done.getException()).isNull();
    assertThat(done.getMessage().getHeaders())
        .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, "Content-Type")
        .containsEntry(Exchange.HTTP_RESPONSE_CODE, 400);
    assertThat(done.getMessage().getBody(String.class))
        .contains("INVALID_REQUEST", "FIELD_MISSING");
  }

  @Test
  void what_went_wrong_here_is_told_without_its_words() {
    failure = new IllegalStateException("an inner secret");

    Exchange done = send("door", null);

    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    assertThat(done.getMessage().getBody(String.class))
        .contains("INTERNAL")
        .doesNotContain("an inner secret");
  }
}
