package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.http.HttpReply;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.journal.store.JournalUnavailableException;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we know of orders is shown from the journal, and nobody is asked. */
@RouteFile(value = "show-order", with = "errors")
class ShowOrderTest extends RouteTest {

  private final OrderDoor door = new OrderDoor();

  @Override
  protected void bind(Registry beans) {
    beans.bind("orderDoor", door);
    beans.bind("replies", new Replies(Clock.systemUTC()));
    beans.bind("writeReply", new WriteReply());
  }

  private Exchange ask(String route) {
    return send(route, e -> e.getMessage().setHeader("order_id", "v1-1"));
  }

  @ParameterizedTest
  @CsvSource({"show-order, order v1-1", "showOrders, orders of v1-1"})
  void the_answer_goes_out_and_no_header_of_the_question(String route, String answer) {
    Exchange done = ask(route);

    assertThat(done.getMessage().getBody(String.class)).isEqualTo(answer);
    assertThat(done.getMessage().getHeaders()).containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE);
  }

  @ParameterizedTest
  @CsvSource({"show-order", "showOrders"})
  void while_the_journal_is_away_the_caller_is_told_to_come_again(String route) {
    door.away = true;

    Exchange done = ask(route);

    assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
    assertThat(done.getMessage().getHeader("Retry-After")).isEqualTo("5");
  }

  /** Stands for {@link io.pluralbridge.http.OrderDoor}. */
  public static final class OrderDoor {
    private boolean away;

    public HttpReply find(Map<String, Object> path) throws JournalUnavailableException {
      return reply("order " + path.get("order_id"));
    }

    public HttpReply list(Map<String, Object> headers) throws JournalUnavailableException {
      return reply("orders of " + headers.get("order_id"));
    }

    private HttpReply reply(String body) throws JournalUnavailableException {
      if (away) {
        throw new JournalUnavailableException(new Exception("away"));
      }
      return new HttpReply(200, Map.of(), body);
    }
  }
}
