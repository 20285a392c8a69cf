package io.pluralbridge.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.journal.CommandView;
import io.pluralbridge.journal.outbox.Announcement;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record for a topic of an outcome: in words, with the key that keeps outcomes of one order
 * in their order, the correlation id that its sender knows it by, and the id by which a receiver
 * drops repeats.
 */
public final class AddressOutcomeRecord implements Processor {

  /** By which a receiver drops repeats. */
  static final String OUTCOME_ID = "outcome-id";

  private final ObjectMapper json = new ObjectMapper();
  private final Outcomes outcomes;

  public AddressOutcomeRecord(Outcomes outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException, JsonProcessingException {
    Message message = exchange.getMessage();
    Announcement announcement = message.getMandatoryBody(Announcement.class);
    message.removeHeaders("*");
    message.setBody(outcomes.told(announcement));
    message.setHeader(KafkaConstants.KEY, key(announcement));
    message.setHeader(OUTCOME_ID, announcement.outcomeId());
    message.setHeader(TakeRecords.CORRELATION_ID, announcement.to().correlationId());
  }

  /**
   * The order; where there is none, the command's key, of what is refused as far as it could be
   * read. Null when it could not.
   */
  private @Nullable String key(Announcement announcement) throws JsonProcessingException {
    CommandView view = announcement.view();
    if (view != null) {
      return announcement.orderId().isEmpty() ? view.key() : announcement.orderId();
    }
    if (announcement.refusal() == null) {
      return null;
    }
    JsonNode refusal = json.readTree(announcement.refusal());
    String orderId = refusal.path("order_id").textValue();
    return orderId == null ? refusal.path("key").textValue() : orderId;
  }
}
