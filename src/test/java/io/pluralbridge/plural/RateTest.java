package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls begin, on a clock that is moved by hand. */
class RateTest {

  private static final int MILLISECOND = 1_000_000;
  private static final int SECONDS = 20;

  private long now;

  private Rate rate(int perSecond) {
    return new Rate(perSecond, () -> now);
  }

  /** What began in each millisecond. */
  private final List<Integer> begun = new ArrayList<>();

  private int calls;
  private int questions;
  private int passedOn;

  /** Everybody who may asks for as much as there is, each millisecond. */
  private void flood(Rate rate, boolean withCalls, boolean withQuestions, boolean withCallers) {
    List<Long> turns = new ArrayList<>();
    for (int ms = 0; ms < SECONDS * 1_000; ms++) {
      int before = calls + questions + passedOn;
      questions += withQuestions ? rate.questions(8) : 0;
      if (withCallers && turns.size() < 10) {
        try {
          turns.add(now + rate.caller().toNanos());
        } catch (TooManyQuestionsException e) {
          // Comes again.
        }
      }
      while (!turns.isEmpty() && turns.get(0) <= now) {
        turns.remove(0);
        rate.oneMore();
        passedOn++;
      }
      calls += withCalls ? rate.calls(1_000) : 0;
      begun.add(calls + questions + passedOn - before);
      now += MILLISECOND;
    }
  }

  private int mostInASecond() {
    int sum = 0;
    int most = 0;
    for (int ms = 0; ms < begun.size(); ms++) {
      sum += begun.get(ms) - (ms >= 1_000 ? begun.get(ms - 1_000) : 0);
      most = Math.max(most, sum);
    }
    return most;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 50, 333, 2_000, 100_000})
  void commands_alone_have_all_of_it_and_never_more_than_a_tenth_on_top(int perSecond) {
    flood(rate(perSecond), true, false, false);

    assertThat(mostInASecond()).isLessThanOrEqualTo(perSecond + Math.max(1, perSecond / 10));
    assertThat(calls)
        .isBetween(perSecond * SECONDS * 99 / 100 - 1, perSecond * SECONDS * 101 / 100 + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 50, 333, 2_000})
  void whoever_asks_however_much_a_quarter_is_left_for_commands(int perSecond) {
    flood(rate(perSecond), true, true, true);

    assertThat(mostInASecond()).isLessThanOrEqualTo(perSecond + Math.max(3, perSecond / 5));
    int all = perSecond * SECONDS;
    assertThat(calls).isGreaterThanOrEqualTo(all / 4 - 3);
    assertThat(questions).as("a quarter").isBetween(all / 4 - 2, all * 26 / 100 + 2);
    assertThat(passedOn).as("half").isBetween(Math.min(all / 2, SECONDS * 300) - 2, all / 2 + 100);
    assertThat(calls + questions + passedOn).isBetween(all * 98 / 100 - 2, all * 102 / 100 + 3);
  }

  @Test
  void questions_alone_get_no_more_than_their_part() {
    flood(rate(100), false, true, false);

    assertThat(questions).isBetween(25 * SECONDS - 1, 25 * SECONDS + 3);
  }

  @Test
  void without_a_limit_everything_goes_at_once() throws Exception {
    Rate rate = rate(0);

    assertThat(rate.calls(2_000)).isEqualTo(2_000);
    assertThat(rate.questions(2_000)).isEqualTo(2_000);
    assertThat(rate.questionsOfCallers(2_000)).isEqualTo(2_000);
    rate.oneMore();
    assertThat(rate.caller()).isZero();
    assertThat(rate.untilCall()).isZero();
    assertThat(rate.untilQuestion()).isZero();
  }

  @Test
  void it_is_known_when_the_next_may_go() {
    Rate rate = rate(50);
    assertThat(rate.calls(64)).isEqualTo(5);
    assertThat(rate.untilCall()).isEqualTo(Duration.ofMillis(20));

    now += 19 * MILLISECOND;
    assertThat(rate.calls(64)).isZero();
    assertThat(rate.untilCall()).isEqualTo(Duration.ofMillis(1));
    now += MILLISECOND;
    assertThat(rate.untilCall()).isZero();
    assertThat(rate.calls(64)).isEqualTo(1);

    assertThat(rate.questions(8)).isEqualTo(1);
    assertThat(rate.untilQuestion()).isEqualTo(Duration.ofMillis(80));
    assertThat(rate.untilCall()).as("the question counts").isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void questions_for_callers_who_wait_are_of_the_part_of_callers_and_take_nothing_from_ours() {
    Rate rate = rate(40);
    int waitedFor = 0;
    int ours = 0;
    for (int ms = 0; ms < 10_000; ms++) {
      waitedFor += rate.questionsOfCallers(8);
      ours += rate.questions(8);
      now += MILLISECOND;
    }

    assertThat(waitedFor).as("half").isBetween(199, 203);
    assertThat(ours).as("a quarter").isBetween(99, 102);
    rate.giveBackQuestionsOfCallers(2);
    assertThat(rate.questionsOfCallers(8)).isEqualTo(2);
  }

  @Test
  void what_was_not_needed_can_be_had_again_and_no_more_than_that() {
    Rate rate = rate(50);
    rate.giveBackCalls(rate.calls(64));
    assertThat(rate.calls(64)).isEqualTo(5);
    rate.giveBackCalls(3);
    rate.giveBackCalls(0);
    assertThat(rate.calls(64)).isEqualTo(3);

    rate.giveBackQuestions(rate.questions(8));
    assertThat(rate.questions(8)).isEqualTo(1);
    assertThat(rate.untilCall()).as("one question").isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void a_call_that_nobody_asked_leave_for_is_made_up_for() {
    Rate rate = rate(50);
    rate.calls(64);
    Collections.nCopies(10, rate).forEach(Rate::oneMore);

    assertThat(rate.untilCall()).isEqualTo(Duration.ofMillis(11 * 20));
    now += 219 * MILLISECOND;
    assertThat(rate.calls(64)).isZero();
  }

  @Test
  void callers_who_ask_stand_in_line_until_the_line_is_too_long() throws Exception {
    Rate rate = rate(10);
    assertThat(rate.caller()).isZero();
    assertThat(rate.caller()).isEqualTo(Duration.ofMillis(200));
    assertThat(rate.caller()).isEqualTo(Duration.ofMillis(400));
    for (int i = 3; i < 26; i++) {
      rate.caller();
    }
    assertThatThrownBy(rate::caller).isInstanceOf(TooManyQuestionsException.class);
    now += 200 * MILLISECOND;
    assertThat(rate.caller()).isEqualTo(Duration.ofSeconds(5));
  }
}
