package io.pluralbridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an outcome may go, at the broker inside and at another. */
class ReplyQueuesTest {

  private static final Set<String> CLOSED = Set.of("plural.commands", "plural.events");
  private static final String TEMPORARY = "dcf60420-86f8-4651-84ad-bfbf2bdbb43d";

  private final ReplyQueues another = ReplyQueues.anyBut(CLOSED);
  private final ReplyQueues inside =
      ReplyQueues.only(Set.of("erp.replies", "plural.outcomes"), CLOSED);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plural.commands",
        "plural.commands::plural.commands",
        "erp.replies::plural.commands",
        "erp.replies,plural.commands",
        "erp.replies, plural.commands",
        "queue://plural.commands",
        "queue:plural.commands",
        "topic://plural.commands?consumer.prefetch=1",
        "temp-queue://plural.commands",
        "jms.queue.plural.commands",
        "anycast://plural.events",
        "activemq.management",
        "ActiveMQ.Advisory.Queue",
        "queue://activemq.notifications",
        "$sys.mqtt.sessions",
        "$ACTIVEMQ_ARTEMIS_MIRROR_x",
        "_AMQ_GROUP",
        "plural-bridge.dropped",
        "DLQ",
        "ExpiryQueue",
        "#",
        "*",
        ">"
      })
  void it_never_goes_to_where_commands_are_or_to_what_a_broker_has_for_itself(String name) {
    assertThat(another.mayGoTo(name)).isFalse();
    assertThat(inside.mayGoTo(name)).isFalse();
  }

  @Test
  void it_goes_to_any_other_queue_of_another_broker() {
    for (String name :
        new String[] {
          "erp.replies", "ERP.OUT", "a b", "queue:///ERP.OUT", "plural.commands.mine"
        }) {
      assertThat(another.mayGoTo(name)).as(name).isTrue();
    }
  }

  @Test
  void at_the_broker_inside_it_goes_to_what_is_there() {
    for (String name : new String[] {"erp.replies", "plural.outcomes", TEMPORARY}) {
      assertThat(inside.mayGoTo(name)).as(name).isTrue();
    }
    for (String name : new String[] {"erp.repleis", "", "queue://erp.replies", TEMPORARY + "::x"}) {
      assertThat(inside.mayGoTo(name)).as(name).isFalse();
    }
  }
}
