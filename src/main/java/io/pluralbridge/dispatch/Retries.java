package io.pluralbridge.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Which pieces of work failed, and when each of them is to be tried again: after 2 s, and ever more
 * rarely, up to a minute. A piece that fails costs no other piece its turn.
 */
final class Retries {

  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  /** One that is not tried any more by then has gone. */
  private static final long FORGOTTEN_AFTER_NANOS = Duration.ofMinutes(5).toNanos();

  private final Map<String, Failure> failures = new TreeMap<>();
  private final LongSupplier nanos;

  private record Failure(int times, long at, long pause, String why) {}

  Retries(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** False while it is too early to try that piece again. */
  synchronized boolean isDue(String piece) {
    Failure last = failures.get(piece);
    return last == null || nanos.getAsLong() - last.at() >= last.pause();
  }

  /** How often that piece has failed. */
  synchronized int times(String piece) {
    Failure last = failures.get(piece);
    return last == null ? 0 : last.times();
  }

  /** It failed. */
  synchronized void failed(String piece, String why) {
    long now = nanos.getAsLong();
    failures.values().removeIf(last -> now - last.at() > FORGOTTEN_AFTER_NANOS);
    Failure last = failures.get(piece);
    long pause = last == null ? FIRST_PAUSE_NANOS : Math.min(2 * last.pause(), LONGEST_PAUSE_NANOS);
    failures.put(piece, new Failure(last == null ? 1 : last.times() + 1, now, pause, why));
  }

  /** It went well, or is no more. */
  synchronized void done(String piece) {
    failures.remove(piece);
  }

  /** What failed at least twice in a row and why, each in words. */
  synchronized List<String> inWords() {
    long now = nanos.getAsLong();
    return failures.entrySet().stream()
        .filter(each -> now - each.getValue().at() <= FORGOTTEN_AFTER_NANOS)
        .filter(each -> each.getValue().times() > 1 && !each.getValue().why().isEmpty())
        .map(each -> each.getKey() + ": " + each.getValue().why())
        .toList();
  }
}
