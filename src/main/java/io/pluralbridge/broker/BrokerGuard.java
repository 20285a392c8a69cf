package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.activemq.artemis.reader.MessageUtil;
import org.apache.activemq.artemis.reader.TextMessageUtil;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is kept of a message to a guarded queue: the message itself, or a stub in its place
 * that names the {@link BodyRefusal}, so that its sender can be told without anybody loading the
 * body.
 *
 * <p>The stub is a text message with the identity of the message (id, time, correlation id, whom to
 * reply to, type, priority, expiry, duplicate id) and nothing else of it; its text is empty, or the
 * masked body.
 */
final class BrokerGuard {

  /** What the envelope of an AMQP message may add to its body. */
  static final int ENVELOPE = 65_536;

  /** Longer than any identity that means something to somebody. */
  private static final int MAX_WORD = 1_024;

  private static final Set<String> OURS =
      Set.of(
          BodyRefusal.PROPERTY.toLowerCase(Locale.ROOT), BodyRefusal.SIZE.toLowerCase(Locale.ROOT));

  private static final List<SimpleString> IDENTITY =
      List.of(
          MessageUtil.CORRELATIONID_HEADER_NAME,
          MessageUtil.REPLYTO_HEADER_NAME,
          MessageUtil.TYPE_HEADER_NAME,
          SimpleString.of("NATIVE_MESSAGE_ID"),
          SimpleString.of("JMS_AMQP_ORIGINAL_ENCODING"),
          Message.HDR_ROUTING_TYPE,
          Message.HDR_DUPLICATE_DETECTION_ID);

  private final Set<SimpleString> queues;
  private final int maxBytes;
  private final BodyCheck check;

  BrokerGuard(Set<SimpleString> queues, int maxBytes, BodyCheck check) {
    this.queues = queues;
    this.maxBytes = maxBytes;
    this.check = check;
  }

  boolean guards(SimpleString address) {
    return queues.contains(address);
  }

  /**
   * How many bytes of a message that comes in pieces are worth holding: a text has two a letter.
   */
  int room() {
    return 2 * maxBytes + ENVELOPE;
  }

  /** What is kept of that message. */
  Message keep(Message message) {
    if (message instanceof HeldMessage held) {
      return keepHeld(held);
    }
    if (message instanceof AMQPMessage amqp) {
      return keepAmqp(amqp);
    }
    if (!(message instanceof ICoreMessage core)) {
      throw new IllegalArgumentException("a message of a protocol that nobody looks into");
    }
    if (isCompressed(core)) {
      return stub(core, BodyRefusal.COMPRESSED, core.getBodyBufferSize(), "");
    }
    if (core.isLargeMessage()) {
      return stub(core, BodyRefusal.TOO_LARGE, core.getBodyBufferSize(), "");
    }
    return keepCore(core);
  }

  private Message keepHeld(HeldMessage held) {
    if (isCompressed(held)) {
      return stub(held, BodyRefusal.COMPRESSED, held.size(), "");
    }
    if (!held.isWhole()) {
      long size = held.getType() == Message.TEXT_TYPE ? held.size() / 2 : held.size();
      return stub(held, BodyRefusal.TOO_LARGE, size, "");
    }
    byte[] body = held.pieces();
    CoreMessage whole = new CoreMessage(0, body.length + ENVELOPE);
    whole.moveHeadersAndProperties(held);
    whole.removeProperty(Message.HDR_LARGE_BODY_SIZE);
    whole.getBodyBuffer().writeBytes(body);
    return keepCore(whole);
  }

  private Message keepAmqp(AMQPMessage amqp) {
    if (amqp.isLargeMessage() || amqp.getEncodeSize() > maxBytes + ENVELOPE) {
      return stub(identity(amqp), BodyRefusal.TOO_LARGE, amqp.getWholeMessageSize(), "");
    }
    // From here on it is what any receiver will see of it, so that nothing hides beside it.
    ICoreMessage core = amqp.toCore();
    return isCompressed(core)
        ? stub(core, BodyRefusal.COMPRESSED, core.getBodyBufferSize(), "")
        : keepCore(core);
  }

