package io.pluralbridge.journal;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far each file has been claimed, where claimed rows leave something behind: PostgreSQL's index
 * of what is due keeps them until it is vacuumed, and a look from the beginning of a long file
 * reads them all again.
 *
 * <p>What was passed over, since its order was busy, is found by a look from the beginning: now and
 * then, and whenever there is not enough behind the front.
 */
final class Fronts {

  private static final Duration FROM_THE_BEGINNING = Duration.ofSeconds(1);

  private final Map<String, Front> fronts = new ConcurrentHashMap<>();

  /** The last row that was found due, in the order in which they are claimed; claimed or not. */
  record Front(long dueAt, long id, long begun) {}

  /** Null when it is time to look from the beginning. */
  @Nullable Front of(String file) {
    Front front = fronts.get(file);
    return front == null || System.nanoTime() - front.begun() > FROM_THE_BEGINNING.toNanos()
        ? null
        : front;
  }

  /**
   * That row was found last. Should the claim fail, it is found again from the beginning.
   *
   * @param before from where was looked; null for the beginning
   */
  void isAt(String file, @Nullable Front before, long dueAt, long id) {
    long begun = before == null ? System.nanoTime() : before.begun();
    fronts.put(file, new Front(dueAt, id, begun));
  }

  /** The others are through. */
  void keep(Collection<String> files) {
    fronts.keySet().retainAll(files);
  }
}
