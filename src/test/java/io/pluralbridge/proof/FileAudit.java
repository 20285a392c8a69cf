package io.pluralbridge.proof;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The data folder against the files that were dropped: everything in its place, nothing more. */
final class FileAudit {

  private static final String IN_ARCHIVE = "archive/";
  private static final String IN_REFUSED = "refused/";
  private static final String REFUSED = "REFUSED";

  private final Evidence evidence;
  private final Known known;
  private final Consumer<Finding> found;

  FileAudit(Evidence evidence, Known known, Consumer<Finding> found) {
    this.evidence = evidence;
    this.known = known;
    this.found = found;
  }

  void run() {
    rightOnesAreAccepted();
    everythingIsInItsPlace();
    eachHasOneBatch();
    evidence.files().stream().filter(known::isAccepted).forEach(this::linesAreInTheJournal);
  }

  private void rightOnesAreAccepted() {
    Map<String, List<DroppedFile>> byContent =
        evidence.files().stream().collect(groupingBy(DroppedFile::sha256, TreeMap::new, toList()));
    for (List<DroppedFile> same : byContent.values()) {
      List<String> names = same.stream().map(DroppedFile::name).toList();
      long accepted = same.stream().filter(known::isAccepted).count();
      if (accepted != 1) {
        found.accept(
            new Finding(Check.WRONG_FILE, accepted + " of " + names + " were accepted", names));
      }
      for (DroppedFile file : same) {
        JsonNode errors = known.acknowledgement(file).path("errors");
        boolean refused = known.acknowledgement(file).path("status").asText().equals(REFUSED);
        if (refused && !errors.path(0).path("code").asText().equals("DUPLICATE_FILE")) {
          String reason = errors.isEmpty() ? "without a reason" : "for " + errors.path(0);
          String what = file.name() + " was refused " + reason;
          found.accept(Finding.of(Check.WRONG_FILE, what, file.name()));
        }
      }
    }
  }

  private void everythingIsInItsPlace() {
    Set<String> surplus = new TreeSet<>(evidence.papers().places());
    for (DroppedFile file : evidence.files()) {
      boolean accepted = known.isAccepted(file);
      expect("acks/" + file.base() + ".ack.json", file, surplus);
      String folder = accepted ? IN_ARCHIVE : IN_REFUSED;
      expect(folder + file.name(), file, surplus);
      if (file.withTotals()) {
        expect(folder + file.name() + ".ctl", file, surplus);
      }
      if (accepted) {
        expect("results/" + file.base() + ".results.csv", file, surplus);
        expect("results/" + file.base() + ".summary.json", file, surplus);
      }
      surplus.removeIf(place -> isOfLostTime(place, file));
      String digest = evidence.papers().digests().get(folder + file.name());
      if (digest != null && !digest.equals(file.sha256())) {
        found.accept(
            Finding.of(Check.LOST, folder + file.name() + " is not what was dropped", file.name()));
      }
    }
    surplus.forEach(this::isSurplus);
  }

  /**
   * Papers of a time that the journal has lost are set aside, with the time in their names; and
   * those of a file whose content came again under another name stay where they are, if that came
   * first after the journal was restored.
   */
  private boolean isOfLostTime(String place, DroppedFile file) {
    if (!evidence.isRestored()) {
      return false;
    }
    boolean isSetAside =
        place.matches(
            "archive/"
                + Pattern.quote(file.base())
                + "(\\.[a-z0-9-]+)*\\.[0-9]{8}T[0-9]{9}Z(-[0-9]+)?\\.(csv|json|ctl)");
    boolean isOfAnOtherBatch =
        !known.isAccepted(file)
            && isInLostTime(file, batch -> !batch.state().equals(REFUSED))
            && List.of(
                    IN_ARCHIVE + file.name(),
                    IN_ARCHIVE + file.name() + ".ctl",
                    "results/" + file.base() + ".results.csv",
                    "results/" + file.base() + ".summary.json")
                .contains(place);
    return isSetAside || isOfAnOtherBatch;
  }

  private boolean isInLostTime(DroppedFile file, Predicate<JournalCopy.Batch> which) {
    return evidence.lost().stream()
        .flatMap(journal -> journal.batches().stream())
        .anyMatch(batch -> batch.name().equals(file.name()) && which.test(batch));
  }

  private void isSurplus(String place) {
    boolean left = place.startsWith("inbox/") || place.startsWith("processing/");
    String what = place + (left ? " was left lying" : " is more than there should be");
    List<String> ids = new ArrayList<>(List.of(place));
    for (DroppedFile file : evidence.files()) {
      if (place.contains("/" + file.base() + ".")) {
        ids.add(file.name());
      }
    }
    found.accept(new Finding(left ? Check.LOST : Check.TWICE, what, ids));
  }

  private void expect(String place, DroppedFile file, Set<String> surplus) {
    if (!surplus.remove(place)) {
      found.accept(Finding.of(Check.LOST, "there is no " + place, file.name()));
    }
  }

  private void eachHasOneBatch() {
    Map<String, Long> batches =
        evidence.journal().batches().stream()
            .collect(groupingBy(JournalCopy.Batch::name, counting()));
    for (DroppedFile file : evidence.files()) {
      long count = batches.getOrDefault(file.name(), 0L);
      boolean wasRefusedInLostTime =
          count == 0
              && !known.isAccepted(file)
              && isInLostTime(file, batch -> batch.state().equals(REFUSED));
      if (count != 1 && !wasRefusedInLostTime) {
        found.accept(
            Finding.of(
                count == 0 ? Check.LOST : Check.TWICE,
                "the journal has " + count + " batches of " + file.name(),
                file.name()));
      }
    }
  }

  /** Each line once: as an entry of its own, or as a line that was refused or seen before. */
  private void linesAreInTheJournal(DroppedFile file) {
    String batchId = known.acknowledgement(file).path("batch_id").asText();
    Map<Long, Integer> times = new HashMap<>();
    known.linesOf(batchId).forEach(line -> times.merge(line, 1, Integer::sum));
    for (FileLine line : file.lines()) {
      int count = times.getOrDefault(line.number(), 0);
      times.remove(line.number());
      if (count != 1) {
        found.accept(lost(file, batchId, "line " + line.number(), count));
      }
    }
    times.forEach(
        (line, count) -> found.accept(lost(file, batchId, "no such line " + line, count)));
  }

  private static Finding lost(DroppedFile file, String batchId, String line, int count) {
    return Finding.of(
        Check.LOST,
        line + " of " + file.name() + " is in the journal " + count + " times",
        file.name(),
        batchId);
  }
}
