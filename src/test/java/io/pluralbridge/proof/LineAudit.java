package io.pluralbridge.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every row of every result file against the line that came in, the journal and Plural's books. */
final class LineAudit {

  private static final List<String> ADDED =
      List.of(
          "line",
          "status",
          "order_status",
          "error_code",
          "error_message",
          "attempts",
          "request_id",
          "rrn",
          "concluded_at",
          "order_amount",
          "released",
          "payment_id");
  private static final int STATUS = 1;
  private static final int ERROR_CODE = 3;

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  LineAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    evidence.files().stream().filter(known::isAccepted).forEach(this::rowsAreThoseOf);
    evidence.files().forEach(this::earlierPapersAreTrue);
  }

  /** What was told in a time that the journal has lost is as true as what is told in the end. */
  private void earlierPapersAreTrue(DroppedFile file) {
    String name = ".*/" + Pattern.quote(file.base()) + "\\.results\\..*";
    String last = "results/" + file.base() + ".results.csv";
    evidence
        .papers()
        .results()
        .forEach(
            (place, rows) -> {
              boolean isAudited = known.isAccepted(file) && place.equals(last);
              if (place.matches(name) && !isAudited) {
                earlierRowsAreTrue(file, rows);
              }
            });
  }

  private void earlierRowsAreTrue(DroppedFile file, List<List<String>> rows) {
    for (int i = 0; i < file.lines().size(); i++) {
      FileLine line = file.lines().get(i);
      List<String> row = i + 1 < rows.size() ? rows.get(i + 1) : List.of();
      if (!isRowOf(line, row)) {
        found.accept(
            Finding.of(
                Check.LOST,
                "line " + line.number() + " of " + file.name() + " had no row but " + row,
                idsOf(file, line)));
        continue;
      }
      List<String> added = row.subList(line.out().size(), row.size());
      Instruction asked = line.wanted();
      if (asked == null) {
        expect(
            file,
            line,
            "REFUSED " + line.refusal(),
            added.get(STATUS) + " " + added.get(ERROR_CODE));
      } else if (!added.get(ERROR_CODE).equals(Visit.KEY_REUSED)) {
        truthIsToldAbout(file, line, asked, added.get(STATUS));
      }
    }
  }

  private void rowsAreThoseOf(DroppedFile file) {
    List<List<String>> rows =
        evidence.papers().results().get("results/" + file.base() + ".results.csv");
    if (rows == null) {
      // That there is no result file has been found already.
      return;
    }
    List<String> header = new ArrayList<>(file.columns());
    header.addAll(ADDED);
    if (rows.isEmpty() || !rows.get(0).equals(header)) {
      found.accept(Finding.of(Check.LOST, file.name() + " has no right header", file.name()));
      return;
    }
    int surplus = rows.size() - 1 - file.lines().size();
    if (surplus > 0) {
      found.accept(
          Finding.of(Check.LOST, file.name() + " has " + surplus + " rows too many", file.name()));
    }
    Recount recount = new Recount();
    for (int i = 0; i < file.lines().size(); i++) {
      FileLine line = file.lines().get(i);
      List<String> row = i + 1 < rows.size() ? rows.get(i + 1) : null;
      if (row == null || !isRowOf(line, row)) {
        found.accept(
            Finding.of(
                Check.LOST,
                "line " + line.number() + " of " + file.name() + " has no row but " + row,
                idsOf(file, line)));
      } else {
        List<String> added = row.subList(line.out().size(), row.size());
        answerIsRight(file, line, added);
        recount.add(file, line, added);
      }
    }
    recount.isThatOf(file);
  }

  private static boolean isRowOf(FileLine line, List<String> row) {
    int columns = line.out().size();
    return row.size() == columns + ADDED.size()
        && row.subList(0, columns).equals(line.out())
        && row.get(columns).equals(Long.toString(line.number()));
  }

  private void answerIsRight(DroppedFile file, FileLine line, List<String> added) {
    String status = added.get(STATUS);
    String code = added.get(ERROR_CODE);
    Instruction asked = line.wanted();
    if (asked == null) {
      expect(file, line, "REFUSED " + line.refusal(), status + " " + code);
      return;
    }
    JournalCopy.Entry entry = known.entry(asked.id());
    if (entry == null && known.rivals().containsKey(asked.orderId())) {
      expect(file, line, "REFUSED " + Known.CAPTURED_BEFORE, status + " " + code);
      truthIsToldAbout(file, line, asked, status);
    } else if (entry == null) {
      found.accept(
          Finding.of(Check.LOST, asked.id() + " is not in the journal", idsOf(file, line)));
    } else if (!entry.isSameAs(asked)) {
      expect(file, line, "REFUSED KEY_REUSED", status + " " + code);
    } else {
      boolean isTakenBack = entry.state().equals(Known.TAKEN_BACK);
      expect(file, line, isTakenBack ? "REFUSED" : entry.state(), status);
      boolean first =
          entry.line() == line.number()
              && entry.batchId().equals(known.acknowledgement(file).path("batch_id").asText());
      String mark = first ? "" : "SEEN_BEFORE";
      expect(file, line, entry.errorCode() == null ? mark : entry.errorCode(), code);
      truthIsToldAbout(file, line, asked, status);
    }
  }

  /** Without the journal in between. */
  private void truthIsToldAbout(DroppedFile file, FileLine line, Instruction asked, String status) {
    List<Effect> effects = known.effectsOf(asked.action(), asked.key(), asked.orderId());
    boolean told = status.equals("SUCCEEDED");
    boolean denied = status.equals("DECLINED") || status.equals("REFUSED");
    if ((told && effects.isEmpty()) || (denied && !effects.isEmpty())) {
      found.accept(
          Finding.of(
              Check.FALSE_OUTCOME,
              "line "
                  + line.number()
                  + " of "
                  + file.name()
                  + " says "
                  + status
                  + ", and "
                  + effects.size()
                  + " took effect",
              idsOf(file, line)));
    }
  }

  private void expect(DroppedFile file, FileLine line, String expected, String told) {
    if (!expected.equals(told)) {
      found.accept(
          Finding.of(
              Check.WRONG_ANSWER,
              "line "
                  + line.number()
                  + " of "
                  + file.name()
                  + " says '"
                  + told
                  + "', and should say '"
                  + expected
                  + "'",
              idsOf(file, line)));
    }
  }

  private static String[] idsOf(DroppedFile file, FileLine line) {
    Instruction asked = line.instruction();
    return asked == null
        ? new String[] {file.name()}
        : new String[] {asked.key(), asked.orderId(), file.name()};
  }

  /** Counts a result file anew, and holds the papers against that. */
  private final class Recount {

    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> sums = new HashMap<>();
    private final SortedMap<Long, String> refusedAtOnce = new TreeMap<>();

    void add(DroppedFile file, FileLine line, List<String> added) {
      String status = added.get(STATUS);
      if (status.equals("REFUSED") && !known.isTakenBack(file, line)) {
        refusedAtOnce.put(line.number(), added.get(ERROR_CODE));
      }
      counts.merge(status, 1L, Long::sum);
      @Nullable Long amount = line.counted();
      sums.merge(status, amount == null ? 0 : amount, Long::sum);
    }

    void isThatOf(DroppedFile file) {
      var summary = known.summary(file);
      equal(file, "balance", "BALANCED", summary.path("balance").asText());
      equal(file, "rows", file.lines().size(), summary.path("rows").asLong());
      counts.forEach(
          (status, count) -> {
            var group = summary.path("by_status").path(status);
            equal(file, status, count, group.path("count").asLong());
            long sum = group.path("amount").path(Instruction.CURRENCY).asLong();
            equal(file, "amount of " + status, sums.get(status), sum);
          });
      var acknowledgement = known.acknowledgement(file);
      long refused = refusedAtOnce.size();
      equal(file, "acknowledged rows", file.lines().size(), acknowledgement.path("rows").asLong());
      equal(file, "acknowledged refusals", refused, acknowledgement.path("refused").asLong());
      equal(
          file,
          "acknowledged acceptances",
          file.lines().size() - refused,
          acknowledgement.path("accepted").asLong());
      SortedMap<Long, String> told = new TreeMap<>();
      acknowledgement
          .path("errors")
          .forEach(e -> told.putIfAbsent(e.path("line").asLong(), e.path("code").asText()));
      equal(file, "refused lines acknowledged", refusedAtOnce, told);
      long sum = acknowledgement.path("sums").path(Instruction.CURRENCY).asLong();
      equal(file, "acknowledged sum", file.sum(), sum);
    }

    private void equal(DroppedFile file, String what, Object expected, Object told) {
      String right = String.valueOf(expected);
      if (!right.equals(String.valueOf(told))) {
        found.accept(
            Finding.of(
                Check.UNBALANCED,
                file.name() + ": " + what + " is " + told + ", and should be " + right,
                file.name()));
      }
    }
  }
}
