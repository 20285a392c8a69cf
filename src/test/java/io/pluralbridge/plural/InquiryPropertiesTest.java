package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Schedule;
import io.pluralbridge.payment.Action;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.Money;
import io.pluralbridge.payment.Order;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.OrderStatus;
import io.pluralbridge.payment.Outcome;
import io.pluralbridge.support.Claims;
import io.pluralbridge.support.MovingClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of every report about every command, at any time. */
class InquiryPropertiesTest {

  private static final MovingClock CLOCK = new MovingClock();
  private static final Duration THIRTY = Duration.ofSeconds(30);
  private static final Schedule SCHEDULE =
      new Schedule(
          THIRTY,
          THIRTY,
          THIRTY,
          THIRTY,
          Duration.ofSeconds(10),
          THIRTY,
          THIRTY,
          CLOCK,
          new Random(1));
  private static final Evidence EVIDENCE = new Evidence(200, null, "request-2", null);

  private final Inquiry inquiry = new Inquiry(SCHEDULE);

  /** A question: what is asked about, how often it was in vain, and what the answer is. */
  record Question(Claims claim, int inVain, OrderReport report) {}

  private Outcome settle(Question question) {
    return inquiry.settle(question.claim().askedInVain(question.inVain()), question.report());
  }

  @Property(tries = 3000)
  void silence_settles_nothing(@ForAll("questions") Question question) {
    if (question.report() instanceof OrderReport.Silent) {
      assertThat(settle(question)).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Property(tries = 3000)
  void it_is_not_sent_again_before_the_last_call_is_over_or_on_one_look(
      @ForAll("questions") Question question) {
    if (settle(question) instanceof Outcome.NotSent) {
      Claims claim = question.claim();
      assertThat(CLOCK.instant()).isAfterOrEqualTo(SCHEDULE.absenceIsProofFrom(claim.sentAt()));
      assertThat(claim.noTraceSince()).isBeforeOrEqualTo(CLOCK.instant().minus(THIRTY));
      assertThat(claim.otherwise()).isNull();
    }
  }

  @Property(tries = 3000)
  void a_later_look_at_the_same_never_knows_less(@ForAll("questions") Question question) {
    Outcome now = settle(question);
    if (now instanceof Outcome.Unknown unknown && unknown.askAt() != null) {
      assertThat(unknown.askAt()).isAfter(CLOCK.instant());
      assertThat(unknown.noTraceSince()).isBeforeOrEqualTo(CLOCK.instant());
      Duration wait = Duration.between(CLOCK.instant(), unknown.askAt());
      Claims later =
          question
              .claim()
              .noTraceSince(unknown.noTraceSince().minus(wait))
              .sentAt(question.claim().sentAt().minus(wait));
      Outcome then = settle(new Question(later, question.inVain(), question.report()));
      assertThat(then).as("when asked at the time it names").isNotInstanceOf(Outcome.Unknown.class);
    }
  }

  @Provide
  Arbitrary<Question> questions() {
    Outcome.Declined no = new Outcome.Declined("A_CODE", "no", Evidence.NONE);
    Arbitrary<Integer> seconds =
        Arbitraries.oneOf(Arbitraries.of(29, 30, 89, 90), Arbitraries.integers().between(0, 300));
    Arbitrary<Claims> claims =
        Combinators.combine(
                Arbitraries.of(Action.class),
                Arbitraries.of(true, false),
                seconds,
                seconds.injectNull(0.3),
                Arbitraries.just(no).injectNull(0.5))
            .as(
                (action, ended, sent, noTrace, otherwise) ->
                    Claims.of(action)
                        .ended(ended)
                        .sentAt(CLOCK.instant().minusSeconds(sent))
                        .otherwise(otherwise)
                        .noTraceSince(
                            noTrace == null ? null : CLOCK.instant().minusSeconds(noTrace)));
    return Combinators.combine(claims, Arbitraries.integers().between(0, 20), reports())
        .as(Question::new);
  }

  private static Arbitrary<OrderReport> reports() {
    Arbitrary<Order.Capture> captures =
        Combinators.combine(
                Arbitraries.of(Claims.KEY, "cap-of-another"),
                Arbitraries.of(1100, 4000).map(value -> Money.of(value, "INR")).injectNull(0.3))
            .as(Order.Capture::new);
    Arbitrary<List<Order.Capture>> lists = captures.list().ofMaxSize(3);
    Arbitrary<OrderReport> found =
        Combinators.combine(Arbitraries.of(OrderStatus.class), lists)
            .as(
                (status, list) ->
                    new OrderReport.Found(new Order(Claims.ORDER, status, list, EVIDENCE)));
    return Arbitraries.frequencyOf(
        Tuple.of(8, found),
        Tuple.of(1, Arbitraries.just(new OrderReport.Missing(EVIDENCE))),
        Tuple.of(1, Arbitraries.just(new OrderReport.Silent("no", EVIDENCE))));
  }
}
