package io.pluralbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFaultsTest {

  @Test
  void a_text_names_the_faults_and_the_rest_stays_away() {
    assertThat(
            SandboxFaults.parse(
                "lost-after-effect=0.02, error-before-effect=0.01,rate-limited=0.05,"
                    + "token-forgotten=0.01,slow=0.01,slow-ms=250,seed=7"))
        .isEqualTo(
            new SandboxFaults(
                Map.of(
                    SandboxFault.LOST_AFTER_EFFECT, 0.02,
                    SandboxFault.ERROR_BEFORE_EFFECT, 0.01,
                    SandboxFault.RATE_LIMITED, 0.05,
                    SandboxFault.TOKEN_FORGOTTEN, 0.01,
                    SandboxFault.SLOW, 0.01),
                Map.of(SandboxFault.SLOW, 250),
                0,
                7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "none"})
  void no_text_is_no_faults(String text) {
    assertThat(SandboxFaults.parse(text)).isEqualTo(SandboxFaults.NONE);
  }

  @Test
  void what_is_printed_can_be_read_again() {
    SandboxFaults faults =
        SandboxFaults.parse("lost-before-effect=0.25,slow=0.5,slow-ms=3,seed=12");

    assertThat(SandboxFaults.parse(faults.toString())).isEqualTo(faults);
  }

  @Test
  void every_fault_that_lasts_has_its_time_and_the_clock_may_be_behind() {
    SandboxFaults faults =
        SandboxFaults.parse("late=0.1,late-ms=10,burst-ms=20,outage-ms=30,clock-skew-ms=-90000");

    assertThat(faults)
        .isEqualTo(
            new SandboxFaults(
                Map.of(SandboxFault.LATE, 0.1),
                Map.of(SandboxFault.LATE, 10, SandboxFault.BURST, 20, SandboxFault.OUTAGE, 30),
                -90_000,
                1));
    assertThat(SandboxFaults.parse(faults.toString())).isEqualTo(faults);
    assertThat(SandboxFaults.NONE.durationsMs())
        .isEqualTo(
            Map.of(
                SandboxFault.SLOW,
                40_000,
                SandboxFault.LATE,
                5_000,
                SandboxFault.BURST,
                2_000,
                SandboxFault.OUTAGE,
                3_000));
  }

  @Test
  void a_fault_that_is_over_at_once_takes_no_time() {
    assertThatThrownBy(
            () -> new SandboxFaults(Map.of(), Map.of(SandboxFault.RATE_LIMITED, 5), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rate-limited does not last");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lost=0.1                     | \"lost\" is not a fault; allowed are lost-after-effect,",
        "slow                         | \"slow\" is not a name=number; allowed are",
        "slow=0.1,                    | \"\" is not a name=number",
        "slow=often                   | slow is a probability from 0 to 1, not \"often\"",
        "slow=1.5                     | slow is a probability from 0 to 1, not 1.5",
        "slow=-0.5                    | slow is a probability from 0 to 1, not -0.5",
        "slow=NaN                     | slow is a probability from 0 to 1, not NaN",
        "slow=0.1,slow=0.2            | \"slow\" is named twice",
        "slow=0.6,rate-limited=0.6    | a call meets at most one fault, yet",
        "slow-ms=4s                   | slow-ms is a whole number from 0 to 2147483647, not \"4s\"",
        "slow-ms=-1                   | slow-ms is a whole number from 0 to 2147483647, not \"-1\"",
        "outage-ms=-1                 | outage-ms is a whole number from 0",
        "late=2                       | late is a probability from 0 to 1, not 2.0",
        "clock-skew-ms=1h             | clock-skew-ms is a whole number from -2147483647 to 2147483647",
        "seed=x                       | seed is a whole number"
      })
  void a_wrong_text_is_told_what_is_wrong(String text, String problem) {
    assertThatThrownBy(() -> SandboxFaults.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void the_same_seed_deals_the_same_faults() {
    SandboxFaults faults = SandboxFaults.parse("lost-after-effect=0.3,slow=0.3,seed=5");
    FaultDice one = new FaultDice(faults, Clock.systemUTC());
    FaultDice other = new FaultDice(faults, Clock.systemUTC());

    for (int call = 0; call < 100; call++) {
      assertThat(one.next()).isEqualTo(other.next());
    }
  }

  @Test
  void faults_come_as_often_as_asked() {
    FaultDice dice =
        new FaultDice(
            SandboxFaults.parse("lost-after-effect=0.2,rate-limited=0.1"), Clock.systemUTC());
    Map<SandboxFault, Integer> dealt = new EnumMap<>(SandboxFault.class);
    for (int call = 0; call < 10_000; call++) {
      SandboxFault fault = dice.next();
      if (fault != null) {
        dealt.merge(fault, 1, Integer::sum);
      }
    }

    assertThat(dealt).containsOnlyKeys(SandboxFault.LOST_AFTER_EFFECT, SandboxFault.RATE_LIMITED);
    assertThat(dealt.get(SandboxFault.LOST_AFTER_EFFECT)).isBetween(1_850, 2_150);
    assertThat(dealt.get(SandboxFault.RATE_LIMITED)).isBetween(880, 1_120);
  }

  @Test
  void a_burst_goes_on_for_its_time() {
    HandSetClock clock = new HandSetClock();
    FaultDice dice = new FaultDice(SandboxFaults.parse("burst=1,burst-ms=2000"), clock);
    assertThat(dice.isBurst()).isFalse();

    assertThat(dice.next()).isEqualTo(SandboxFault.BURST);
    clock.goOn(1_999);
    assertThat(dice.isBurst()).isTrue();

    clock.goOn(1);
    assertThat(dice.isBurst()).isFalse();
  }

  @Test
  void other_faults_end_a_burst() {
    FaultDice dice = new FaultDice(SandboxFaults.parse("burst=1"), new HandSetClock());
    dice.next();

    dice.use(SandboxFaults.NONE);

    assertThat(dice.isBurst()).isFalse();
  }
}
