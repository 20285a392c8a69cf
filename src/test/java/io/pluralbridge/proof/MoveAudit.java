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
    for (JournalCopy.Entry entry : evidence.journal().entries()) {
      movesAreLegal(entry);
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
    noTwoOfOneOrderAreOnTheirWay();
  }

  private void movesAreLegal(JournalCopy.Entry entry) {
    List<JournalCopy.Move> moves = known.moves(entry.id());
    String stands = EntryState.ACCEPTED.name();
    int sent = 0;
    for (JournalCopy.Move move : moves) {
      if (!move.from().equals(stands)) {
        illegal(entry, "move " + move.id() + " begins at " + move.from() + ", not at " + stands);
      }
      if (!EntryState.valueOf(move.from()).mayBecome(EntryState.valueOf(move.to()))) {
        illegal(entry, "move " + move.id() + " leads from " + move.from() + " to " + move.to());
      }
      stands = move.to();
      sent += move.to().equals("SENT") ? 1 : 0;
    }
    if (!stands.equals(entry.state())) {
      illegal(entry, "it is " + entry.state() + ", and its last move led to " + stands);
    }
    if (sent != entry.attempts()) {
      illegal(entry, "it has " + entry.attempts() + " attempts and " + sent + " moves to SENT");
    }
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
