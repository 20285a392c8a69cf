package io.pluralbridge.proof;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.pluralbridge.proof.Visit.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Writes what a run comes to, for somebody who believes nothing. */
final class Report {

  private static final int MOST_CASES = 20;

  private final Story story;
  private final Machine machine;
  private final Known known;
  private final Set<Instruction> linesOfFiles = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  Report(Story story, Machine machine) {
    this.story = story;
    this.machine = machine;
    this.known = new Known(story.evidence());
    story.evidence().files().stream()
        .flatMap(file -> file.lines().stream())
        .map(FileLine::wanted)
        .filter(Objects::nonNull)
        .forEach(linesOfFiles::add);
  }

  /** Writes it into the folder of the run, and returns where it is. */
  Path write() throws IOException {
    verdict();
    figures();
    clients();
    faults();
    outcomes();
    zeros();
    determined();
    notShown();
    complaints();
    cases();
    return Files.write(story.plan().folder().resolve("report.md"), lines);
  }

  private void verdict() {
    String verdict =
        switch (story.verdict()) {
          case PROVEN -> "**Every promise held.** Nothing was done twice, lost, or told wrongly.";
          case BROKEN -> "**A promise was broken**: see the table of zeros and the cases below.";
          case NOT_FINISHED -> "**Not finished in time**: what is unresolved stands below.";
        };
    add(
        "# Plural Bridge: the proof",
        "",
        verdict,
        "",
        story.kills().size()
            + " kills (`kill -9`), "
            + asked()
            + " commands, "
            + sum(story.plural().faults())
            + " calls that went wrong at Plural.",
        "",
        "    " + story.plan().command(),
        "");
  }

  private void figures() {
    Plan plan = story.plan();
    add("## The run", "", "| | |", "|---|---|");
    row("date", story.startedAt().truncatedTo(ChronoUnit.SECONDS));
    row("commit", machine.commit());
    row("machine", machine.cores() + " cores, " + machine.gigabytes() + " GB, " + machine.system());
    row("JDK", machine.jdk());
    row("seed", plan.seed());
    row("database", plan.database().word());
    row("nodes", plan.nodes());
    row("killed for", Plan.shown(story.killing().truncatedTo(ChronoUnit.SECONDS)));
    row("until the last result", Plan.shown(story.took().truncatedTo(ChronoUnit.SECONDS)));
    long startUp = story.kills().stream().filter(Chaos.Kill::duringStartUp).count();
    long allAtOnce = story.kills().stream().filter(Chaos.Kill::allAtOnce).count();
    row("kills", story.kills().size() + ", of which " + startUp + " hit a start-up");
    row("of these, when all nodes were killed at once", allAtOnce);
    restores();
    row("starts", story.starts());
    row("ended without being told to", story.exits().size());
    row("told to stop in the end", story.stopCodes());
    UnderWay underWay = new UnderWay(story.evidence());
    row(
        "kills that hit calls under way",
        story.kills().stream().filter(kill -> underWay.at(kill) > 0).count());
    row(
        "calls that were under way when their node was killed",
        story.kills().stream().mapToLong(underWay::at).sum());
    files();
    add("");
  }

  private void restores() {
    List<Restores.Restore> restores = story.restores();
    if (restores.isEmpty()) {
      return;
    }
    row("backups that were put back", restores.size());
    long lostMs =
        restores.stream()
            .mapToLong(r -> Duration.between(r.backedUpAt(), r.putBackAt()).toMillis())
            .sum();
    row("time that was lost by that", Plan.shown(Duration.ofMillis(lostMs)));
    row("effects in that time", story.evidence().effects().stream().filter(this::isLost).count());
    row(
        "commands that were taken for sent, and asked about first",
        story.evidence().journal().moves().stream()
            .filter(move -> move.from().equals("ACCEPTED") && move.to().equals("UNKNOWN"))
            .count());
    row(
        "files that were dropped again, as the journal had never heard of them",
        restores.stream().mapToInt(restore -> restore.droppedAgain().size()).sum());
  }

