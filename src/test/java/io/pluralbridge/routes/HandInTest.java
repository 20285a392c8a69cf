package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.store.JournalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/**
 * A message is written down or refused in writing, but for a journal that is away: then it waits.
 */
@RouteFile(value = "hand-in", with = "keep-trying", beyond = "direct:check-command")
class HandInTest extends RouteTest {

  private static final RefusedException WRONG =
      new RefusedException(List.of(new Fault("key", "FIELD_MISSING", "key is missing")));

  private final List<Object> told = new ArrayList<>();
  private final MessageDoor door = new MessageDoor();
  private final List<Object> read = new ArrayList<>();
  private Processor reading =
      exchange -> {
        read.add(exchange.getMessage().getBody());
        exchange.setVariable("draft", "a draft");
        exchange.getMessage().setBody(null);
      };

  @Override
  protected void bind(Registry beans) {
    beans.bind("readCommand", step(exchange -> reading.process(exchange)));
    beans.bind("messageDoor", door);
  }

  private Exchange handIn() {
    return send("hand-in", "bytes", Map.of("message", "a message", "sealed", "sealed"));
  }

  @Test
  void a_command_is_checked_and_then_written_down() {
    Exchange done = handIn();

    assertThat(steps(done))
        .containsExactly(
            "message-to-reading", "read-command", "check-message", "write-message-down");
    assertThat(told).containsExactly("a draft", "sealed", "a message");
  }

  @Test
  void what_cannot_be_read_is_refused_in_writing_and_checked_no_further() throws Exception {
    reading = fails(WRONG);
    MockEndpoint check = beyond("direct:check-command");
    check.expectedMessageCount(0);

    Exchange done = handIn();

    check.assertIsSatisfied();
    assertThat(done.getException()).isNull();
    assertThat(told).containsExactly("a message", WRONG);
  }

  @Test
  void what_goes_wrong_here_is_refused_too_and_not_delivered_again_and_again() {
    Exception ours = new IllegalStateException("ours");
    beyond("direct:check-command").whenAnyExchangeReceived(fails(ours));

    assertThat(handIn().getException()).isNull();
    assertThat(told).containsExactly("a message", ours);
  }

  @Test
  void while_the_journal_is_away_it_waits_and_nothing_is_refused() {
    door.away = true;

    assertThat(handIn().getException()).isNull();
    assertThat(told).containsExactly("tried", "a draft", "sealed", "a message");
  }

  /** The journal is asked about an order for the check, too. */
  @Test
  void it_is_read_and_checked_once_more_when_the_journal_is_back() {
    beyond("direct:check-command")
        .whenExchangeReceived(1, fails(new JournalUnavailableException(new Exception("away"))));

    assertThat(handIn().getException()).isNull();
    assertThat(read).containsExactly("bytes", "bytes");
    assertThat(told).containsExactly("a draft", "sealed", "a message");
  }

  /** Stands for {@link io.pluralbridge.messaging.MessageDoor}. */
  public final class MessageDoor {
    private boolean away;

    public void accept(Object draft, Object sealed, Object message, Integer part)
        throws JournalUnavailableException {
      if (away) {
        away = false;
        told.add("tried");
        throw new JournalUnavailableException(new Exception("away"));
      }
      told.addAll(List.of(draft, sealed, message));
    }

    public void refuse(Object message, Exception why, Integer part) {
      told.addAll(List.of(message, why));
    }
  }
}
