package io.pluralbridge.proof;

import io.pluralbridge.journal.EntryState;
import io.pluralbridge.payment.Action;
import io.pluralbridge.proof.Visit.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What clients were told over HTTP, against the journal and Plural's books, and card data. */
final class HttpAudit {

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  HttpAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    evidence.visits().forEach(this::visit);
    namesLeadToWhatTheyName();
    entriesAreAskedFor();
    makesNothingTwice();
    evidence.leaks().forEach(leak -> found.accept(Finding.of(Check.CARD_DATA, leak)));
    nothingIsSealedAnyMore();
  }

  private void visit(Visit visit) {
    Instruction asked = visit.instruction();
    visit.odd().forEach(odd -> find(Check.WRONG_ANSWER, visit, odd));
    if (!visit.isAnswered()) {
      find(Check.UNRESOLVED, visit, "a client has no last answer");
    }
    long entries = known.entriesOf(asked.id());
    if (entries != 1) {
      find(
          entries == 0 ? Check.LOST : Check.TWICE,
          visit,
          "the journal has it " + entries + " times");
    }
    JournalCopy.Entry entry = known.entry(asked.id());
    if (entry != null) {
      boolean isOther = !entry.isSameAs(asked);
      visit.told().forEach(answer -> isRight(visit, entry, isOther, answer));
      areAllTheSame(visit, entry);
    }
    if (visit.told().stream().noneMatch(Told::isKeyReused)) {
      truthIsTold(visit);
    }
    visit.told().forEach(answer -> hasNoCard(visit, answer));
  }

  private void isRight(Visit visit, JournalCopy.Entry entry, boolean isOther, Told answer) {
    String right =
        isOther
            ? "409 KEY_REUSED"
            : entry.state().equals("SUCCEEDED") ? "a yes" : "the no of " + entry.errorCode();
    boolean isRight =
        isOther
            ? answer.isKeyReused()
            : !answer.isKeyReused()
                && !answer.isFault()
                && answer.isYes() == entry.state().equals("SUCCEEDED");
    if (!isRight) {
      find(Check.WRONG_ANSWER, visit, "was told " + shown(answer) + ", and should be " + right);
    }
    if (!isOther && answer.afterwards() && !answer.replayed()) {
      find(Check.WRONG_ANSWER, visit, "was repeated, and is not told so: " + shown(answer));
    }
    for (String seen : visit.seen()) {
      if (isOther || !seen.equals(entry.state())) {
        find(Check.WRONG_ANSWER, visit, "was seen as " + seen + ", and should be " + right);
      }
    }
  }

  /** What a file did has no answer to be kept: there the order is shown as it is by then. */
  private void areAllTheSame(Visit visit, JournalCopy.Entry entry) {
    boolean showsTheOrder = !entry.batchId().isEmpty() && entry.state().equals("SUCCEEDED");
    Set<String> answers = new TreeSet<>();
    for (Told answer : visit.told()) {
      answers.add(answer.status() + (showsTheOrder && answer.isYes() ? "" : " " + answer.body()));
    }
    if (answers.size() > 1) {
      find(Check.ANSWERS_DIFFER, visit, "was told " + answers);
    }
  }

  /** Without the journal in between. */
  private void truthIsTold(Visit visit) {
    Instruction asked = visit.instruction();
    for (Told answer : visit.told()) {
      String order =
          asked.action() == Action.CREATE_ORDER && answer.isYes()
              ? Shoppers.orderId(answer.body()).orElse("")
              : asked.orderId();
      List<Effect> effects = known.effectsOf(asked.action(), asked.key(), order);
      boolean isTrue = answer.isYes() ? effects.size() == 1 : effects.isEmpty();
      if (!isTrue) {
        find(
            answer.isYes() && effects.size() > 1 ? Check.DOUBLE : Check.FALSE_OUTCOME,
            visit,
            "was told " + shown(answer) + ", and " + effects.size() + " took effect");
        return;
      }
    }
  }

  private void hasNoCard(Visit visit, Told answer) {
    String card = visit.errand().card();
    if (card != null && answer.body().contains(card)) {
      find(Check.CARD_DATA, visit, "the answer has the number of the card in it");
    }
  }

  private void namesLeadToWhatTheyName() {
    for (Visit visit : evidence.visits()) {
      String name = visit.errand().idempotencyKey();
      JournalCopy.Entry entry = known.entry(visit.instruction().id());
      boolean isFurther = name != null && !name.equals(visit.instruction().key());
      if (isFurther && entry != null && entry.isSameAs(visit.instruction())) {
        List<Long> leadsTo = known.named(visit.instruction().action() + " " + name);
        if (!leadsTo.equals(List.of(entry.id()))) {
          find(Check.LOST, visit, "its name " + name + " leads to " + leadsTo);
        }
      }
    }
  }

  private void entriesAreAskedFor() {
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      Instruction asked =
          new Instruction(
              Action.valueOf(entry.action()), entry.key(), entry.orderId(), entry.amount());
      if (entry.batchId().isEmpty() && !known.asked().contains(asked)) {
        find(Check.NOT_ASKED, asked, "no client asks for it");
      }
    }
  }

  private void makesNothingTwice() {
    if (evidence.madeTwice() > 0) {
      String what = " orders, payments and refunds were made under a reference used before";
      found.accept(Finding.of(Check.DOUBLE, evidence.madeTwice() + what));
    }
    long made = orders("SUCCEEDED");
    long open = orders("ACCEPTED") + orders("SENT") + orders("UNKNOWN");
    if (evidence.ordersMade() < made || evidence.ordersMade() > made + open) {
      found.accept(
          Finding.of(
              Check.FALSE_OUTCOME,
              "Plural made " + evidence.ordersMade() + " orders, the journal says " + made));
    }
  }

  private long orders(String state) {
    return evidence.journal().entries().stream()
        .filter(entry -> entry.action().equals(Action.CREATE_ORDER.name()))
        .filter(entry -> entry.state().equals(state))
        .count();
  }

  /** What waits yet may be sealed. That it waits at the end is another matter. */
  private void nothingIsSealedAnyMore() {
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      if (entry.sealed() && EntryState.valueOf(entry.state()).isFinal()) {
        found.accept(
            Finding.of(
                Check.CARD_DATA,
                entry.instructionId() + " is " + entry.state() + ", and its card is kept sealed",
                entry.key(),
                entry.orderId()));
      }
    }
  }

  private static String shown(Told answer) {
    return answer.status() + " " + answer.body();
  }

  private void find(Check check, Visit visit, String what) {
    find(check, visit.instruction(), what);
  }

  private void find(Check check, Instruction asked, String what) {
    List<String> ids = new ArrayList<>(List.of(asked.key()));
    if (!asked.orderId().isEmpty()) {
      ids.add(asked.orderId());
    }
    found.accept(new Finding(check, asked.id() + ": " + what, ids));
  }
}
