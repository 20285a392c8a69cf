package io.pluralbridge.proof;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.pluralbridge.payment.Action;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plural's books against files and journal. */
final class EffectAudit {

  /** Both clocks are that of this machine, and count in milliseconds. */
  private static final long TOLERANCE_MS = 20;

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  EffectAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    for (Action action : Action.values()) {
      isDoneOnce(action);
    }
    isCapturedOnce();
    evidence.effects().forEach(this::isAskedForAndWrittenDown);
    if (evidence.isRestored()) {
      evidence.effects().forEach(this::isKnownInTheEnd);
    }
    evidence.journal().entries().forEach(this::outcomeIsTrue);
    if (evidence.twoWriters() > 0) {
      found.accept(
          new Finding(
              Check.TWO_WRITERS,
              evidence.twoWriters()
                  + " calls arrived at Plural while another for the same order was under way",
              evidence.ordersWithTwoWriters()));
    }
  }

  private void isDoneOnce(Action action) {
    known
        .effectsOf(action)
        .forEach(
            (name, effects) -> {
              String order = effects.get(0).orderId();
              int most = Known.hasNoReference(action) ? known.timesAsked(action, order) : 1;
              if (effects.size() > Math.max(1, most)) {
                found.accept(
                    Finding.of(
                        Check.DOUBLE,
                        action + " of " + name + " took effect " + effects.size() + " times",
                        name,
                        order));
              }
            });
  }

  /** Plural captures an order once; the pretended one would do so again. */
  private void isCapturedOnce() {
    evidence.effects().stream()
        .filter(effect -> effect.action() == Action.CAPTURE)
        .collect(groupingBy(Effect::orderId, mapping(e -> String.valueOf(e.reference()), toSet())))
        .forEach(
            (order, references) -> {
              if (references.size() > 1) {
                found.accept(
                    Finding.of(
                        Check.DOUBLE, order + " was captured as each of " + references, order));
              }
            });
  }

  private void isAskedForAndWrittenDown(Effect effect) {
    Action action = effect.action();
    boolean asked =
        Known.hasNoReference(action)
            ? known.timesAsked(action, effect.orderId()) > 0
            : isAskedFor(
                new Instruction(
                    action,
                    String.valueOf(effect.reference()),
                    action == Action.CREATE_ORDER ? "" : effect.orderId(),
                    effect.amount()));
    if (!asked) {
      found.accept(
          Finding.of(
              Check.NOT_ASKED,
              effect + " is what no client and no good line of an accepted file asks for",
              String.valueOf(effect.reference()),
              effect.orderId()));
    }
    if (!isWrittenDown(known, effect)
        && known.lost().stream().noneMatch(lost -> isWrittenDown(lost, effect))) {
      found.accept(
          Finding.of(
              Check.NOT_WRITTEN,
              effect + " was there before the journal had it as SENT",
              String.valueOf(effect.reference()),
              effect.orderId()));
    }
  }

  /** What the journal has lost, it must have learnt of anew. */
  private void isKnownInTheEnd(Effect effect) {
    if (known.causesOf(effect).stream().noneMatch(entry -> isCauseOf(entry, effect))) {
      found.accept(
          Finding.of(
              Check.NOT_WRITTEN,
              effect + " is not in the journal that was restored",
              String.valueOf(effect.reference()),
              effect.orderId()));
    }
  }

  private static boolean isWrittenDown(Known journal, Effect effect) {
    return journal.causesOf(effect).stream()
        .filter(entry -> isCauseOf(entry, effect))
        .anyMatch(entry -> wasSentBefore(journal, entry, effect));
  }

  private boolean isAskedFor(Instruction done) {
    return known.asked().contains(done)
        || (tookAll(done.action(), done.amount()) && known.asked().contains(done.withoutAmount()));
  }

  /** What was asked for without an amount. */
  private static boolean tookAll(Action action, @Nullable Long amount) {
    return action == Action.CAPTURE && amount != null && amount == Instructions.AUTHORISED;
  }

  private static boolean isCauseOf(JournalCopy.Entry entry, Effect effect) {
    Action action = effect.action();
    boolean isOfThatOrder =
        action == Action.CREATE_ORDER || entry.orderId().equals(effect.orderId());
    boolean isOfThatAmount =
        action == Action.CANCEL
            || (entry.amount() == null && tookAll(action, effect.amount()))
            || String.valueOf(entry.amount()).equals(String.valueOf(effect.amount()));
    return entry.action().equals(action.name())
        && isOfThatOrder
        && isOfThatAmount
        && (Known.hasNoReference(action) || entry.key().equals(effect.reference()));
  }

  private static boolean wasSentBefore(Known journal, JournalCopy.Entry entry, Effect effect) {
    return journal.moves(entry.id()).stream()
        .anyMatch(
            move ->
                move.from().equals("ACCEPTED")
                    && move.to().equals("SENT")
                    && move.at() <= effect.at().toEpochMilli() + TOLERANCE_MS);
  }

  private void outcomeIsTrue(JournalCopy.Entry entry) {
    List<Effect> effects =
        known.effectsOf(Action.valueOf(entry.action()), entry.key(), entry.orderId());
    boolean took = effects.stream().anyMatch(effect -> isCauseOf(entry, effect));
    switch (entry.state()) {
      case "SUCCEEDED" -> {
        if (!took) {
          found.accept(falseOutcome(entry, "and nothing took effect"));
        }
      }
      case "SENT", "UNKNOWN" -> {
        // Nothing is claimed about it; that it stands there at the end is another matter.
      }
      default -> {
        if (!effects.isEmpty()) {
          found.accept(falseOutcome(entry, "and it took effect"));
        }
      }
    }
  }

  private static Finding falseOutcome(JournalCopy.Entry entry, String what) {
    return Finding.of(
        Check.FALSE_OUTCOME,
        entry.instructionId() + " is " + entry.state() + ", " + what,
        entry.key(),
        entry.orderId());
  }
}
