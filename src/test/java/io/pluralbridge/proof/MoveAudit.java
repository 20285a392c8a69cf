package io.pluralbridge.proof;

import io.pluralbridge.journal.EntryState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The journal's history against its own rules, and against where things stand in the end. */
final class MoveAudit {

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "DECLINED", Known.TAKEN_BACK);
  private static final Set<String> ON_ITS_WAY = Set.of("SENT", "UNKNOWN");

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  MoveAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    historyIsLegal();
    for (int i = 0; i < evidence.lost().size(); i++) {
      Evidence before = evidence.with(evidence.lost().get(i));
      new MoveAudit(before, known.lost().get(i), found).historyIsLegal();
    }
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      if (!FINAL.contains(entry.state())) {
        found.accept(
            Finding.of(
                Check.UNRESOLVED,
                entry.instructionId() + " is " + entry.state(),
                entry.key(),
                entry.orderId()));
      }
    }
    for (Long entryId : known.moves().keySet()) {
      if (known.entry(entryId) == null) {
        found.accept(
            Finding.of(
                Check.ILLEGAL_MOVE, "there are moves of entry " + entryId + ", but no entry"));
      }
    }
    for (JournalCopy.Batch batch : evidence.journal().batches()) {
      boolean done = batch.state().equals("DONE") && batch.openEntries() == 0;
      if (!done && !batch.state().equals("REFUSED")) {
        found.accept(
            Finding.of(
                Check.UNRESOLVED,
                "batch "
                    + batch.id()
                    + " of "
                    + batch.name()
                    + " is "
                    + batch.state()
                    + " with "
                    + batch.openEntries()
                    + " open",
                batch.id(),
                batch.name()));
      }
    }
  }

  private void historyIsLegal() {
    evidence.journal().entries().forEach(this::movesAreLegal);
    noTwoOfOneOrderAreOnTheirWay();
  }

  private void movesAreLegal(JournalCopy.Entry entry) {
    List<JournalCopy.Move> moves = known.moves(entry.id());
    String stands = EntryState.ACCEPTED.name();
    int sent = takenForSent(moves);
    for (JournalCopy.Move move : moves) {
      if (!move.from().equals(stands)) {
        illegal(entry, "move " + move.id() + " begins at " + move.from() + ", not at " + stands);
      }
      if (!EntryState.valueOf(move.from()).mayBecome(EntryState.valueOf(move.to()))) {
        illegal(entry, "move " + move.id() + " leads from " + move.from() + " to " + move.to());
      }
      stands = move.to();
      boolean isTakenForSent = move.from().equals("ACCEPTED") && move.to().equals("UNKNOWN");
      sent += move.to().equals("SENT") || isTakenForSent ? 1 : 0;
      if (isTakenForSent && evidence.journal().restoredAt().isEmpty()) {
        illegal(entry, "move " + move.id() + " is that of a journal that was restored");
      }
    }
    if (!stands.equals(entry.state())) {
      illegal(entry, "it is " + entry.state() + ", and its last move led to " + stands);
    }
    if (sent != entry.attempts()) {
      illegal(entry, "it has " + entry.attempts() + " attempts, by its moves " + sent);
    }
  }

  /** What was on its way when the journal was restored may have been sent once more since. */
  private int takenForSent(List<JournalCopy.Move> moves) {
    int times = 0;
    for (long restoredAt : evidence.journal().restoredAt()) {
      String stood = EntryState.ACCEPTED.name();
      for (JournalCopy.Move move : moves) {
        if (move.at() < restoredAt) {
          stood = move.to();
        }
      }
      times += ON_ITS_WAY.contains(stood) ? 1 : 0;
    }
    return times;
  }

  private void illegal(JournalCopy.Entry entry, String what) {
    found.accept(
        Finding.of(
            Check.ILLEGAL_MOVE, entry.instructionId() + ": " + what, entry.key(), entry.orderId()));
  }

  private void noTwoOfOneOrderAreOnTheirWay() {
    Map<String, Set<Long>> onTheirWay = new HashMap<>();
    for (JournalCopy.Move move : evidence.journal().moves()) {
      JournalCopy.Entry entry = known.entry(move.entryId());
      if (entry == null || entry.orderId().isEmpty()) {
        continue;
      }
      Set<Long> ofOrder = onTheirWay.computeIfAbsent(entry.orderId(), id -> new TreeSet<>());
      if (!ON_ITS_WAY.contains(move.to())) {
        ofOrder.remove(entry.id());
      } else if (ofOrder.add(entry.id()) && ofOrder.size() > 1) {
        found.accept(
            Finding.of(
                Check.TWO_WRITERS,
                "from move "
                    + move.id()
                    + " on, entries "
                    + ofOrder
                    + " of order "
                    + entry.orderId()
                    + " were on their way at once",
                entry.orderId()));
      }
    }
  }
}
