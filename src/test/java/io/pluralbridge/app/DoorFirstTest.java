package io.pluralbridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoorFirstTest {

  private boolean somebodyWaits = true;
  private long now = Long.MAX_VALUE - 5;
  private final DoorFirst doorFirst = new DoorFirst(() -> somebodyWaits, () -> now);

  private void work(long nanos) {
    doorFirst.begins();
    now += nanos;
    doorFirst.ends();
  }

  @Test
  void while_somebody_waits_three_quarters_of_the_time_are_theirs() {
    assertThat(doorFirst.isOn()).isFalse();
    work(10);
    assertThat(doorFirst.isOn()).isTrue();
    now += 29;
    assertThat(doorFirst.isOn()).isTrue();
    now += 1;
    assertThat(doorFirst.isOn()).isFalse();
  }

  @Test
  void when_nobody_waits_nothing_else_does() {
    work(10);
    somebodyWaits = false;

    assertThat(doorFirst.isOn()).isFalse();
  }
}
