package io.pluralbridge.api;

import io.pluralbridge.journal.Claim;
import io.pluralbridge.payment.Evidence;
import io.pluralbridge.payment.OrderReport;
import io.pluralbridge.payment.Outcome;
import java.util.List;
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

  private final Circuit circuit;
  private final Pace pace;
  private final BatchWatch batches;
  private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();

  public Gate(Circuit circuit, Pace pace, BatchWatch batches) {
    this.circuit = circuit;
    this.pace = pace;
    this.batches = batches;
  }

  /**
   * Claims calls, as many as may go.
   *
   * @param claims takes up to so many
   */
  public List<Claim> calls(int most, IntFunction<List<Claim>> claims) {
    batches.goOn();
    int paced = pace.allow(most);
    int allowed = circuit.allow(paced);
    int claimed = 0;
    try {
      List<Claim> found = allowed == 0 ? List.of() : claims.apply(allowed);
      underWay.addAll(found);
      claimed = found.size();
      return found;
    } finally {
      pace.over(paced - claimed);
      circuit.giveBack(allowed - claimed);
    }
  }

  /** Claims questions about what is unknown, unless this is no time to ask. */
  public <T> List<T> questions(int most, IntFunction<List<T>> claims) {
    return pace.isPaused() || circuit.isOpen() ? List.of() : claims.apply(most);
  }

  /** Learns from what became of a call, and returns it. */
  public Outcome learn(Claim claim, Outcome outcome) {
    if (underWay.remove(claim)) {
      pace.over(1);
      circuit.learn(outcome);
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
    if (isTurnedAway(evidence)) {
      pace.turnedAway(null);
    }
    return report;
  }

  /** Learns from the answer to a question about no command of ours, and returns it. */
  public Answer heard(Answer answer) {
    circuit.heard();
    if (answer.status() == TOO_MANY) {
      pace.turnedAway(answer.retryAfter());
    }
    return answer;
  }

  private static boolean isTurnedAway(Evidence evidence) {
    Integer status = evidence.httpStatus();
    return status != null && status == TOO_MANY;
  }

  /** A call has left the route. When nothing was learnt from it, its place is free all the same. */
  public void over(Claim claim) {
    if (underWay.remove(claim)) {
      pace.over(1);
      circuit.giveBack(1);
    }
  }
}
