package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/**
 * Receipts are read all together, and all that follows is written down with them, or nothing is.
 */
@RouteFile("work-off-receipts")
class WorkOffReceiptsTest extends RouteTest {

  private final List<Object> learnt = new ArrayList<>();
  private boolean away;

  @Override
  protected void bind(Registry beans) {
    beans.bind("readReceipts", leaves(List.of("what is news")));
    beans.bind(
        "learnFromReceipts",
        step(
            exchange -> {
              if (away) {
                throw new IllegalStateException("the journal is away");
              }
              learnt.add(exchange.getMessage().getBody());
            }));
  }

  @Test
  void what_is_read_is_what_is_learnt() {
    Exchange done = send("work-off-receipts", List.of("a receipt"));

    assertThat(steps(done)).containsExactly("read-receipts", "learn-from-receipts");
    assertThat(learnt).containsExactly(List.of("what is news"));
  }

  /** The journal gives the receipts again. */
  @Test
  void what_could_not_be_learnt_fails_so_that_it_comes_again() {
    away = true;

    assertThat(send("work-off-receipts", List.of("a receipt")).getException())
        .hasMessage("the journal is away");
  }
}
