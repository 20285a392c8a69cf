package io.pluralbridge.messaging;

import io.pluralbridge.instruction.Draft;
import io.pluralbridge.instruction.Envelope;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.journal.Acceptance;
import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.outbox.Announcements;
import io.pluralbridge.journal.store.JournalUnavailableException;
import io.pluralbridge.payment.Command;
import io.pluralbridge.seal.SealRefusedException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands commands of messages to the journal, together with who is to be told; and what could not be
 * accepted, together with what is wrong with it. A message may be acknowledged once one of these
 * returns.
 */
public final class MessageDoor {

  private static final int LONGEST_REASON = 2_000;

  private final Commands commands;
  private final Announcements announcements;
  private final Outcomes outcomes;

  public MessageDoor(Commands commands, Announcements announcements, Outcomes outcomes) {
    this.commands = commands;
    this.announcements = announcements;
    this.outcomes = outcomes;
  }

  /**
   * Writes a command down once, or refuses its message when its key stands for something else.
   *
   * @param sealed all of what Plural is to be sent, where there is card data in it
   * @param part its place among several commands of the message; null when it is the only one
   * @throws JournalUnavailableException when that could not be written down
   */
  public void accept(
      Draft draft, @Nullable String sealed, IncomingMessage message, @Nullable Integer part)
      throws JournalUnavailableException {
    Acceptance acceptance =
        commands.accept(
            draft.command().withSealed(sealed),
            draft.alias(),
            message.origin(),
            sender(message, part));
    if (acceptance instanceof Acceptance.KeyReused reused) {
      refuse(
          message,
          MessageRefusedException.of(
              MessageErrorCode.KEY_REUSED,
              "the key "
                  + reused.name()
                  + " came first with other content: "
                  + reused.first()
                  + ". Give this instruction a key of its own"),
          part);
    }
  }

  /**
   * Writes down that a message is refused, and why.
   *
   * @throws JournalUnavailableException when that could not be written down
   */
  public void refuse(IncomingMessage message, Exception why, @Nullable Integer part)
      throws JournalUnavailableException {
    List<Fault> faults = faults(why);
    Envelope.Kept kept = Envelope.keep(message.content());
    announcements.refuse(
        Command.DEFAULT_MERCHANT,
        sender(message, part),
        outcomes.refused(kept.names(), faults),
        kept.text(),
        reason(faults));
  }

  private static Addressee sender(IncomingMessage message, @Nullable Integer part) {
    return part == null ? message.sender() : message.senderOfPart(part);
  }

  private static List<Fault> faults(Exception why) {
    if (why instanceof RefusedException refused) {
      return refused.faults();
    }
    if (why instanceof MessageRefusedException refused) {
      return refused.faults();
    }
    if (why instanceof SealRefusedException refused) {
      return List.of(new Fault("", refused.code().name(), String.valueOf(refused.getMessage())));
    }
    // Of a mapping: its words may hold a piece of the message.
    return List.of(
        MessageRefusedException.fault(
            "",
            MessageErrorCode.MAPPING,
            MessageErrorCode.MAPPING.sentence() + " (" + why.getClass().getSimpleName() + ")"));
  }

  private static String reason(List<Fault> faults) {
    String all =
        faults.stream()
            .map(
                fault ->
                    fault.code()
                        + (fault.field().isEmpty() ? "" : " " + fault.field())
                        + ": "
                        + fault.message())
            .collect(Collectors.joining("; "));
    return all.length() > LONGEST_REASON ? all.substring(0, LONGEST_REASON) + "…" : all;
  }
}
