package io.pluralbridge.simulation;

import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What is yet to happen, and the clock that it happens by. Same moment: in order of planning. */
final class Agenda {

  private record Event(Instant when, long number, Runnable what) {}

  private final MovingClock clock;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::when).thenComparing(Event::number));
  private long planned;

  Agenda(MovingClock clock) {
    this.clock = clock;
  }

  MovingClock clock() {
    return clock;
  }

  Instant now() {
    return clock.instant();
  }

  void at(Instant when, Runnable what) {
    events.add(new Event(when, planned++, what));
  }

  void in(Duration wait, Runnable what) {
    at(now().plus(wait), what);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Lets that much time pass, and everything happen that falls into it. */
  void pass(Duration time) {
    Instant end = now().plus(time);
    while (!events.isEmpty() && !events.peek().when().isAfter(end)) {
      Event next = events.poll();
      moveTo(next.when());
      next.what().run();
    }
    moveTo(end);
  }

  private void moveTo(Instant when) {
    if (when.isAfter(now())) {
      clock.advance(Duration.between(now(), when));
    }
  }
}
