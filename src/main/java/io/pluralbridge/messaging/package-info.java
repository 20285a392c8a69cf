/** Messages of a broker or of Kafka: received, read, handed in, answered. */
@NullMarked
package io.pluralbridge.messaging;

import org.jspecify.annotations.NullMarked;
