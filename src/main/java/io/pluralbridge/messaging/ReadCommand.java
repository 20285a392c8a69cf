package io.pluralbridge.messaging;

import io.pluralbridge.instruction.Draft;
import io.pluralbridge.instruction.Envelope;
import io.pluralbridge.instruction.RefusedException;
import io.pluralbridge.seal.SealRefusedException;
import io.pluralbridge.seal.SealedCommand;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads the body, JSON or sealed JSON, as a command; what it asks for is in variables afterwards.
 * Card data is taken only sealed.
 */
public final class ReadCommand implements Processor {

  private final Envelope envelope;
  private final SealedCommand seal;

  public ReadCommand(Envelope envelope, SealedCommand seal) {
    this.envelope = envelope;
    this.seal = seal;
  }

  @Override
  public void process(Exchange exchange)
      throws RefusedException,
          SealRefusedException,
          MessageRefusedException,
          KeysUnavailableException {
    IncomingMessage message = exchange.getVariable("message", IncomingMessage.class);
    if (message.refusal().isPresent()) {
      throw message.refusal().get();
    }
    byte[] body = exchange.getMessage().getBody(byte[].class);
    byte[] given = body == null ? new byte[0] : body;
    boolean sealed = SealedCommand.looksSealed(given);
    byte[] opened = sealed ? open(given) : given;
    if (!sealed && Envelope.keep(given).masked()) {
      throw MessageRefusedException.of(
          MessageErrorCode.CARD_DATA_UNSEALED,
          "there is card data in the message; seal it with the key of GET /bridge/keys/commands");
    }
    Draft draft = envelope.read(opened);
    exchange.setVariable("draft", draft);
    exchange.setVariable("command", draft.command());
    exchange.setVariable("payload", draft.payload());
    exchange.getMessage().setBody(null);
  }

  /** That our keys cannot be had is not its sender's fault. */
  private byte[] open(byte[] sealed) throws SealRefusedException, KeysUnavailableException {
    try {
      return seal.open(sealed);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new KeysUnavailableException(e);
    }
  }
}
