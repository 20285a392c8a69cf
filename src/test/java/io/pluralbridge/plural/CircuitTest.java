package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Outcome;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private static final Outcome REFUSED_CONNECTION =
      new Outcome.NotSent("could not connect", null, Evidence.NONE);
  private static final Outcome SERVER_ERROR =
      new Outcome.Unknown("HTTP 500", null, true, null, new Evidence(500, null, null, null));
  private static final Outcome TOO_MANY =
      new Outcome.NotSent("429", null, new Evidence(429, null, null, null));
  private static final Outcome DECLINED =
      new Outcome.Declined("NO", "no", new Evidence(422, null, null, null));

  private final Circuit circuit =
      new Circuit(Duration.ofMillis(50), Duration.ofSeconds(1), Clock.systemUTC());

  @Test
  void it_lets_everything_through_as_long_as_there_are_answers() {
    learn(DECLINED, 100);

    assertThat(circuit.allow(64)).isEqualTo(64);
  }

  @Test
  void a_failure_among_answers_is_no_reason_to_stop() {
    for (int i = 0; i < 30; i++) {
      learn(DECLINED, 1);
      learn(REFUSED_CONNECTION, 2);
    }
    assertThat(circuit.allow(64)).isEqualTo(64);
  }

  @Test
  void when_nothing_gets_through_nothing_more_is_let_go() {
    learn(REFUSED_CONNECTION, 20);

    assertThat(circuit.allow(64)).isZero();
  }

  @Test
  void a_server_that_breaks_down_or_turns_calls_away_can_be_reached() {
    learn(SERVER_ERROR, 100);
    learn(TOO_MANY, 100);

    assertThat(circuit.allow(64)).isEqualTo(64);
  }

  @Test
  void after_a_pause_a_few_probes_decide() {
    learn(REFUSED_CONNECTION, 20);
    await().until(() -> circuit.allow(64), allowed -> allowed == 3);
    learn(REFUSED_CONNECTION, 3);
    assertThat(circuit.allow(64)).isZero();

    await().until(() -> circuit.allow(64), allowed -> allowed == 3);
    learn(DECLINED, 3);
    assertThat(circuit.allow(64)).isEqualTo(64);
  }

  @Test
  void a_probe_that_was_not_needed_can_be_had_again() {
    learn(REFUSED_CONNECTION, 20);
    await().until(() -> circuit.allow(64), allowed -> allowed == 3);
    circuit.giveBack(3);

    assertThat(circuit.allow(64)).isEqualTo(3);
  }

  private void learn(Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      circuit.learn(outcome);
    }
  }
}
