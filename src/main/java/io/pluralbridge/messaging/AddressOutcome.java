package io.pluralbridge.messaging;

import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.outbox.Announcement;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsConstants;

/**
 * Makes a message for a queue of an outcome: in words, with where it goes, the correlation id that
 * its sender knows it by, and the id by which a receiver drops repeats. Artemis drops them by
 * itself.
 */
public final class AddressOutcome implements Processor {

  /** By which a receiver drops repeats. */
  static final String OUTCOME_ID = "OutcomeId";

  /** By which Artemis does. */
  static final String ARTEMIS_ID = "_AMQ_DUPL_ID";

  private final Outcomes outcomes;

  public AddressOutcome(Outcomes outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    Announcement announcement = message.getMandatoryBody(Announcement.class);
    message.setBody(outcomes.told(announcement));
    Addressee to = announcement.to();
    message.setHeader("JMSCorrelationID", to.correlationId());
    message.setHeader(OUTCOME_ID, announcement.outcomeId());
    message.setHeader(ARTEMIS_ID, announcement.outcomeId());
    exchange.setVariable("toTopic", to.replyTo().startsWith(TakeMessage.TOPIC));
    if (!to.replyTo().isEmpty()) {
      message.setHeader(
          JmsConstants.JMS_DESTINATION_NAME, to.replyTo().substring(to.replyTo().indexOf(':') + 1));
    }
  }
}
