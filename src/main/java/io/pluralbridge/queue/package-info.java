/**
 * The door for messages, of a broker or of Kafka: taken off the wire, read, handed in, answered.
 */
package io.pluralbridge.queue;
