package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Captures that cannot be undone: those that are not to be sent, and those that were not. */
final class HoldAudit {

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  HoldAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    for (DroppedFile file : evidence.files()) {
      if (known.isAccepted(file)) {
        file.lines().stream()
            .filter(FileLine::isToBeHeldBack)
            .forEach(line -> isHeldBack(file, line));
      }
    }
    known.rivals().values().forEach(this::oneTakesEffect);
    evidence.journal().entries().stream()
        .filter(HoldAudit::isTakenBack)
        .forEach(this::isRightlyTakenBack);
  }

  /** It may be found out when the file is read: then the journal has a line and no entry. */
  private void isHeldBack(DroppedFile file, FileLine line) {
    String id = line.instruction().id();
    Stream.concat(Stream.of(known), known.lost().stream())
        .filter(journal -> journal.entry(id) != null && wasSent(journal, journal.entry(id)))
        .forEach(
            journal ->
                find(
                    journal.entry(id),
                    "was sent, and is to be refused with " + line.refusal(),
                    file.name()));
    JournalCopy.Entry entry = known.entry(id);
    if (entry == null) {
      return;
    }
    if (!isTakenBack(entry) || !String.valueOf(line.refusal()).equals(entry.errorCode())) {
      find(entry, shown(entry) + ", and should be taken back for " + line.refusal(), file.name());
    }
  }

  /** Whichever comes first: the others are refused, because that one was captured. */
  private void oneTakesEffect(List<Instruction> captures) {
    String order = captures.get(0).orderId();
    long taken =
        captures.stream()
            .filter(one -> !known.effectsOf(Action.CAPTURE, one.key(), order).isEmpty())
            .count();
    if (taken == 0) {
      String what = "none of " + captures.size() + " captures of order " + order + " took effect";
      found.accept(Finding.of(Check.HELD_BACK, what, order));
    }
    for (Instruction capture : captures) {
      JournalCopy.Entry entry = known.entry(capture.id());
      boolean tookEffect = !known.effectsOf(Action.CAPTURE, capture.key(), order).isEmpty();
      if (entry != null
          && !tookEffect
          && !isLateForItsOrder(entry)
          && !(evidence.isRestored() && isAskedAboutInVain(entry))) {
        find(entry, shown(entry) + ", and should be taken back, as another took effect", order);
      }
    }
  }

  private void isRightlyTakenBack(JournalCopy.Entry entry) {
    boolean isOneOfSeveral = known.rivals().containsKey(entry.orderId());
    if (!known.isToBeHeldBack(entry) && !(isOneOfSeveral && isLateForItsOrder(entry))) {
      find(entry, shown(entry) + ", and nothing is wrong with it", entry.orderId());
    }
  }

  private static boolean isLateForItsOrder(JournalCopy.Entry entry) {
    return isTakenBack(entry) && Known.CAPTURED_BEFORE.equals(entry.errorCode());
  }

  /**
   * Where the time is lost in which another one was carried out, it is the order at Plural that
   * tells of it, and not the journal.
   */
  private static boolean isAskedAboutInVain(JournalCopy.Entry entry) {
    return entry.state().equals("DECLINED") && "ALREADY_CAPTURED".equals(entry.errorCode());
  }

  private static boolean isTakenBack(JournalCopy.Entry entry) {
    return entry.state().equals(Known.TAKEN_BACK);
  }

  private static boolean wasSent(Known journal, JournalCopy.Entry entry) {
    return journal.moves(entry.id()).stream().anyMatch(move -> move.to().equals("SENT"));
  }

  private static String shown(JournalCopy.Entry entry) {
    return "is "
        + entry.state()
        + (entry.errorCode() == null ? "" : " (" + entry.errorCode() + ")");
  }

  private void find(JournalCopy.Entry entry, String what, String where) {
    found.accept(
        Finding.of(
            Check.HELD_BACK,
            entry.instructionId() + " " + what,
            entry.key(),
            entry.orderId(),
            where));
  }
}
