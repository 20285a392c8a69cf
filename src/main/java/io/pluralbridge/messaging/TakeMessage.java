package io.pluralbridge.messaging;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.instruction.Envelope;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.Addressee;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message of a broker off the wire: who sent it is in the variable {@code message}
 * afterwards, what is in it is the body as bytes, and not one header is left, as what a sender
 * names its headers must not steer us. Nothing of what Java can serialise is ever read.
 */
public final class TakeMessage implements Processor {

  /** Where an answer goes to a queue, before its name. */
  static final String QUEUE = "queue:";

  /** Where an answer goes to a topic, before its name. */
  static final String TOPIC = "topic:";

  /** What the embedded broker's door says of a message that it did not let in as it came. */
  private static final String REFUSAL = "PluralRefusal";

  private static final String USER = "JMSXUserID";
  private static final String SIZE = "PluralSize";
  private static final int LONGEST_NAME = 1_000;

  private final int mostBytes;
  private final ReplyQueues replies;

  /** Takes messages of up to so many bytes, whose answers may go there. */
  public TakeMessage(int mostBytes, ReplyQueues replies) {
    this.mostBytes = mostBytes;
    this.replies = replies;
  }

  @Override
  public void process(Exchange exchange) throws JMSException {
    Message message = exchange.getMessage(JmsMessage.class).getJmsMessage();
    List<Fault> faults = new ArrayList<>();
    byte[] content = content(message, faults);
    if (message.propertyExists(AddressOutcome.OUTCOME_ID)) {
      faults.add(
          fault(
              MessageErrorCode.MESSAGE_IS_OUTCOME,
              "the message has the property "
                  + AddressOutcome.OUTCOME_ID
                  + " of an outcome; send commands without"));
    }
    String source = name(message.getJMSDestination());
    String replyTo = replyTo(message, source, faults);
    String correlationId = correlationId(message, faults);
    String id = message.getJMSMessageID();
    String messageId = id == null || !isName(id) ? digest(content, replyTo, correlationId) : id;
    String answerTo = correlationId.isEmpty() ? messageId : correlationId;
    exchange.setVariable(
        "message",
        new IncomingMessage(
            new Addressee(Addressee.Door.QUEUE, messageId, replyTo, answerTo),
            source,
            user(message),
            content,
            faults));
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(content);
  }

  /** Who put it there: the embedded broker sees to it that nobody names another. */
  private static @Nullable String user(Message message) throws JMSException {
    String user = message.getStringProperty(USER);
    return user == null || !isName(user) || CardNumbers.isIn(user) ? null : user;
  }

  private byte[] content(Message message, List<Fault> faults) throws JMSException {
    byte[] content = new byte[0];
    String refusal = message.getStringProperty(REFUSAL);
    if ("TOO_LARGE".equals(refusal)) {
      faults.add(tooLarge(message.getStringProperty(SIZE)));
    } else if ("COMPRESSED".equals(refusal)) {
      faults.add(
          fault(
              MessageErrorCode.MESSAGE_COMPRESSED,
              "the message is compressed; send it as it is, nothing is unpacked"));
    } else if ("NOT_TEXT".equals(refusal)) {
      faults.add(notText());
    } else if (message instanceof TextMessage text) {
      content = bytes(text.getText());
    } else if (message instanceof BytesMessage bytes && bytes.getBodyLength() <= mostBytes) {
      content = new byte[(int) bytes.getBodyLength()];
      bytes.readBytes(content);
    } else if (message instanceof BytesMessage bytes) {
      faults.add(tooLarge(Long.toString(bytes.getBodyLength())));
    } else {
      faults.add(notText());
    }
    if (content.length > mostBytes) {
      faults.add(tooLarge(Integer.toString(content.length)));
      content = new byte[0];
    }
    if ("CARD_DATA_UNSEALED".equals(refusal)) {
      faults.add(
          fault(
              MessageErrorCode.CARD_DATA_UNSEALED,
              "there is card data in the message; seal it with the key of GET"
                  + " /bridge/keys/commands"));
    }
    return content;
  }

  private static byte[] bytes(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Fault notText() {
    return fault(
        MessageErrorCode.MESSAGE_TYPE,
        "the message is neither a text nor bytes; send JSON as a TextMessage");
  }

  private Fault tooLarge(@Nullable String size) {
    return fault(
        MessageErrorCode.MESSAGE_TOO_LARGE,
        "the message has " + size + " bytes; send at most " + mostBytes);
  }

  private String replyTo(Message message, String source, List<Fault> faults) throws JMSException {
    Destination replyTo = message.getJMSReplyTo();
    if (replyTo == null) {
      return "";
    }
    String name = name(replyTo);
    boolean wrong =
        name.equals(source)
            || name.isEmpty()
            || !replies.mayGoTo(name.substring(name.indexOf(':') + 1))
            || !isName(name)
            || CardNumbers.isIn(name);
    if (wrong) {
      faults.add(
          fault(
              MessageErrorCode.REPLY_TO_INVALID,
              "JMSReplyTo cannot be answered to; name a temporary queue, "
                  + replies.others()
                  + ", or none"));
    }
    return wrong ? "" : name;
  }

  /** Empty for what has no name of its own. */
  private static String name(@Nullable Destination destination) throws JMSException {
    if (destination instanceof Queue queue) {
      return QUEUE + queue.getQueueName();
    }
    return destination instanceof Topic topic ? TOPIC + topic.getTopicName() : "";
  }

  private static String correlationId(Message message, List<Fault> faults) throws JMSException {
    String id = message.getJMSCorrelationID();
    if (id == null) {
      return "";
    }
    if (!isName(id) || CardNumbers.isIn(id)) {
      faults.add(
          fault(
              MessageErrorCode.CORRELATION_ID_INVALID,
              "JMSCorrelationID is not right; write up to "
                  + LONGEST_NAME
                  + " characters without a card number"));
      return "";
    }
    return id;
  }

  /** What every database keeps and gives back as it was. */
  private static boolean isName(String text) {
    return text.length() <= LONGEST_NAME
        && text.indexOf('\0') < 0
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Fault fault(MessageErrorCode code, String message) {
    return MessageRefusedException.fault("", code, message);
  }

  /** For senders that give their messages no id: the same again is the same message. */
  private static String digest(byte[] content, String replyTo, String correlationId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes(replyTo + '\n' + correlationId + '\n'));
      digest.update(bytes(Envelope.keep(content).text()));
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JVM", e);
    }
  }
}
