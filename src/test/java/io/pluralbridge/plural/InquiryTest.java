package io.pluralbridge.plural;

import static org.assertj.core.api.Assertions.assertThat;

import io.pluralbridge.journal.Claim;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InquiryTest {

  private static final Evidence EVIDENCE = new Evidence(200, null, "request-2", null);
  private static final Outcome.Declined NO = new Outcome.Declined("A_CODE", "no", Evidence.NONE);
  private static final Order.Capture OURS = new Order.Capture(Claims.KEY, Claims.AMOUNT);
  private static final Order.Capture OURS_UNTOLD = new Order.Capture(Claims.KEY, null);
  private static final Order.Capture OURS_OTHER_AMOUNT =
      new Order.Capture(Claims.KEY, Money.of(4000, "INR"));
  private static final Order.Capture THEIRS = new Order.Capture("cap-of-another", Claims.AMOUNT);

  private static final MovingClock CLOCK = new MovingClock();
  private static final Schedule SCHEDULE =
      new Schedule(
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(30),
          CLOCK,
          new Random(1));

  private final Inquiry inquiry = new Inquiry(SCHEDULE);

  /** One thing Plural may say about one thing we do not know. */
  record Case(Claims claim, OrderReport report) {

    OrderStatus status() {
      return report instanceof OrderReport.Found found ? found.order().status() : null;
    }

    boolean lists(String reference) {
      return report instanceof OrderReport.Found found
          && found.order().captures().stream().anyMatch(c -> c.reference().equals(reference));
    }

    boolean isRefusedFirstCall() {
      return claim.ended() && claim.otherwise() != null;
    }

    boolean isProof() {
      return isRefusedFirstCall()
          ? explainsRefusal() || isSecondLook()
          : isSecondLook()
              && !CLOCK.instant().isBefore(SCHEDULE.absenceIsProofFrom(claim.sentAt()));
    }

    private boolean explainsRefusal() {
      return status() != null && status() != OrderStatus.AUTHORIZED;
    }

    private boolean isSecondLook() {
      return claim.noTraceSince() != null
          && !CLOCK.instant().isBefore(claim.noTraceSince().plus(SCHEDULE.betweenLooks()));
    }
  }

  @Test
  void a_capture_of_all_is_proven_by_the_whole_amount_alone() {
    assertThat(inquiry.settle(ofAll(), worth(1100, 1100))).isInstanceOf(Outcome.Succeeded.class);
    assertThat(inquiry.settle(ofAll(), worth(1100, 500))).isInstanceOf(Outcome.Unknown.class);
  }

  private static Claim ofAll() {
    return Claims.capture().withBody(Claims.OF_ALL).unknown();
  }

  private static OrderReport worth(long whole, long taken) {
    return new OrderReport.Found(
        new Order(
            Claims.ORDER,
            OrderStatus.PROCESSED,
            null,
            null,
            null,
            Money.of(whole, "INR"),
            null,
            List.of(),
            List.of(new Order.Capture(Claims.KEY, Money.of(taken, "INR"))),
            EVIDENCE));
  }

  static List<Case> everything() {
    List<OrderReport> reports = new ArrayList<>();
    reports.add(new OrderReport.Missing(EVIDENCE));
    reports.add(new OrderReport.Silent("Plural answered HTTP 500", EVIDENCE));
    for (OrderStatus status : OrderStatus.values()) {
      for (List<Order.Capture> captures :
          List.of(
              List.<Order.Capture>of(),
              List.of(OURS),
              List.of(OURS_UNTOLD),
              List.of(OURS_OTHER_AMOUNT),
              List.of(THEIRS),
              List.of(THEIRS, OURS))) {
        reports.add(found(status, captures.toArray(Order.Capture[]::new)));
      }
    }
    List<Case> cases = new ArrayList<>();
    for (OrderReport report : reports) {
      for (Action action : List.of(Action.CAPTURE, Action.CANCEL)) {
        for (boolean ended : new boolean[] {false, true}) {
          for (boolean early : new boolean[] {false, true}) {
            for (Outcome.Declined otherwise : new Outcome.Declined[] {null, NO}) {
              Claims claim =
                  Claims.of(action)
                      .ended(ended)
                      .otherwise(otherwise)
                      .sentAt(early ? CLOCK.instant().minusSeconds(89) : longAgo());
              cases.add(new Case(claim, report));
              cases.add(new Case(claim.noTraceSince(CLOCK.instant().minusSeconds(29)), report));
              cases.add(new Case(claim.noTraceSince(CLOCK.instant().minusSeconds(30)), report));
            }
          }
        }
      }
    }
    return cases;
  }

  private static OrderReport.Found found(OrderStatus status, Order.Capture... captures) {
    return new OrderReport.Found(new Order(Claims.ORDER, status, List.of(captures), EVIDENCE));
  }

  private static Instant longAgo() {
    return CLOCK.instant().minusSeconds(90);
  }

  /** A capture sent long ago, of which an earlier look showed no trace. */
  private static Claims twiceLookedAt() {
    return Claims.capture().sentAt(longAgo()).noTraceSince(longAgo());
  }

  private Outcome settle(Claims claim, OrderReport report) {
    return inquiry.settle(claim.unknown(), report);
  }

  private Outcome settle(Case one) {
    return settle(one.claim(), one.report());
  }

  // ---- what holds of every case -----------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("everything")
  void it_is_sent_again_only_with_proof_that_it_took_no_effect(Case one) {
    if (settle(one) instanceof Outcome.NotSent) {
      assertThat(one.isProof()).isTrue();
      assertThat(one.claim().otherwise()).as("what Plural refused is not sent again").isNull();
      assertThat(one.report()).isNotInstanceOf(OrderReport.Silent.class);
      assertThat(one.lists(Claims.KEY) && one.claim().action() == Action.CAPTURE).isFalse();
      if (one.status() != null) {
        assertThat(one.status().isCaptured()).isFalse();
        assertThat(one.status()).isNotIn(OrderStatus.CANCELLED, OrderStatus.FAILED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void it_succeeded_only_where_plural_shows_that_it_did(Case one) {
    boolean shown =
        one.status() != null
            && switch (one.claim().action()) {
              case CAPTURE -> one.status().isCaptured() && one.lists(Claims.KEY);
              case CANCEL -> one.status() == OrderStatus.CANCELLED;
              default -> throw new IllegalStateException("not among these cases");
            };
    if (settle(one) instanceof Outcome.Succeeded) {
      assertThat(shown).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void it_is_never_declined_where_money_may_have_moved_for_it(Case one) {
    if (!(settle(one) instanceof Outcome.Declined)) {
      return;
    }
    if (one.claim().action() == Action.CAPTURE) {
      assertThat(one.lists(Claims.KEY)).isFalse();
      if (one.status() != null && one.status().isCaptured()) {
        assertThat(one.lists("cap-of-another") || one.isRefusedFirstCall())
            .as("somebody else's capture is named, or ours was refused before")
            .isTrue();
      }
    }
    assertThat(one.isProof()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void what_stays_unknown_forgets_nothing(Case one) {
    if (settle(one) instanceof Outcome.Unknown unknown) {
      assertThat(unknown.otherwise()).isEqualTo(one.claim().otherwise());
      assertThat(unknown.ended()).isEqualTo(one.claim().ended());
      assertThat(unknown.reason()).startsWith("asked, and ");
    }
  }

  // ---- single cases -----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"PROCESSED", "PARTIALLY_CAPTURED", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"})
  void a_capture_that_the_order_lists_succeeded(OrderStatus status) {
    assertThat(settle(Claims.capture(), found(status, OURS))).isInstanceOf(Outcome.Succeeded.class);
    assertThat(settle(Claims.capture().repeated().otherwise(NO), found(status, OURS_UNTOLD)))
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"CREATED", "PENDING", "ATTEMPTED", "AUTHORIZED", "CANCELLED", "FAILED"})
  void a_capture_that_is_listed_of_an_order_that_is_not_captured_may_have_failed(
      OrderStatus status) {
    Outcome outcome = settle(Claims.capture().sentAt(longAgo()), found(status, OURS));

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void our_reference_with_another_amount_is_for_a_person_to_look_at() {
    Outcome outcome = settle(twiceLookedAt(), found(OrderStatus.PROCESSED, OURS_OTHER_AMOUNT));

    assertThat(((Outcome.Unknown) outcome).reason()).contains("with another amount");
  }

  @Test
  void an_order_captured_by_somebody_else_leaves_nothing_for_ours() {
    Outcome outcome = settle(twiceLookedAt(), found(OrderStatus.PROCESSED, THEIRS));

    assertThat(((Outcome.Declined) outcome).code()).isEqualTo("ALREADY_CAPTURED");
  }

  @Test
  void a_captured_order_that_lists_no_captures_proves_nothing() {
    Outcome outcome =
        settle(Claims.capture().otherwise(NO).sentAt(longAgo()), found(OrderStatus.PROCESSED));

    assertThat(((Outcome.Unknown) outcome).askAt()).as("by the usual schedule").isNull();
  }

  @Test
  void a_first_call_that_plural_refused_and_the_order_does_not_list_stays_refused() {
    Outcome outcome =
        settle(Claims.capture().ended(true).otherwise(NO), found(OrderStatus.PROCESSED));

    assertThat(((Outcome.Declined) outcome).code()).isEqualTo("A_CODE");
  }

  @Test
  void a_capture_of_a_pending_order_may_be_what_is_pending() {
    Claims claim = Claims.capture().sentAt(longAgo());

    assertThat(settle(claim, found(OrderStatus.PENDING))).isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(claim.otherwise(NO), found(OrderStatus.PENDING)))
        .as("a duplicate or a repeat was refused: an earlier call may be what is pending")
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(claim.ended(true).otherwise(NO), found(OrderStatus.PENDING)))
        .as("the first and only call was refused")
        .isInstanceOf(Outcome.Declined.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"CANCELLED", "FAILED"})
  void a_capture_of_an_order_that_is_over_was_declined(OrderStatus status) {
    assertThat(((Outcome.Declined) settle(twiceLookedAt(), found(status))).code())
        .isEqualTo("ORDER_" + status);
    assertThat(((Outcome.Declined) settle(twiceLookedAt().otherwise(NO), found(status))).code())
        .isEqualTo("A_CODE");
  }

  static Stream<OrderReport> no_trace() {
    return Stream.of(OrderStatus.CREATED, OrderStatus.ATTEMPTED, OrderStatus.AUTHORIZED)
        .map(InquiryTest::found);
  }

  @Test
  void an_order_that_is_missing_proves_nothing_unless_plural_has_refused_the_command() {
    OrderReport missing = new OrderReport.Missing(EVIDENCE);
    Claims claim = twiceLookedAt();

    assertThat(inquiry.settle(claim.askedInVain(9), missing)).isInstanceOf(Outcome.Unknown.class);
    assertThat(settle(claim.otherwise(NO), missing)).isInstanceOf(Outcome.Declined.class);
  }

  @ParameterizedTest
  @MethodSource("no_trace")
  void no_trace_is_proof_at_the_earliest_when_the_call_cannot_be_under_way(OrderReport report) {
    for (Action action : List.of(Action.CAPTURE, Action.CANCEL)) {
      Claims claim = Claims.of(action).noTraceSince(longAgo());

      Outcome early = settle(claim.sentAt(CLOCK.instant().minusSeconds(89)), report);
      assertThat(((Outcome.Unknown) early).askAt()).isEqualTo(CLOCK.instant().plusSeconds(1));
      assertThat(settle(claim.sentAt(longAgo()), report)).isInstanceOf(Outcome.NotSent.class);
      assertThat(((Outcome.Declined) settle(claim.ended(true).otherwise(NO), report)).code())
          .isEqualTo("A_CODE");
    }
  }

  @ParameterizedTest
  @MethodSource("no_trace")
  void one_look_proves_nothing_however_late_it_is(OrderReport report) {
    Claims claim = Claims.capture().sentAt(CLOCK.instant().minusSeconds(3600));

    Outcome.Unknown first = (Outcome.Unknown) settle(claim, report);
    assertThat(first.noTraceSince()).isEqualTo(CLOCK.instant());
    assertThat(first.askAt()).isEqualTo(CLOCK.instant().plusSeconds(30));

    Claims again = claim.noTraceSince(CLOCK.instant().minusSeconds(30));
    assertThat(settle(again, report)).isInstanceOf(Outcome.NotSent.class);
  }

  static Stream<OrderReport> at_odds_with_a_refusal() {
    return Stream.of(found(OrderStatus.AUTHORIZED), new OrderReport.Missing(EVIDENCE));
  }

  /** A copy of the call may have been refused where the first took effect, and the look be old. */
  @ParameterizedTest
  @MethodSource("at_odds_with_a_refusal")
  void a_look_that_is_at_odds_with_the_refusal_takes_a_second_one(OrderReport report) {
    Claims refused = Claims.capture().ended(true).otherwise(NO);

    Outcome.Unknown first = (Outcome.Unknown) settle(refused, report);
    assertThat(first.askAt()).isEqualTo(CLOCK.instant().plusSeconds(30));

    Claims again = refused.noTraceSince(CLOCK.instant().minusSeconds(30));
    assertThat(settle(again, report)).isInstanceOf(Outcome.Declined.class);
  }

  @Test
  void a_look_that_shows_something_else_makes_the_looks_begin_anew() {
    assertThat(
            ((Outcome.Unknown) settle(twiceLookedAt(), found(OrderStatus.PENDING))).noTraceSince())
        .isNull();
    assertThat(
            ((Outcome.Unknown) settle(twiceLookedAt(), new OrderReport.Silent("", EVIDENCE)))
                .noTraceSince())
        .as("silence shows nothing")
        .isEqualTo(longAgo());
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"PROCESSED", "PARTIALLY_CAPTURED", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"})
  void a_captured_order_was_not_cancelled(OrderStatus status) {
    Claims claim = Claims.cancel().sentAt(longAgo()).noTraceSince(longAgo());

    assertThat(((Outcome.Declined) settle(claim, found(status))).code())
        .isEqualTo("ALREADY_CAPTURED");
  }

  @Test
  void silence_changes_nothing() {
    Outcome outcome =
        settle(
            Claims.capture().sentAt(longAgo()).ended(true),
            new OrderReport.Silent("Plural answered HTTP 500", EVIDENCE));

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Unknown("asked, and Plural answered HTTP 500", null, true, null, EVIDENCE));
  }
}
