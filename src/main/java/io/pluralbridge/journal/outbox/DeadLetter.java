package io.pluralbridge.journal.outbox;

/**
 * A message that could not be accepted, on its way to where people look at such.
 *
 * @param messageId that of the first message with that content
 * @param correlationId its; empty when it had none
 * @param content as it came, card data masked
 * @param reason all that is wrong with it
 * @param tries how often it was tried before
 */
public record DeadLetter(
    long id, String messageId, String correlationId, String content, String reason, int tries)
    implements Outbox.Row {}
