package io.pluralbridge.benchmark;

import io.pluralbridge.benchmark.Figure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a line costs in ever larger files, from file to result, while Plural takes no time. */
final class Growth {

  private static final Duration LIMIT = Duration.ofHours(2);

  private final Rig rig;
  private final List<Long> sizes;

  Growth(Rig rig, List<Long> sizes) {
    this.rig = rig;
    this.sizes = sizes.stream().sorted().toList();
  }

  void run() throws IOException, InterruptedException {
    Path folder = rig.work("growth");
    try (Store store = Store.open(rig.database(), folder);
        Helper standIn = StandIns.start(folder)) {
      Map<String, String> settings = new HashMap<>(StandIns.settings(standIn));
      settings.put("plural.api.max-in-flight", Integer.toString(rig.inFlight()));
      settings.putAll(store.settings());
      try (BridgeUnderTest bridge =
          BridgeUnderTest.start(rig, StandIns.folder(folder, "bridge"), settings)) {
        rig.say("Warming up with %,d lines, twice ...", sizes.get(0));
        bridge.carryOut("warm-1", sizes.get(0), LIMIT);
        bridge.carryOut("warm-2", sizes.get(0), LIMIT);
        measure(standIn, bridge);
      }
    }
  }

  private void measure(Helper standIn, BridgeUnderTest bridge)
      throws IOException, InterruptedException {
    Rounds rounds = new Rounds();
    for (int round = 1; round <= rig.rounds(); round++) {
      for (long size : sizes) {
        standIn.ask("reset", 0);
        BridgeUnderTest.Done done = bridge.carryOut("g" + round + "x" + size, size, LIMIT);
        StandIns.exactly(size, standIn);
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("micros", done.toResult() * 1e6 / size);
        seen.put("micros_to_ack", done.toAck() * 1e6 / size);
        seen.put("cpu_micros", done.cpu().toNanos() / 1e3 / size);
        seen.put("heap_megabytes", HeapLog.peak(done.heap()));
        seen.put("heap_megabytes_by_tenth", HeapLog.tenths(done.heap()));
        rounds.add(round, side(size), seen);
        rig.say(
            "round %d  %,9d lines  %6.1f us a line  %6.1f us of CPU  heap by tenths of the run %s",
            round,
            size,
            (double) seen.get("micros"),
            (double) seen.get("cpu_micros"),
            seen.get("heap_megabytes_by_tenth"));
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    for (long size : sizes) {
      String side = side(size);
      measurements.add(
          new Measurement(
              "growth-" + size + "-" + rig.kind(),
              side,
              StandIns.parameters(rig, size, 0),
              rounds.all(),
              List.of(
                  new Figure("us a line, file to result", rounds.spread(side, "micros")),
                  new Figure(
                      "times that of the smallest file",
                      rounds.ratio(side, side(sizes.get(0)), "micros")),
                  new Figure(
                      "us a line, file to acknowledgement", rounds.spread(side, "micros_to_ack")),
                  new Figure("us of CPU a line", rounds.spread(side, "cpu_micros")),
                  new Figure(
                      "peak heap in MB",
                      rounds.spread(side, "heap_megabytes"),
                      Target.atMost(256)))));
    }
    rig.report("Growth, " + rig.inFlight() + " in flight, 0 ms", measurements);
  }

  private static String side(long size) {
    return String.format("%,d lines", size);
  }
}
