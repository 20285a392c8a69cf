package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxTokensTest {

  private final HandSetClock clock = new HandSetClock();
  private final SandboxTokens tokens = new SandboxTokens(clock, Duration.ofSeconds(60));

  @Test
  void a_token_is_good_until_its_last_second_is_over() {
    String token = tokens.issue();

    clock.goOn(59_999);
    assertThat(tokens.accept(token)).isTrue();

    clock.goOn(1);
    assertThat(tokens.accept(token)).isFalse();
  }

  @Test
  void a_newer_token_leaves_the_older_one_good() {
    String older = tokens.issue();
    String newer = tokens.issue();

    assertThat(newer).isNotEqualTo(older);
    assertThat(tokens.accept(older)).isTrue();
    assertThat(tokens.accept(newer)).isTrue();
  }

  @Test
  void a_forgotten_token_is_no_longer_good_and_the_others_are() {
    String forgotten = tokens.issue();
    String other = tokens.issue();

    tokens.forget(forgotten);

    assertThat(tokens.accept(forgotten)).isFalse();
    assertThat(tokens.accept(other)).isTrue();
  }
}
