package io.pluralbridge.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Drops the files as docs/files.md says: written elsewhere, renamed in, control totals first. */
final class Drops {

  private final Path aside;
  private final Path data;
  private final List<DroppedFile> files;
  private final Map<String, Instant> dropped = new LinkedHashMap<>();

  Drops(Plan plan, List<DroppedFile> files) throws IOException {
    this.aside = Files.createDirectories(plan.folder().resolve("aside"));
    this.data = plan.data();
    this.files = files;
    Files.createDirectories(data.resolve("inbox"));
  }

  /** Drops what is due at that part of the run, from 0 to 1. */
  void until(double part) throws IOException {
    List<DroppedFile> due = new ArrayList<>();
    for (DroppedFile file : files) {
      if (file.when() <= part && !dropped.containsKey(file.name())) {
        due.add(file);
        writeAside(file);
      }
    }
    for (DroppedFile file : due) {
      drop(file);
      dropped.put(file.name(), Instant.now());
    }
  }

  private void drop(DroppedFile file) throws IOException {
    if (file.withTotals()) {
      rename(totals(file));
    }
    rename(file.name());
  }

  /**
   * Drops those again that lie in the archive and are none of these: the journal lost the time in
   * which they came. To be called while no node runs.
   *
   * @param known the names of the files that the journal knows
   * @return the names of those
   */
  List<String> againWhatIsMissing(Collection<String> known) throws IOException {
    Set<String> here = new HashSet<>(known);
    for (String folder : List.of("inbox", "processing")) {
      filesIn(folder).forEach(file -> here.add(String.valueOf(file.getFileName())));
    }
    List<String> missing = new ArrayList<>();
    for (DroppedFile file : files) {
      boolean isDone = Files.exists(data.resolve("archive").resolve(file.name()));
      if (isDone && !here.contains(file.name())) {
        writeAside(file);
        drop(file);
        missing.add(file.name());
      }
    }
    return missing;
  }

  private void writeAside(DroppedFile file) throws IOException {
    Files.write(aside.resolve(file.name()), file.bytes());
    if (file.withTotals()) {
      Files.writeString(aside.resolve(totals(file)), file.totals());
    }
  }

  private static String totals(DroppedFile file) {
    return file.name() + ".ctl";
  }

  private void rename(String name) throws IOException {
    Path place = data.resolve("inbox").resolve(name);
    Files.move(aside.resolve(name), place, StandardCopyOption.ATOMIC_MOVE);
  }

  boolean areAllDropped() {
    return dropped.size() == files.size();
  }

  Map<String, Instant> dropped() {
    return dropped;
  }

  /** How many files have their result, or are refused. */
  int answered() {
    int answered = 0;
    for (DroppedFile file : files) {
      if (Files.exists(data.resolve("results").resolve(file.base() + ".summary.json"))
          || Files.exists(data.resolve("refused").resolve(file.name()))) {
        answered++;
      }
    }
    return answered;
  }

  boolean areAllAnswered() {
    return areAllDropped() && answered() == files.size();
  }

  /** True when nothing lies in the inbox or is under way any more. */
  boolean isEverythingPutAway() throws IOException {
    return filesIn("inbox").isEmpty() && filesIn("processing").isEmpty();
  }

  private List<Path> filesIn(String folder) throws IOException {
    Path place = data.resolve(folder);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException moved) {
      // While nodes run, files move: then there are some.
      return List.of(place);
    }
  }
}
