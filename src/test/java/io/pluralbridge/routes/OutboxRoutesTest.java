package io.pluralbridge.routes;

import static io.pluralbridge.journal.Addressee.Door.QUEUE;
import static io.pluralbridge.journal.Addressee.Door.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.callback.AddressEvent;
import io.pluralbridge.messaging.AddressDeadLetter;
import io.pluralbridge.messaging.AddressDeadLetterRecord;
import io.pluralbridge.messaging.AddressOutcome;
import io.pluralbridge.messaging.AddressOutcomeRecord;
import io.pluralbridge.messaging.Outcomes;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Routes that tell somebody: addressed, sent to one place, and ended well only when it is there.
 * What fails stays in the journal and is told again.
 */
@RouteFile(
    value = {
      "announce-outcomes",
      "announce-to-topic",
      "park-messages",
      "park-to-topic",
      "tell-queue"
    },
    beyond = {"jms:.*", "kafka:.*"})
class OutboxRoutesTest extends RouteTest {

  @Override
  protected void bind(Registry beans) {
    Outcomes outcomes = new Outcomes(Clock.systemUTC());
    beans.bind("addressOutcome", new AddressOutcome(outcomes));
    beans.bind("addressOutcomeRecord", new AddressOutcomeRecord(outcomes));
    beans.bind("addressDeadLetter", new AddressDeadLetter());
    beans.bind("addressDeadLetterRecord", new AddressDeadLetterRecord());
    beans.bind("addressEvent", new AddressEvent());
  }

  /** A route, what it is to tell, where that goes, and the header by which repeats are dropped. */
  static Stream<Arguments> told() {
    return Stream.of(
        Arguments.of(
            "announce-outcomes",
            Given.refused(QUEUE, ""),
            "jms:queue:{{bridge.outcomes.queue}}",
            "OutcomeId"),
        Arguments.of(
            "announce-outcomes",
            Given.refused(QUEUE, "topic:t"),
            "jms:topic:{{bridge.outcomes.queue}}",
            "OutcomeId"),
        Arguments.of(
            "announce-to-topic",
            Given.refused(TOPIC, ""),
            "kafka:{{bridge.outcomes.topic}}",
            "outcome-id"),
        Arguments.of(
            "park-messages",
            Given.deadLetter(),
            "jms:queue:{{intake.queue.parked}}",
            "_AMQ_DUPL_ID"),
        Arguments.of(
            "park-to-topic",
            Given.deadLetter(),
            "kafka:{{intake.topic.parked}}",
            "original-message-id"),
        Arguments.of(
            "tell-queue", Given.authorized(), "jms:queue:{{bridge.events.queue}}", "EventId"));
  }

  @ParameterizedTest
  @MethodSource("told")
  void it_goes_to_its_place_with_what_tells_it_from_every_other(
      String route, Object told, String place, String id) throws Exception {
    MockEndpoint there = beyond(place);
    there.expectedMessageCount(1);
    there.message(0).header(id).isNotNull();
    there.message(0).body().isInstanceOf(String.class);

    assertThat(send(route, told).getException()).isNull();

    there.assertIsSatisfied();
  }

  @ParameterizedTest
  @MethodSource("told")
  void what_does_not_get_there_fails_so_that_it_is_told_again(
      String route, Object told, String place, String id) {
    IOException away = new IOException("the broker is away");
    beyond(place).whenAnyExchangeReceived(fails(away));

    assertThat(send(route, told).getException()).isSameAs(away);
  }
}