  private boolean isLost(Effect effect) {
    return story.restores().stream()
        .anyMatch(r -> effect.at().isAfter(r.backedUpAt()) && effect.at().isBefore(r.putBackAt()));
  }

  private void files() {
    List<DroppedFile> files = story.evidence().files();
    List<DroppedFile> accepted = files.stream().filter(known::isAccepted).toList();
    List<FileLine> all = accepted.stream().flatMap(file -> file.lines().stream()).toList();
    row("files dropped", files.size());
    row("files accepted", accepted.size());
    row("lines of accepted files", all.size());
    row("lines with mistakes", all.stream().filter(l -> l.instruction() == null).count());
    row("captures to be held back", all.stream().filter(FileLine::isToBeHeldBack).count());
    row("orders that several files capture", known.rivals().size());
    row("commands", asked());
    long overHttp = overHttp();
    row("of these by a file", asked() - overHttp);
    row("of these over HTTP", overHttp);
    row("captures that took effect", story.plural().captures());
    row("cancels that took effect", story.plural().cancels());
    row("refunds that took effect", story.plural().refunds());
    row("orders made over HTTP", story.evidence().ordersMade());
    row("payments with a new card each", story.plural().payments());
    row(
        "money taken, in minor units",
        Instruction.CURRENCY + " " + SumAudit.taken(story.evidence()));
    states().forEach((state, count) -> row("entries " + state, count));
  }

  private long overHttp() {
    return story.evidence().journal().entries().stream()
        .filter(entry -> entry.batchId().isEmpty())
        .count();
  }

  private void clients() {
    List<Visit> visits = story.evidence().visits();
    if (visits.isEmpty()) {
      return;
    }
    add(
        "## The clients over HTTP",
        "",
        "Each has one instruction, and repeats it until it has the last answer. Several have the"
            + " same one at once; some have one that comes in a file, too, or the key of one.",
        "",
        "| | |",
        "|---|---|");
    row("instructions", visits.size());
    row("of these, such as come in a file, too", visits.stream().filter(this::isInFile).count());
    row("of these, with a key that came first with other content", told(Told::isKeyReused));
    row("of these, with a further name (`Idempotency-Key`)", furtherNames(visits));
    row("clients", visits.stream().mapToInt(visit -> visit.errand().clients()).sum());
    row("calls", story.clients().values().stream().mapToLong(Long::longValue).sum());
    row("repeated when all was over", told(Told::afterwards));
    story.clients().forEach(this::row);
    add("");
  }

  private boolean isInFile(Visit visit) {
    return linesOfFiles.contains(visit.instruction());
  }

  private long told(Predicate<Told> what) {
    return story.evidence().visits().stream()
        .filter(visit -> visit.told().stream().anyMatch(what))
        .count();
  }

  private static long furtherNames(List<Visit> visits) {
    return visits.stream()
        .filter(visit -> visit.errand().idempotencyKey() != null)
        .filter(v -> !v.instruction().key().equals(v.errand().idempotencyKey()))
        .count();
  }

  private int asked() {
    return story.evidence().journal().entries().size();
  }

  private Map<String, Long> states() {
    return story.evidence().journal().entries().stream()
        .collect(groupingBy(JournalCopy.Entry::state, TreeMap::new, counting()));
  }

