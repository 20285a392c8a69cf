package io.pluralbridge.messaging;

import io.pluralbridge.carddata.CardNumbers;
import io.pluralbridge.instruction.Fault;
import io.pluralbridge.journal.Addressee;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes up one record: where it lies and whom to tell is in the variable {@code message}
 * afterwards, what is in it is the body as bytes, and not one header is left. Which of the records
 * that happened to be polled together it was is forgotten, as it is another one when they come
 * again.
 */
public final class TakeRecord implements Processor {

  private static final int LONGEST_NAME = 1_000;

  private final int mostBytes;

  /** Takes records of up to so many bytes. */
  public TakeRecord(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void process(Exchange exchange) {
    TopicRecord record = exchange.getMessage().getBody(TopicRecord.class);
    List<Fault> faults = new ArrayList<>();
    byte[] content = content(record, faults);
    String correlationId = correlationId(record.correlationId(), faults);
    String id = record.place().id();
    exchange.setVariable("record", record);
    exchange.setVariable(
        "message",
        new IncomingMessage(
            new Addressee(
                Addressee.Door.TOPIC, id, "", correlationId.isEmpty() ? id : correlationId),
            TakeMessage.TOPIC + record.place().topic(),
            null,
            content,
            faults));
    exchange.removeProperty(ExchangePropertyKey.SPLIT_INDEX);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(content);
  }

  private byte[] content(TopicRecord record, List<Fault> faults) {
    byte[] value = record.value();
    if (value == null) {
      faults.add(
          MessageRefusedException.fault(
              "",
              MessageErrorCode.MESSAGE_TYPE,
              "the record has no value; to take an instruction back, send a command"));
      return new byte[0];
    }
    if (value.length > mostBytes) {
      faults.add(
          MessageRefusedException.fault(
              "",
              MessageErrorCode.MESSAGE_TOO_LARGE,
              "the record has " + value.length + " bytes; send at most " + mostBytes));
      return new byte[0];
    }
    return value;
  }

  private static String correlationId(byte @Nullable [] header, List<Fault> faults) {
    if (header == null) {
      return "";
    }
    try {
      String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      if (id.length() <= LONGEST_NAME && id.indexOf('\0') < 0 && !CardNumbers.isIn(id)) {
        return id;
      }
    } catch (CharacterCodingException e) {
      // Refused as well.
    }
    faults.add(
        MessageRefusedException.fault(
            "",
            MessageErrorCode.CORRELATION_ID_INVALID,
            "the header "
                + TakeRecords.CORRELATION_ID
                + " is not right; write up to "
                + LONGEST_NAME
                + " characters of UTF-8 without a card number"));
    return "";
  }
}
