package io.pluralbridge.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.nullpm.NullStorageManager;
import org.junit.jupiter.api.Test;

class UnfinishedTest {

  private final TurnedAway turnedAway = new TurnedAway();
  private final Unfinished unfinished = new Unfinished(100, turnedAway);
  private final List<String> givenUp = new ArrayList<>();

  private Unfinished.Holder holder(String name) {
    return () -> givenUp.add(name);
  }

  @Test
  void beyond_the_limit_whoever_holds_most_gives_it_up() {
    Unfinished.Holder small = holder("small");
    Unfinished.Holder large = holder("large");
    unfinished.holds(small, 30);
    unfinished.holds(large, 60);
    unfinished.holds(large, 70);
    assertThat(givenUp).isEmpty();

    unfinished.holds(small, 31);

    assertThat(givenUp).containsExactly("large");
    assertThat(unfinished.bytes()).isEqualTo(31);
    assertThat(turnedAway.count(TurnedAway.Reason.MEMORY)).isEqualTo(1);
    unfinished.holds(large, 0);
    unfinished.holds(small, 0);
    assertThat(unfinished.bytes()).isZero();

    unfinished.holds(small, 101);
    assertThat(givenUp).containsExactly("large", "small");
  }

  @Test
  void a_message_in_pieces_counts_until_it_is_dropped_too_large_or_given_up() {
    StorageManager nowhere = new NullStorageManager();
    HeldMessage one = new HeldMessage(nowhere, 80, unfinished);
    HeldMessage other = new HeldMessage(nowhere, 80, unfinished);
    one.addBytes(new byte[50]);
    other.addBytes(new byte[40]);
    assertThat(unfinished.bytes()).isEqualTo(90);

    other.addBytes(new byte[20]);
    assertThat(other.isGivenUp()).isTrue();
    assertThat(one.isGivenUp()).isFalse();
    other.addBytes(new byte[10]);
    assertThat(unfinished.bytes()).isEqualTo(50);

    one.addBytes(new byte[40]);
    assertThat(one.isWhole()).as("it is too large").isFalse();
    assertThat(unfinished.bytes()).isZero();
    HeldMessage third = new HeldMessage(nowhere, 80, unfinished);
    third.addBytes(new byte[50]);
    third.deleteFile();
    assertThat(unfinished.bytes()).isZero();
  }
}