  private Message keepCore(ICoreMessage core) {
    ActiveMQBuffer buffer = core.getReadOnlyBodyBuffer();
    byte[] body;
    switch (core.getType()) {
      case Message.TEXT_TYPE -> {
        SimpleString text =
            buffer.readableBytes() == 0 ? null : TextMessageUtil.readBodyText(buffer);
        body = text == null ? new byte[0] : text.toString().getBytes(UTF_8);
      }
      case Message.BYTES_TYPE -> {
        body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
      }
      default -> {
        if (buffer.readableBytes() > 0) {
          return stub(core, BodyRefusal.NOT_TEXT, buffer.readableBytes(), "");
        }
        body = new byte[0];
      }
    }
    if (body.length > maxBytes) {
      return stub(core, BodyRefusal.TOO_LARGE, body.length, "");
    }
    Optional<String> masked = check.keepInstead(body);
    if (masked.isPresent() || isInProperties(core)) {
      return stub(
          core,
          BodyRefusal.CARD_DATA_UNSEALED,
          body.length,
          masked.orElseGet(() -> new String(body, UTF_8)));
    }
    for (SimpleString name : Set.copyOf(core.getPropertyNames())) {
      if (OURS.contains(name.toString().toLowerCase(Locale.ROOT))) {
        core.removeProperty(name);
      }
    }
    return core;
  }

  /** Card data where nobody expects it: in a property, its name, the correlation id, the type. */
  private boolean isInProperties(ICoreMessage core) {
    for (SimpleString name : core.getPropertyNames()) {
      if (hasCardData(name.toString()) || hasCardData(core.getObjectProperty(name))) {
        return true;
      }
    }
    return false;
  }

  private boolean hasCardData(@Nullable Object value) {
    byte[] bytes = value instanceof byte[] raw ? raw : String.valueOf(value).getBytes(UTF_8);
    return check.keepInstead(bytes).isPresent();
  }

  private static boolean isCompressed(Message message) {
    Object flag = message.getObjectProperty(Message.HDR_LARGE_COMPRESSED);
    return flag != null && !Boolean.FALSE.equals(flag);
  }

  private CoreMessage stub(ICoreMessage of, BodyRefusal refusal, long size, String text) {
    CoreMessage stub = new CoreMessage(0, 2 * text.length() + ENVELOPE);
    stub.setType(Message.TEXT_TYPE);
    stub.setAddress(of.getAddressSimpleString());
    stub.setUserID(of.getUserID());
    stub.setTimestamp(of.getTimestamp());
    stub.setPriority(of.getPriority());
    stub.setExpiration(of.getExpiration());
    stub.setDurable(true);
    for (SimpleString name : IDENTITY) {
      Object value = of.getObjectProperty(name);
      if (value != null && lengthOf(value) <= MAX_WORD && !hasCardData(value)) {
        stub.putObjectProperty(name, value);
      }
    }
    stub.putStringProperty(BodyRefusal.PROPERTY, refusal.name());
    stub.putLongProperty(BodyRefusal.SIZE, size);
    TextMessageUtil.writeBodyText(stub.getBodyBuffer(), SimpleString.of(text));
    return stub;
  }

  private static int lengthOf(Object value) {
    return value instanceof byte[] bytes ? bytes.length : value.toString().length();
  }

  /** An AMQP message without its body, as others see it: only its beginning is read. */
  private static ICoreMessage identity(AMQPMessage amqp) {
    Map<Symbol, Object> annotations = new HashMap<>();
    @Nullable MessageAnnotations given = amqp.getMessageAnnotations();
    if (given != null) {
      given
          .getValue()
          .forEach(
              (name, value) -> {
                if (name.toString().matches("x-opt-jms-(dest|reply-to)")) {
                  annotations.put(name, value);
                }
              });
    }
    Map<String, Object> properties = new HashMap<>();
    @Nullable ApplicationProperties own = amqp.getApplicationProperties();
    String duplicate = Message.HDR_DUPLICATE_DETECTION_ID.toString();
    if (own != null && own.getValue() != null && own.getValue().containsKey(duplicate)) {
      properties.put(duplicate, own.getValue().get(duplicate));
    }
    AMQPStandardMessage small =
        AMQPStandardMessage.createMessage(
            0,
            amqp.getMessageFormat(),
            amqp.getReplyTo(),
            amqp.getHeader(),
            amqp.getProperties(),
            null,
            annotations,
            properties,
            null,
            new AmqpValue(""));
    small.setAddress(amqp.getAddressSimpleString());
    return small.toCore();
  }
}
