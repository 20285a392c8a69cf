package io.pluralbridge.plural;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids for calls: UUIDs of version 4 by their looks, of which no two of one process are the same.
 * The first half is drawn once, the second counts in large steps from where it was drawn: drawing
 * all of each would have hundreds of threads wait for one source of randomness.
 */
public final class RequestIds {

  private static final long VERSION_4 = 0x4000L;
  private static final long NOT_THE_VERSION = ~0xF000L;
  private static final long VARIANT = Long.MIN_VALUE;
  private static final long NOT_THE_VARIANT = -1L >>> 2;

  /** Odd, so that it comes by every number before it comes by one again. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long first;
  private final AtomicLong second;

  /**
   * Ids that start somewhere.
   *
   * @param random looked at twice, now
   */
  public RequestIds(RandomGenerator random) {
    first = (random.nextLong() & NOT_THE_VERSION) | VERSION_4;
    second = new AtomicLong(random.nextLong());
  }

  String next() {
    long drawn = second.getAndAdd(STEP);
    return new UUID(first, (drawn & NOT_THE_VARIANT) | VARIANT).toString();
  }
}
