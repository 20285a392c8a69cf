package io.pluralbridge.proof;

import io.pluralbridge.payment.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The money: what Plural took, what the summaries say, what the journal says. */
final class SumAudit {

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  SumAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    long taken = taken(evidence);
    long journal = journal(evidence);
    long summaries =
        evidence.files().stream().filter(known::isAccepted).mapToLong(this::captured).sum();
    long overHttp =
        captured(evidence.journal().entries().stream().filter(e -> e.batchId().isEmpty()));
    if (taken != journal || taken != summaries + overHttp) {
      found.accept(
          Finding.of(
              Check.SUMS,
              "Plural took "
                  + taken
                  + ", the journal says "
                  + journal
                  + ", the summaries say "
                  + summaries
                  + (overHttp == 0 ? "" : ", and over HTTP came " + overHttp)));
    }
    Map<String, Long> byBatch = new HashMap<>();
    evidence.journal().entries().stream()
        .filter(SumAudit::isCaptured)
        .forEach(e -> byBatch.merge(e.batchId(), taken(e), Long::sum));
    for (DroppedFile file : evidence.files()) {
      String batchId = known.acknowledgement(file).path("batch_id").asText();
      long ofBatch = byBatch.getOrDefault(batchId, 0L);
      if (known.isAccepted(file) && captured(file) != ofBatch) {
        found.accept(
            Finding.of(
                Check.SUMS,
                file.name() + " says " + captured(file) + ", the journal says " + ofBatch,
                file.name()));
      }
    }
  }

  /** What Plural took, in minor units. */
  static long taken(Evidence evidence) {
    return evidence.effects().stream()
        .filter(effect -> effect.action() == Action.CAPTURE)
        .map(Effect::amount)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  private static long journal(Evidence evidence) {
    return captured(evidence.journal().entries().stream());
  }

  private static long captured(Stream<JournalCopy.Entry> entries) {
    return entries.filter(SumAudit::isCaptured).mapToLong(SumAudit::taken).sum();
  }

  /** Without an amount, all that is held is taken. */
  private static long taken(JournalCopy.Entry entry) {
    Long amount = entry.amount();
    return amount == null ? Instructions.AUTHORISED : amount;
  }

  private static boolean isCaptured(JournalCopy.Entry entry) {
    return entry.action().equals(Action.CAPTURE.name()) && entry.state().equals("SUCCEEDED");
  }

  private long captured(DroppedFile file) {
    return known.summary(file).path("captured").path(Instruction.CURRENCY).asLong();
  }
}
