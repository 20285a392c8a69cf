package io.pluralbridge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.store.Locks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pieces that fail keep no others waiting. */
class OneHandTest {

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> waiting = new ArrayList<>(List.of("bad-1", "bad-2", "bad-3", "good"));
  private final List<String> cannotBeTaken = new ArrayList<>();
  private final OneHand<String, String> hand =
      new OneHand<>(
          new OneHand.Pieces<>() {

            private final Locks locks = Locks.ofOneProcess();

            @Override
            public List<String> waiting() {
              return waiting;
            }

            @Override
            public String name(String candidate) {
              return candidate;
            }

            @Override
            public Optional<Locks.Held> lock(String candidate) {
              return locks.tryLock(candidate);
            }

            @Override
            public Optional<String> take(String candidate) throws IOException {
              if (cannotBeTaken.contains(candidate)) {
                throw new IOException("no such file");
              }
              return Optional.of(candidate);
            }
          },
          nanos::get);

  /** Takes one piece, and leaves it undone when it is a bad one. */
  private Optional<String> work() throws Exception {
    List<?> claimed = hand.claim(1);
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    String piece = (String) claimed.get(0);
    boolean bad = piece.startsWith("bad");
    hand.release(piece, bad ? new IOException("cannot be read") : null);
    if (!bad) {
      waiting.remove(piece);
    }
    return Optional.of(piece);
  }

  @Test
  void each_is_tried_once_and_then_those_go_first_that_never_failed() throws Exception {
    assertThat(List.of(work(), work(), work(), work()))
        .containsExactly(
            Optional.of("bad-1"), Optional.of("bad-2"), Optional.of("bad-3"), Optional.of("good"));
    assertThat(work()).isEmpty();

    waiting.add("late");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(work()).contains("late");
  }

  @Test
  void one_that_fails_is_tried_ever_more_rarely_up_to_once_a_minute() throws Exception {
    waiting.removeAll(List.of("bad-2", "bad-3", "good"));
    List<Long> pauses = new ArrayList<>();
    long last = 0;
    for (int second = 0; second < 400; second++) {
      if (work().isPresent()) {
        pauses.add(second - last);
        last = second;
      }
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(pauses).startsWith(0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    assertThat(hand.failing()).containsExactly("bad-1: IOException: cannot be read");
  }

  @Test
  void one_that_cannot_even_be_taken_costs_the_others_nothing() throws Exception {
    cannotBeTaken.addAll(List.of("bad-1", "bad-2", "bad-3"));

    assertThat(work()).contains("good");
    assertThat(work()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    cannotBeTaken.clear();
    assertThat(work()).contains("bad-1");
  }

  @Test
  void what_went_well_at_last_is_no_trouble_any_more() throws Exception {
    waiting.removeAll(List.of("bad-2", "bad-3", "good"));
    work();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    work();
    assertThat(hand.failing()).hasSize(1);

    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    hand.release(hand.claim(1).get(0), null);

    assertThat(hand.failing()).isEmpty();
  }
}
