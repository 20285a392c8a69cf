package io.pluralbridge.benchmark;

import io.pluralbridge.benchmark.Figure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a file is read, checked and journaled, from dropping it to its acknowledgement. Calls
 * begin only after that; so that those of an earlier round are not in the way, this bridge may have
 * one under way, and Plural takes its time over it.
 */
final class Intake {

  private static final int STUCK_MS = 20_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Rig rig;
  private final long lines;

  Intake(Rig rig, long lines) {
    this.rig = rig;
    this.lines = lines;
  }

  void run() throws IOException, InterruptedException {
    Path folder = rig.work("intake");
    try (Store store = Store.open(rig.database(), folder);
        Helper standIn = StandIns.start(folder)) {
      standIn.ask("reset", STUCK_MS);
      Map<String, String> settings = new HashMap<>(StandIns.settings(standIn));
      settings.put("plural.api.max-in-flight", "1");
      settings.putAll(store.settings());
      try (BridgeUnderTest bridge =
          BridgeUnderTest.start(rig, StandIns.folder(folder, "bridge"), settings)) {
        measure(bridge);
      }
    }
  }

  private void measure(BridgeUnderTest bridge) throws IOException, InterruptedException {
    rig.say("Warming up with %,d lines ...", lines);
    bridge.takeIn("warm", lines, LIMIT);
    Rounds rounds = new Rounds();
    for (int round = 1; round <= rig.rounds(); round++) {
      BridgeUnderTest.Done done = bridge.takeIn("i" + round, lines, LIMIT);
      double speed = lines / done.toAck();
      double cpu = done.cpu().toNanos() / 1e3 / lines;
      int heap = HeapLog.peak(done.heap());
      rounds.add(
          round,
          "bridge",
          Map.of("lines_a_second", speed, "cpu_micros", cpu, "heap_megabytes", heap));
      rig.say(
          "round %d  %,8.0f lines a second  %5.1f us of CPU each  heap %d MB",
          round, speed, cpu, heap);
    }
    rig.report(
        "Reading, checking and journaling a file",
        List.of(
            new Measurement(
                "intake-" + rig.kind(),
                String.format("%,d lines", lines),
                StandIns.parameters(rig, lines, STUCK_MS),
                rounds.all(),
                List.of(
                    new Figure(
                        "lines a second, file to acknowledgement",
                        rounds.spread("bridge", "lines_a_second"),
                        Target.atLeast(40_000)),
                    new Figure("us of CPU a line", rounds.spread("bridge", "cpu_micros")),
                    new Figure("peak heap in MB", rounds.spread("bridge", "heap_megabytes"))))));
  }
}
