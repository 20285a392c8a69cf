package io.pluralbridge.http;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Limits how many bytes of request bodies are in memory at once. Where there are more, the largest
 * of those that are still coming gives way: who sends much and does not end makes place for who
 * sends little.
 */
final class BodyBudget {

  private final long most;
  private final Set<Share> coming = new LinkedHashSet<>();
  private long bytes;

  /**
   * Nothing yet.
   *
   * @param most how many bytes at once
   */
  BodyBudget(long most) {
    this.most = most;
  }

  /** How many bytes there are now. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * A body begins.
   *
   * @param givesWay run at most once, by whoever adds to a body, when it has to give way
   */
  Share begin(Runnable givesWay) {
    Share share = new Share(givesWay);
    synchronized (this) {
      coming.add(share);
    }
    return share;
  }

  /** What one body takes of it. */
  final class Share {

    private final Runnable givesWay;
    private long size;

    private Share(Runnable givesWay) {
      this.givesWay = givesWay;
    }

    /** More of it came. Others, or itself, may have to give way for that. */
    void add(int more) {
      while (true) {
        Share largest;
        synchronized (BodyBudget.this) {
          if (more > 0 && coming.contains(this)) {
            size += more;
            bytes += more;
          }
          more = 0;
          if (bytes <= most || coming.isEmpty()) {
            return;
          }
          largest = coming.stream().max(Comparator.comparingLong(one -> one.size)).orElseThrow();
          largest.end();
        }
        largest.givesWay.run();
      }
    }

    /** All of it is there: it stays until it ends. */
    void whole() {
      synchronized (BodyBudget.this) {
        coming.remove(this);
      }
    }

    /** It is no longer in memory. */
    void end() {
      synchronized (BodyBudget.this) {
        coming.remove(this);
        bytes -= size;
        size = 0;
      }
    }
  }
}
