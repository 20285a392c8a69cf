package io.pluralbridge.messaging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records that were polled together. Those with the same key are in one group, in their order;
 * one without a key is a group of its own.
 */
public final class TopicRecords {

  private final List<TopicRecord> all = new ArrayList<>();
  private final Map<Object, List<TopicRecord>> groups = new LinkedHashMap<>();

  TopicRecords() {}

  /**
   * Adds the one that came next.
   *
   * @param key null when it has none
   */
  void add(TopicRecord record, byte @Nullable [] key) {
    all.add(record);
    Object group = key == null ? record : ByteBuffer.wrap(key.clone());
    groups.computeIfAbsent(group, none -> new ArrayList<>()).add(record);
  }

  /** Groups may be handed in side by side, the records of one only one after the other. */
  public List<List<TopicRecord>> groups() {
    return List.copyOf(groups.values());
  }

  /** The first that the journal does not have. */
  Optional<TopicRecord> firstThatIsNotWrittenDown() {
    return all.stream().filter(record -> !record.isWrittenDown()).findFirst();
  }

  @Override
  public String toString() {
    return all.size() + " records";
  }
}
