package io.pluralbridge.messaging;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka as it came off the wire, and whether the journal has it. Not a record of Java,
 * whose {@code toString} would show what is in it.
 */
public final class TopicRecord {

  private final Place place;
  private final byte @Nullable [] value;
  private final byte @Nullable [] correlationId;
  private final AtomicBoolean writtenDown = new AtomicBoolean();

  /**
   * One that came.
   *
   * @param value null when it came without one
   * @param correlationId as its header has it; null when it has none
   */
  TopicRecord(Place place, byte @Nullable [] value, byte @Nullable [] correlationId) {
    this.place = place;
    this.value = value == null ? null : value.clone();
    this.correlationId = correlationId == null ? null : correlationId.clone();
  }

  /**
   * Where a record lies.
   *
   * @param timestamp as Kafka keeps it, in milliseconds
   */
  record Place(String topic, int partition, long offset, long timestamp) {

    /**
     * The same each time that the record is delivered. The time is in it as a topic that is made
     * anew, or another cluster, counts from the beginning again.
     */
    String id() {
      return topic + "-" + partition + "-" + offset + "-" + timestamp;
    }
  }

  Place place() {
    return place;
  }

  byte @Nullable [] value() {
    return value == null ? null : value.clone();
  }

  byte @Nullable [] correlationId() {
    return correlationId == null ? null : correlationId.clone();
  }

  /** The journal has it, or has why it is refused. */
  void writtenDown() {
    writtenDown.set(true);
  }

  boolean isWrittenDown() {
    return writtenDown.get();
  }

  @Override
  public String toString() {
    return "record " + place.id();
  }
}
