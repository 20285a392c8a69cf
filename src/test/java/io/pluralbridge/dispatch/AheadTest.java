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
  void as_many_are_claimed_ahead_as_hands_become_free_until_the_next_claim_is_through() {
    assertThat(ahead.many()).isZero();

    claims(10, 40);
    assertThat(ahead.many())
        .as("40 while it is under way, and some while it gathers")
        .isBetween(40 + 31, 40 + 33);
  }

  @Test
  void where_the_work_takes_its_time_hardly_any_is() {
    claims(10, 40);
    claims(10, 1);

    assertThat(ahead.many()).isBetween(1, 3);
  }

  @Test
  void there_is_a_most() {
    claims(10, 1_000);

    assertThat(ahead.many()).isEqualTo(MOST);
  }

  @Test
  void
      a_claim_is_worth_its_commit_with_as_many_as_become_free_meanwhile_or_a_quarter_of_the_most() {
    assertThat(ahead.worthIt()).isZero();

    claims(10, 7);
    assertThat(ahead.worthIt()).isBetween(7, 8);

    claims(10, 40);
    assertThat(ahead.worthIt()).isEqualTo(MOST / 4);
  }

  @Test
  void it_waits_for_some_milliseconds_after_the_last_one_at_most() {
    claims(3, 7);

    assertThat(ahead.nanosLeft(now)).isEqualTo(10 * MS);
    assertThat(ahead.nanosLeft(now + 10 * MS)).isZero();
  }
}
