package io.pluralbridge.proof;

import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run that is over.
 *
 * @param killing how long nodes were killed
 * @param took how long all of it took, the waiting for the last results included
 * @param restores the backups that were put back
 * @param starts how often nodes were started
 * @param inTime every file was answered before the deadline
 * @param stopCodes how the nodes ended when told to stop, by name
 * @param clients what clients met over HTTP, and how often
 * @param cards how many cards paid
 */
record Story(
    Plan plan,
    Instant startedAt,
    Duration killing,
    Duration took,
    SandboxFaults faults,
    SandboxSummary plural,
    Map<String, String> settings,
    List<Chaos.Kill> kills,
    List<Chaos.Exit> exits,
    List<Restores.Restore> restores,
    int starts,
    Map<String, Instant> dropped,
    boolean inTime,
    Map<String, String> stopCodes,
    Map<String, Long> clients,
    int cards,
    Evidence evidence,
    List<Finding> findings) {

  /** What the run comes to. */
  enum Verdict {
    PROVEN,
    BROKEN,
    NOT_FINISHED
  }

  /** A run that was cut short leaves things unresolved and lost; only the rest counts as broken. */
  Verdict verdict() {
    List<Check> ofAnUnfinishedRun =
        List.of(Check.UNRESOLVED, Check.LOST, Check.WRONG_FILE, Check.SUMS, Check.UNBALANCED);
    boolean broken =
        findings.stream().anyMatch(f -> inTime || !ofAnUnfinishedRun.contains(f.check()));
    return broken ? Verdict.BROKEN : inTime ? Verdict.PROVEN : Verdict.NOT_FINISHED;
  }
}
