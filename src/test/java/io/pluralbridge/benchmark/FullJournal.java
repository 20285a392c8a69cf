package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.benchmark.Figure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal alone, one that holds much already beside one that is as good as empty, in turn:
 * writing down new lines, claims, conclusions, lines that are known, and look-ups.
 */
final class FullJournal {

  private static final int EACH = 10_000;
  private static final int SLICE = 100_000;
  private static final List<String> FLAGS = List.of("-Xmx256m");
  private static final Map<String, Boolean> OPERATIONS = operations();

  private final Rig rig;
  private final long entries;

  FullJournal(Rig rig, long entries) {
    this.rig = rig;
    this.entries = entries;
  }

  /** By name; those that the issue is about have a target. */
  private static Map<String, Boolean> operations() {
    Map<String, Boolean> operations = new LinkedHashMap<>();
    operations.put("write", false);
    operations.put("claim", true);
    operations.put("conclude", false);
    operations.put("duplicate", true);
    operations.put("look_up", true);
    return operations;
  }

  void run() throws IOException {
    Path folder = rig.work("journal");
    Path emptyFolder = StandIns.folder(folder, "empty");
    Path fullFolder = StandIns.folder(folder, "full");
    try (Store emptyStore = Store.open(rig.database(), emptyFolder);
        Store fullStore = Store.open(rig.database(), fullFolder);
        Helper empty = probe(emptyFolder, emptyStore);
        Helper full = probe(fullFolder, fullStore)) {
      empty.ask("fill", 0, EACH);
      for (long from = 0; from < entries; from += SLICE) {
        full.ask("fill", from, Math.min(SLICE, entries - from));
        if (from % 1_000_000 == 0) {
          rig.say("Filling, %,d of %,d ...", from, entries);
        }
      }
      full.ask("filled");
      empty.ask("filled");
      Rounds rounds = new Rounds();
      ask(empty, 0);
      ask(full, 0);
      for (int round = 1; round <= rig.rounds(); round++) {
        add(rounds, round, "empty", ask(empty, round));
        add(rounds, round, "full", ask(full, round));
      }
      report(rounds);
    }
  }

  private Helper probe(Path folder, Store store) throws IOException {
    return Helper.start(rig.javaHome(), folder, FLAGS, JournalProbe.class, store.url(folder));
  }

  private static Map<String, Double> ask(Helper probe, int round) throws IOException {
    JsonNode seen = probe.ask("round", round, EACH);
    Map<String, Double> micros = new LinkedHashMap<>();
    OPERATIONS.keySet().forEach(name -> micros.put(name, seen.path(name).asDouble()));
    return micros;
  }

  private void add(Rounds rounds, int round, String side, Map<String, Double> micros) {
    rounds.add(round, side, micros);
    StringBuilder line = new StringBuilder();
    micros.forEach((name, each) -> line.append(String.format("  %s %.1f", name, each)));
    rig.say("round %d  %-5s us each:%s", round, side, line);
  }

  private void report(Rounds rounds) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    OPERATIONS.forEach(
        (name, counts) ->
            measurements.add(
                new Measurement(
                    "journal-" + name + "-" + rig.kind(),
                    name.replace('_', ' '),
                    Map.of("entries", entries, "each", EACH, "database", rig.database().word()),
                    rounds.all(),
                    List.of(
                        new Figure(
                            "full / empty",
                            rounds.ratio("full", "empty", name),
                            counts ? Target.atMost(1.3) : null),
                        new Figure("empty, us each", rounds.spread("empty", name)),
                        new Figure("full, us each", rounds.spread("full", name))))));
    rig.report(String.format("A journal with %,d entries", entries), measurements);
  }
}
