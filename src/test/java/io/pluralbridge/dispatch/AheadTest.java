package io.pluralbridge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AheadTest {

  private static final long MS = 1_000_000;
  private static final int MOST = 128;

  private final Ahead ahead = new Ahead(MOST, 0);
  private long now;

  /** Claims that each take so long, one right after the other, while hands become free. */
  private void claims(long tookMs, int freedMeanwhile) {
    for (int i = 0; i < 50; i++) {
      for (int hand = 0; hand < freedMeanwhile; hand++) {
        ahead.freed();
      }
      ahead.claimed(now, now + tookMs * MS);
      now += tookMs * MS;
    }
  }

  @Test
  void as_many_are_claimed_ahead_as_hands_become_free_during_a_claim() {
    assertThat(ahead.many()).isZero();

    claims(10, 40);
    assertThat(ahead.many()).isBetween(39, 41);
  }

  @Test
  void where_the_work_takes_its_time_hardly_any_is() {
    claims(10, 40);
    claims(10, 1);

    assertThat(ahead.many()).isBetween(1, 2);
  }

  @Test
  void there_is_a_most() {
    claims(10, 1_000);

    assertThat(ahead.many()).isEqualTo(MOST);
  }
}