  private void faults() {
    add("## What went wrong at Plural", "", "| | times |", "|---|---|");
    story.plural().faults().forEach((fault, times) -> row(words(fault), times));
    row("access tokens issued", story.plural().tokensIssued());
    add("", "Given as `" + story.faults() + "`.", "", "| calls | |", "|---|---|");
    story
        .plural()
        .calls()
        .forEach(
            (operation, times) -> {
              if (times > 0) {
                row(words(operation), times);
              }
            });
    add("");
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void outcomes() {
    add(
        "## How outcomes came about",
        "",
        "Moves of entries, counted. From UNKNOWN leads nothing but an answer about the order.",
        "",
        "| from | to | times |",
        "|---|---|---|");
    story.evidence().journal().moves().stream()
        .collect(groupingBy(m -> "| " + m.from() + " | " + m.to(), TreeMap::new, counting()))
        .forEach((move, times) -> add(move + " | " + times + " |"));
    add("");
  }

  private void zeros() {
    Map<Check, Long> counts =
        story.findings().stream().collect(groupingBy(Finding::check, counting()));
    add("## The table of zeros", "", "| | found | how it was checked |", "|---|---|---|");
    for (Check check : Check.values()) {
      add(
          "| "
              + check.title()
              + " | **"
              + counts.getOrDefault(check, 0L)
              + "** | "
              + check.how()
              + " |");
    }
    add("", "The audit itself is tested: `AuditTest` plants each of these and sees it found.", "");
  }

  private void determined() {
    add(
        "## What the seed determines",
        "",
        "The lines of the files (but for the ids of orders, which Plural makes), their names, their"
            + " order and at which part of the run each is dropped; what comes over HTTP, its"
            + " clients and when they set off; the waits between kills, their"
            + " victims and the waits before each start; the faults, in the order in which calls"
            + " arrive.",
        "",
        "Not determined: in which order calls arrive, how far a node has come when it is killed,"
            + " and how threads interleave. No two runs are the same; every one must end with"
            + " zeros.",
        "");
  }

  private void notShown() {
    add(
        "## What this run does not show",
        "",
        "- Power cuts. A killed process loses nothing that it gave to the operating system; a"
            + " machine without power does. That what was committed has reached the disk is the"
            + " databases' promise (`synchronous=FULL`; `fsync=on`, `synchronous_commit=on`).",
        "- Plural itself. Its books here are those of the pretended one, which behaves as Plural's"
            + " guide has it, and worse: asked twice it would capture or cancel twice.",
        "- Calls that Plural carries out later than `bridge.inquiry.proof-after` waits before it believes that"
            + " they were not. Late ones of this run were within that time.",
        "- A backup that is put back while clients ask over HTTP (`--restores` needs"
            + " `--http-share 0`), or while keys come with two amounts in two files: which of the"
            + " two came first in the time that is lost, nobody can tell.",
        "- Several machines: nodes, database and Plural shared one machine, one clock and one disk.",
        "",
        "Beside this report lies everything that was audited: `files/` as dropped, `acks/`,"
            + " `results/`, `effects.csv` (Plural's books), `entries.csv`, `moves.csv`,"
            + " `batches.csv`, `batch-lines.csv` (the journal), `files.csv`, `data-folder.txt`,"
            + " `answers.csv` (of the clients), `kills.csv`, `exits.csv`, `restores.csv` and `lost-1/` and so on (journals that"
            + " backups took the place of), `faults.json`, `settings.properties`, `logs/`.",
        "");
  }

  private void complaints() throws IOException {
    Map<String, Long> complaints = Complaints.in(story.plan().logs());
    if (!complaints.isEmpty()) {
      add(
          "## ERROR in the logs",
          "",
          "No check, but worth a look.",
          "",
          "| | times |",
          "|---|---|");
      complaints.forEach((line, times) -> row("`" + line.replace("|", "\\|") + "`", times));
      add("");
    }
  }

  private void cases() throws IOException {
    if (story.findings().isEmpty()) {
      return;
    }
    add("## Cases", "");
    CaseFile caseFile = new CaseFile(story);
    Map<Check, Integer> shown = new TreeMap<>();
    for (Finding finding : story.findings()) {
      if (shown.merge(finding.check(), 1, Integer::sum) <= MOST_CASES) {
        add("### " + finding.check().title() + ": " + finding.what(), "");
        caseFile.of(finding).forEach(line -> add("    " + line));
        add("");
      }
    }
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private void row(String name, Object value) {
    add("| " + name + " | " + value + " |");
  }

  private void add(String... more) {
    lines.addAll(List.of(more));
  }
}
