package io.pluralbridge.journal;

/**
 * Who sent a message, and is told what became of it.
 *
 * @param door by which the message came, and by which its sender is told
 * @param messageId what tells the message from every other one of that door: however often the same
 *     is delivered, it is told once
 * @param replyTo where its sender wants to be told, in the words of the door; empty where that door
 *     tells everybody
 * @param correlationId what the sender knows the answer by; empty when it said nothing
 */
public record Addressee(Door door, String messageId, String replyTo, String correlationId) {

  /** The ways in that are also ways to tell. */
  public enum Door {
    /** Messages of a broker. */
    QUEUE,
    /** Records of Kafka. */
    TOPIC
  }
}
