package io.pluralbridge.journal.outbox;

import io.pluralbridge.journal.Addressee.Door;
import java.time.Instant;

/**
 * A message that could not be accepted, on its way to where people look at such.
 *
 * @param door by which it came
 * @param messageId that of the first message with that content
 * @param correlationId its; empty when it had none
 * @param content as it came, card data masked
 * @param reason all that is wrong with it
 * @param tries how often it was tried before
 * @param takenUntil when another node may take it up
 */
public record ParkedMessage(
    long id,
    Door door,
    String messageId,
    String correlationId,
    String content,
    String reason,
    int tries,
    Instant takenUntil) {}
