package io.pluralbridge.cli;

import io.pluralbridge.files.BatchPapers;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchEntry;
import io.pluralbridge.journal.batch.LineFault;
import io.pluralbridge.payment.Money;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints how a batch ended, for a person. */
public final class BatchReport {

  private static final int FAULTS_SHOWN = 10;

  private final PrintWriter out;

  public BatchReport(PrintWriter out) {
    this.out = out;
  }

  public void row(String name, Object value) {
    out.printf(Locale.ROOT, "  %-26s %s%n", name, value);
  }

  /** Everything but where the files are. */
  public void figures(BatchRun.End end) {
    long waiting =
        end.count(EntryState.ACCEPTED) + end.count(EntryState.SENT) + end.count(EntryState.HELD);
    row("lines", end.batch().lines());
    row("succeeded", end.count(EntryState.SUCCEEDED));
    row("declined", end.count(EntryState.DECLINED));
    row("refused", end.kept().refused() + end.count(EntryState.WITHDRAWN));
    row("seen before", end.kept().seenBefore());
    if (end.count(EntryState.UNKNOWN) > 0) {
      row("still unknown", end.count(EntryState.UNKNOWN));
    }
    if (waiting > 0) {
      row("not sent yet", waiting);
    }
    for (Map.Entry<String, Long> sum : end.captured().entrySet()) {
      row("captured", money(sum.getKey(), sum.getValue()));
    }
    if (end.captured().isEmpty()) {
      row("captured", "nothing");
    }
    end.released().forEach((currency, sum) -> row("released", money(currency, sum)));
  }

  /** Money as people write it, and beside it as it stands in files. */
  public static String money(String currency, long minorUnits) {
    return Money.inWords(minorUnits, currency)
        + " = "
        + currency
        + " "
        + minorUnits
        + " (minor units)";
  }

  public void files(BatchPapers papers, Batch batch) {
    row("acknowledgement", shown(papers.acknowledgementOf(batch)));
    row("results", shown(papers.resultsOf(batch)));
    row("summary", shown(papers.summaryOf(batch)));
  }

  /** Where the papers are that amend the result file, if any do. */
  void amendments(BatchPapers papers, BatchRun.End end) {
    for (int number = 1; number <= end.amendments(); number++) {
      row("amendment " + number, shown(papers.amendmentOf(end.batch(), number)));
    }
  }

  /** Why a file was refused whole: the first reasons, and where all are. */
  /** A file that came earlier, and was not done when the bridge stopped. */
  void carriedOn(Batch batch) {
    out.println(
        "An earlier file is carried on as well: "
            + batch.name()
            + " (batch "
            + batch.id()
            + ", "
            + batch.lines()
            + " lines"
            + batch.sums().entrySet().stream()
                .map(sum -> ", " + Money.inWords(sum.getValue(), sum.getKey()))
                .collect(Collectors.joining())
            + ", received "
            + batch.receivedAt()
            + ")");
  }

  void refusal(Batch batch, Iterator<BatchEntry.Refused> refusals, Path acknowledgement) {
    out.println(batch.name() + " is refused. Nothing of it is sent now.");
    int shown = 0;
    while (refusals.hasNext()) {
      BatchEntry.Refused line = refusals.next();
      for (LineFault fault : line.faults()) {
        if (shown++ < FAULTS_SHOWN) {
          out.println(
              "  "
                  + (line.line() == 0 ? "file" : "line " + line.line())
                  + (fault.column() == null ? "" : ", " + fault.column())
                  + ": "
                  + fault.message()
                  + " ("
                  + fault.code()
                  + ")");
        }
      }
    }
    if (shown > FAULTS_SHOWN) {
      out.println("  and " + (shown - FAULTS_SHOWN) + " more");
    }
    out.println("All of it is in " + shown(acknowledgement));
  }

  public static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }
}
