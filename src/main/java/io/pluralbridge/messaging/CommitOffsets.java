package io.pluralbridge.messaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * Tells Kafka that the journal has all of what was polled together: of each partition, the last
 * record. While one of them is missing, nothing is told, and the exception has them polled again:
 * what is behind a missing one must never be committed.
 */
public final class CommitOffsets implements Processor {

  /**
   * Commits.
   *
   * @throws IllegalStateException when the journal does not have all of them
   */
  @Override
  public void process(Exchange exchange) {
    Optional<TopicRecord> missing =
        exchange.getVariable("records", TopicRecords.class).firstThatIsNotWrittenDown();
    if (missing.isPresent()) {
      throw new IllegalStateException(
          "The journal does not have the "
              + missing.get()
              + ". It is polled again, with all that is behind it");
    }
    Map<String, KafkaManualCommit> lastOfEach = new LinkedHashMap<>();
    for (Object each : exchange.getMessage().getBody(List.class)) {
      Message message = ((Exchange) each).getMessage();
      lastOfEach.put(
          message.getHeader(KafkaConstants.TOPIC, String.class)
              + "/"
              + message.getHeader(KafkaConstants.PARTITION, int.class),
          message.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
    }
    lastOfEach.values().forEach(KafkaManualCommit::commit);
  }
}
