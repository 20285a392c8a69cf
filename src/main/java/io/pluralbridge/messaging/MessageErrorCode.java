package io.pluralbridge.messaging;

/**
 * What a message can be refused for besides what its JSON can be. The names are stable: programs
 * read them.
 */
public enum MessageErrorCode {
  MESSAGE_TYPE("The message is neither a text nor bytes."),
  MESSAGE_TOO_LARGE("The message is larger than intake.queue.max-message-bytes."),
  MESSAGE_COMPRESSED("The message is compressed. Nothing is unpacked."),
  REPLY_TO_INVALID("JMSReplyTo is no queue that may be answered to."),
  MESSAGE_IS_OUTCOME("The message is an outcome, or looks like one."),
  CORRELATION_ID_INVALID("The correlation id has more than 1000 characters, or a card number."),
  CARD_DATA_UNSEALED("There is card data in the message, and it is not sealed."),
  KEY_REUSED("The key came before with other content."),
  TAKEN_BACK("The file in which this came first has been refused. Send the message again."),
  MAPPING("The message could not be put into our words.");

  private final String sentence;

  MessageErrorCode(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong, for people. */
  public String sentence() {
    return sentence;
  }
}
