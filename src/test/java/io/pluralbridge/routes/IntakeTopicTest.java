package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.messaging.CommitOffsets;
import io.pluralbridge.messaging.TakeRecord;
import io.pluralbridge.messaging.TakeRecords;
import io.pluralbridge.messaging.TickOffRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** Records of one key are handed in in their order, and committed once all of them are. */
@RouteFile(value = "intake-topic", beyond = "direct:hand-in")
class IntakeTopicTest extends RouteTest {

  private final List<String> handedIn = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> committed = new ArrayList<>();

  @Override
  protected void bind(Registry beans) {
    beans.bind("takeRecords", new TakeRecords());
    beans.bind("takeRecord", new TakeRecord(1000));
    beans.bind("tickOffRecord", new TickOffRecord());
    beans.bind("commitOffsets", new CommitOffsets());
  }

  @Override
  protected CamelContext createCamelContext() throws Exception {
    CamelContext camel = super.createCamelContext();
    camel
        .getExecutorServiceManager()
        .registerThreadPoolProfile(new ThreadPoolProfileBuilder("topic-hands").poolSize(2).build());
    return camel;
  }

  private Exchange record(String key, long offset, String value) {
    return ExchangeBuilder.anExchange(context)
        .withHeader(KafkaConstants.TOPIC, "commands")
        .withHeader(KafkaConstants.PARTITION, 0)
        .withHeader(KafkaConstants.OFFSET, offset)
        .withHeader(KafkaConstants.TIMESTAMP, 0L)
        .withHeader(KafkaConstants.KEY, key.getBytes())
        .withHeader(KafkaConstants.MANUAL_COMMIT, (KafkaManualCommit) () -> committed.add(offset))
        .withBody(value.getBytes())
        .build();
  }

  private Exchange poll() {
    return send(
        "intake-topic", List.of(record("a", 1, "a1"), record("b", 2, "b1"), record("a", 3, "a2")));
  }

  private void handIn(Exchange exchange) {
    String command = exchange.getMessage().getBody(String.class);
    if (command.equals("a1") && handedIn.contains("fail")) {
      throw new IllegalStateException("ours");
    }
    handedIn.add(command);
  }

  @Test
  void those_of_one_key_keep_their_order_and_the_last_of_all_is_committed() {
    beyond("direct:hand-in").whenAnyExchangeReceived(this::handIn);

    assertThat(poll().getException()).isNull();

    assertThat(handedIn)
        .containsExactlyInAnyOrder("a1", "a2", "b1")
        .containsSubsequence("a1", "a2");
    assertThat(committed).containsExactly(3L);
  }

  @Test
  void one_that_is_not_handed_in_keeps_those_behind_it_and_all_from_being_committed() {
    handedIn.add("fail");
    beyond("direct:hand-in").whenAnyExchangeReceived(this::handIn);

    assertThat(poll().getException()).hasMessageContaining("ours");

    assertThat(handedIn).contains("b1").doesNotContain("a2");
    assertThat(committed).isEmpty();
  }
}
