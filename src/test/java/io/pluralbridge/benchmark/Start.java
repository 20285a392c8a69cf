package io.pluralbridge.benchmark;

import io.pluralbridge.benchmark.Figure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From nothing to ready, as {@code /observe/health/ready} has it, with everything that runs by
 * default: the journal, the broker and the pretended Plural inside. In an empty data folder, and in
 * one that was used before. The first start of all only warms the disk.
 */
final class Start {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Rig rig;

  Start(Rig rig) {
    this.rig = rig;
  }

  void run() throws IOException, InterruptedException {
    Path folder = rig.work("start");
    try (Store store = Store.open(rig.database(), folder)) {
      Map<String, String> database = store.settings();
      start(StandIns.folder(folder, "warm"), database);
      Rounds rounds = new Rounds();
      for (int round = 1; round <= rig.rounds(); round++) {
        Path here = StandIns.folder(folder, "round-" + round);
        for (String side : List.of("empty", "used")) {
          Map<String, Double> seen = start(here, database);
          rounds.add(round, side, seen);
          rig.say(
              "round %d  %s data folder  ready after %.2f s, %.2f s of CPU",
              round, side, seen.get("seconds"), seen.get("cpu_seconds"));
        }
      }
      report(rounds);
    }
  }

  private Map<String, Double> start(Path folder, Map<String, String> database)
      throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(database);
    settings.put("bridge.data.dir", folder.resolve("data").toString());
    settings.put("bridge.broker.port", Integer.toString(BridgeUnderTest.freePort()));
    settings.put("sandbox.port", Integer.toString(BridgeUnderTest.freePort()));
    long start = System.nanoTime();
    try (BridgeUnderTest bridge = BridgeUnderTest.launch(rig, folder, settings)) {
      bridge.await(bridge::isReady, LIMIT);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = bridge.cpu().toNanos() / 1e9;
      bridge.stop();
      return Map.of("seconds", seconds, "cpu_seconds", cpu);
    }
  }

  private void report(Rounds rounds) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    for (String side : List.of("empty", "used")) {
      measurements.add(
          new Measurement(
              "start-" + side + "-" + rig.kind(),
              side + " data folder",
              Map.of("rounds", rig.rounds(), "database", rig.database().word()),
              rounds.all(),
              List.of(
                  new Figure("seconds to ready", rounds.spread(side, "seconds"), Target.atMost(3)),
                  new Figure("seconds of CPU to ready", rounds.spread(side, "cpu_seconds")))));
    }
    rig.report("Start, everything that runs by default", measurements);
  }
}
