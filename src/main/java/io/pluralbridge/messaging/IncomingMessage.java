package io.pluralbridge.messaging;

import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.Origin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came off the wire. Not a record, whose {@code toString} would show what is in it.
 */
public final class IncomingMessage {

  private final Addressee sender;
  private final String source;
  private final @Nullable String user;
  private final byte[] content;
  private final List<Fault> faults;

  /**
   * One that came.
   *
   * @param source the queue or topic that it lay in
   * @param user who put it there, as the broker says; null when it says nothing
   * @param content nothing, when it is too large to be looked at
   * @param faults what is wrong with it whatever is in it
   */
  IncomingMessage(
      Addressee sender, String source, @Nullable String user, byte[] content, List<Fault> faults) {
    this.sender = sender;
    this.source = source;
    this.user = user;
    this.content = content.clone();
    this.faults = List.copyOf(faults);
  }

  /** Who sent it, and is told what becomes of it. */
  Addressee sender() {
    return sender;
  }

  /** The same for one of several commands of one message. */
  Addressee senderOfPart(int part) {
    return new Addressee(
        sender.door(), sender.messageId() + "#" + part, sender.replyTo(), sender.correlationId());
  }

  String source() {
    return source;
  }

  /** Where the commands in it come from. */
  Origin origin() {
    Origin.Way way =
        switch (sender.door()) {
          case QUEUE -> Origin.Way.QUEUE;
          case TOPIC -> Origin.Way.TOPIC;
        };
    return new Origin(way, source, user);
  }

  byte[] content() {
    return content.clone();
  }

  /** What is wrong with it whatever is in it; empty when nothing is. */
  Optional<MessageRefusedException> refusal() {
    return faults.isEmpty() ? Optional.empty() : Optional.of(new MessageRefusedException(faults));
  }

  @Override
  public String toString() {
    return "message " + sender.messageId() + " of " + source;
  }
}
