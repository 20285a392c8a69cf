package io.pluralbridge.plural;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * What stands between the journal and Plural: it lets through as many calls as Plural can take, and
 * learns from what becomes of each.
 *
 * <p>What it does not let through is not even claimed: it stays in the journal as it was. A call
 * that was let through is learnt from, or is over without an outcome; either way its place is free
 * again, and once.
 */
public final class Gate {

  private static final int TOO_MANY = 429;

  /** How long a call may wait for its place after it was claimed. */
  private static final Duration LONGEST_AHEAD = Duration.ofSeconds(5);

  private final Circuit circuit;
  private final Pace pace;
  private final Rate rate;
  private final BatchWatch batches;
  private final CallHealth health;
  private final Clock clock;
  private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean noCallLeft;
  private volatile boolean noQuestionLeft;

  /**
   * A gate.
   *
   * @param clock the one by which commands are claimed
   */
  public Gate(
      Circuit circuit, Pace pace, Rate rate, BatchWatch batches, CallHealth health, Clock clock) {
    this.circuit = circuit;
    this.pace = pace;
    this.rate = rate;
    this.batches = batches;
    this.health = health;
    this.clock = clock;
  }

  /**
   * Claims calls, as many as may go.
   *
   * @param claims takes up to so many
   */
  public List<Claim> calls(int most, IntFunction<List<Claim>> claims) {
    batches.goOn();
    int paced = pace.allow(most);
    int rated = rate.calls(paced);
    noCallLeft = paced > 0 && rated == 0;
    int allowed = circuit.allow(rated);
    int claimed = 0;
    try {
      List<Claim> found = allowed == 0 ? List.of() : claims.apply(allowed);
      underWay.addAll(found);
      claimed = found.size();
      return found;
    } finally {
      pace.over(paced - claimed);
      rate.giveBackCalls(rated - claimed);
      circuit.giveBack(allowed - claimed);
    }
  }

  /**
   * In how long calls may be claimed again, when it was for the number of calls in a second that
   * none were; empty when it was not.
   */
  public Optional<Duration> untilCall() {
    return noCallLeft ? Optional.of(rate.untilCall()) : Optional.empty();
  }

  /**
   * Claims questions about what is unknown, unless this is no time to ask; no more than their part
   * of the calls in a second.
   */
  public <T> List<T> questions(int most, IntFunction<List<T>> claims) {
    if (pace.isPaused() || circuit.isOpen()) {
      return List.of();
    }
    int allowed = rate.questions(most);
    noQuestionLeft = allowed == 0;
    int claimed = 0;
    try {
      List<T> found = allowed == 0 ? List.of() : claims.apply(allowed);
      claimed = found.size();
      return found;
    } finally {
      rate.giveBackQuestions(allowed - claimed);
    }
  }

  /**
   * Claims questions for callers who wait for an outcome, unless this is no time to ask; no more
   * than the part of the calls in a second that callers may have for questions.
   */
  public <T> List<T> questionsOfCallers(int most, IntFunction<List<T>> claims) {
    if (pace.isPaused() || circuit.isOpen()) {
      return List.of();
    }
    int allowed = rate.questionsOfCallers(most);
    int claimed = 0;
    try {
      List<T> found = allowed == 0 ? List.of() : claims.apply(allowed);
      claimed = found.size();
      return found;
    } finally {
      rate.giveBackQuestionsOfCallers(allowed - claimed);
    }
  }

  /** The same as {@link #untilCall} for questions. */
  public Optional<Duration> untilQuestion() {
    return noQuestionLeft ? Optional.of(rate.untilQuestion()) : Optional.empty();
  }

  /**
   * How long a caller has to wait until its question may be passed on, in milliseconds. Then it is
   * {@link #oneMore}.
   *
   * @throws IOException when that would be too long
   */
  public long waitOfCaller() throws IOException {
    return rate.caller().plusNanos(999_999).toMillis();
  }

  /** A call that was not claimed goes out: it counts like any other. */
  public void oneMore() {
    rate.oneMore();
  }

  /** Learns from what became of a call, and returns it. */
  public Outcome learn(Claim claim, Outcome outcome) {
    if (underWay.remove(claim)) {
      pace.over(1);
      circuit.learn(outcome);
      if (circuit.down().isEmpty()) {
        health.learn(outcome);
      }
      if (outcome instanceof Outcome.NotSent notSent && isTurnedAway(notSent.evidence())) {
        pace.turnedAway(notSent.retryAfter());
      } else if (outcome.evidence().httpStatus() != null) {
        pace.taken();
      }
      batches.learn(claim, outcome);
    }
    return outcome;
  }

  /** Learns from the answer to a question, and returns what it says about the order. */
  public OrderReport learnFrom(OrderReport report) {
    Evidence evidence = report.evidence();
    if (evidence.httpStatus() != null) {
      circuit.heard();
    }
    if (circuit.down().isEmpty()) {
      health.learn(report);
    }
    if (isTurnedAway(evidence)) {
      pace.turnedAway(null);
    }
    return report;
  }

  /** Learns from the answer to a question about no command of ours, and returns it. */
  public Answer heard(Answer answer) {
    circuit.heard();
    health.learn(answer.status());
    if (answer.status() == TOO_MANY) {
      pace.turnedAway(answer.retryAfter());
    }
    return answer;
  }

  private static boolean isTurnedAway(Evidence evidence) {
    Integer status = evidence.httpStatus();
    return status != null && status == TOO_MANY;
  }

  /**
   * Checks that a call which was claimed ahead may still go: since then Plural may have turned
   * calls away, or be out of reach, or the batch may be held.
   *
   * @throws TooLateException when it may not, or when it has waited for long
   */
  public void stillLetsThrough(Claim claim) throws TooLateException {
    boolean waited = claim.sentAt().plus(LONGEST_AHEAD).isBefore(clock.instant());
    if (waited || pace.isPaused() || circuit.isOpen() || batches.isHeldSince(claim)) {
      throw new TooLateException();
    }
  }

  /** A call has left the route. When nothing was learnt from it, its place is free all the same. */
  public void over(Claim claim) {
    if (underWay.remove(claim)) {
      pace.over(1);
      circuit.giveBack(1);
    }
  }
}
