package io.pluralbridge.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that is known about a broken promise: effects, entries, moves, lines of the logs. */
final class CaseFile {

  private static final int MOST_LOG_LINES = 40;

  private final Story story;
  private final Known known;

  CaseFile(Story story) {
    this.story = story;
    this.known = new Known(story.evidence());
  }

  List<String> of(Finding finding) throws IOException {
    List<String> lines = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>(finding.ids());
    for (String id : finding.ids()) {
      for (Effect effect : story.evidence().effects()) {
        if (effect.orderId().equals(id)) {
          lines.add("effect  " + effect);
          ids.add(String.valueOf(effect.requestId()));
        }
      }
      for (JournalCopy.Entry entry : known.entriesOfOrder(id)) {
        lines.add("entry   " + entry);
        ids.add(String.valueOf(entry.requestId()));
        for (JournalCopy.Move move : known.moves(entry.id())) {
          lines.add("move    " + move);
        }
      }
      for (Visit visit : story.evidence().visits()) {
        if (visit.instruction().key().equals(id)) {
          lines.add("client  " + visit.errand().clients() + " with " + visit.instruction());
          visit.told().forEach(answer -> lines.add("told    " + answer));
          lines.add("seen    " + visit.seen());
        }
      }
      for (JournalCopy.Batch batch : story.evidence().journal().batches()) {
        if (batch.name().equals(id) || batch.id().equals(id)) {
          lines.add("batch   " + batch);
          ids.add(batch.id());
        }
      }
      for (DroppedFile file : story.evidence().files()) {
        if (file.name().equals(id)) {
          lines.add("ack     " + known.acknowledgement(file));
          lines.add("summary " + known.summary(file));
        }
      }
      for (String place : story.evidence().papers().places()) {
        if (id.endsWith(".csv") && place.contains(id.substring(0, id.length() - 4) + ".")) {
          lines.add("place   " + place);
        }
      }
    }
    ids.remove("null");
    lines.addAll(log(ids));
    return lines;
  }

  private List<String> log(Set<String> ids) throws IOException {
    String home = story.plan().home().toString();
    List<String> found = new ArrayList<>();
    try (Stream<Path> logs = Files.list(story.plan().logs())) {
      for (Path log : logs.sorted().toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          lines
              .filter(line -> ids.stream().anyMatch(line::contains))
              .limit(MOST_LOG_LINES)
              .forEach(line -> found.add(log.getFileName() + "  " + line.replace(home, ".")));
        }
      }
    }
    return found.size() > MOST_LOG_LINES ? found.subList(0, MOST_LOG_LINES) : found;
  }
}
