package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.pluralbridge.benchmark.Figure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many commands a second, beside the bare loop that makes the same calls. Both live in
 * processes that stay for all rounds and are warm before the first; while one works, the other
 * rests.
 */
final class Calls {

  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final List<String> FLAGS =
      List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", HeapLog.FLAG);

  /** What the bridge is to reach of its ceiling, by latency. */
  private static final Map<Integer, Double> SHARES = Map.of(200, 0.97, 50, 0.92, 0, 0.50);

  private final Rig rig;
  private final Work work;

  /**
   * How much there is to do.
   *
   * @param seconds a round takes about so long where Plural takes its time
   * @param lines of a round where it takes none; also to warm up, before anything counts
   * @param always lines of every round; 0 when the other two say how many
   */
  record Work(int seconds, long lines, long always) {

    long of(int latencyMs, int inFlight) {
      if (always > 0) {
        return always;
      }
      return latencyMs == 0 ? lines : (long) inFlight * Math.max(1, seconds * 1000L / latencyMs);
    }
  }

  Calls(Rig rig, Work work) {
    this.rig = rig;
    this.work = work;
  }

  void run(List<Integer> latencies) throws IOException, InterruptedException {
    Path folder = rig.work("calls");
    try (Store store = Store.open(rig.database(), folder);
        Helper standIn = StandIns.start(folder);
        Helper ceiling = ceiling(folder, standIn);
        BridgeUnderTest bridge = bridge(folder, standIn, store)) {
      warmUp(standIn, ceiling, bridge);
      List<Measurement> measurements = new ArrayList<>();
      HeapLog ceilingHeap = new HeapLog(folder.resolve("ceiling"));
      for (int latency : latencies) {
        measurements.add(measure(latency, standIn, ceiling, ceilingHeap, bridge));
      }
      rig.report("Calls, " + rig.inFlight() + " in flight", measurements);
    }
  }

  private Helper ceiling(Path folder, Helper standIn) throws IOException {
    return Helper.start(
        rig.javaHome(),
        StandIns.folder(folder, "ceiling"),
        FLAGS,
        Ceiling.class,
        StandIns.url(standIn),
        Integer.toString(rig.inFlight()),
        Boolean.toString(rig.virtualThreads()));
  }

  private BridgeUnderTest bridge(Path folder, Helper standIn, Store store)
      throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(StandIns.settings(standIn));
    settings.put("plural.api.max-in-flight", Integer.toString(rig.inFlight()));
    settings.putAll(store.settings());
    return BridgeUnderTest.start(rig, StandIns.folder(folder, "bridge"), settings);
  }

  /** Until the compilers of both have seen what there is to see. */
  private void warmUp(Helper standIn, Helper ceiling, BridgeUnderTest bridge)
      throws IOException, InterruptedException {
    rig.say("Warming up with %,d commands each ...", work.lines());
    standIn.ask("reset", 0);
    ceiling.ask("run", work.lines(), "wc");
    standIn.ask("reset", 0);
    bridge.carryOut("wb", work.lines(), LIMIT);
  }

  private Measurement measure(
      int latency, Helper standIn, Helper ceiling, HeapLog ceilingHeap, BridgeUnderTest bridge)
      throws IOException, InterruptedException {
    long lines = work.of(latency, rig.inFlight());
    Rounds rounds = new Rounds();
    for (int round = 1; round <= rig.rounds(); round++) {
      standIn.ask("reset", latency);
      ceilingHeap.sinceLastLook();
      Duration before = ceiling.cpu();
      Duration standInBefore = standIn.cpu();
      ceiling.ask("run", lines, "c" + latency + "r" + round);
      rounds.add(
          round,
          "ceiling",
          seen(
              latency,
              lines,
              standIn,
              ceiling.cpu().minus(before),
              standIn.cpu().minus(standInBefore),
              ceilingHeap.sinceLastLook()));
      say(latency, rounds);
      standIn.ask("reset", latency);
      standInBefore = standIn.cpu();
      BridgeUnderTest.Done done = bridge.carryOut("b" + latency + "r" + round, lines, LIMIT);
      Map<String, Object> seen =
          seen(
              latency, lines, standIn, done.cpu(), standIn.cpu().minus(standInBefore), done.heap());
      seen.put("seconds_to_ack", done.toAck());
      seen.put("seconds_to_result", done.toResult());
      seen.put("lines_a_second_file_to_result", lines / done.toResult());
      rounds.add(round, "bridge", seen);
      say(latency, rounds);
    }
    return measurement(latency, lines, rounds);
  }

  private static Map<String, Object> seen(
      int latency,
      long lines,
      Helper standIn,
      Duration cpu,
      Duration standInCpu,
      List<Integer> heap)
      throws IOException {
    JsonNode plural = StandIns.exactly(lines, standIn);
    Map<String, Object> seen = new LinkedHashMap<>();
    double speed = lines * 1e9 / plural.path("first_to_last_nanos").asLong();
    seen.put("commands", lines);
    seen.put("commands_a_second", speed);
    seen.put("mean_in_flight", speed * latency / 1e3);
    seen.put("cpu_micros", cpu.toNanos() / 1e3 / lines);
    seen.put("stand_in_cpu_micros", standInCpu.toNanos() / 1e3 / lines);
    seen.put("most_in_flight", plural.path("most_in_flight").asInt());
    seen.put("heap_megabytes", HeapLog.peak(heap));
    return seen;
  }

  private void say(int latency, Rounds rounds) {
    Map<String, Object> last = rounds.all().get(rounds.all().size() - 1);
    rig.say(
        "%3d ms  round %s  %-8s %,8.0f a second  %6.1f us of CPU each  heap %s MB",
        latency,
        last.get("round"),
        last.get("side"),
        (double) last.get("commands_a_second"),
        (double) last.get("cpu_micros"),
        last.get("heap_megabytes"));
  }

  private Measurement measurement(int latency, long lines, Rounds rounds) {
    Double share = rig.inFlight() == 256 ? SHARES.get(latency) : null;
    String speed = "commands_a_second";
    String cpu = "cpu_micros";
    List<Figure> figures = new ArrayList<>();
    figures.addAll(
        List.of(
            new Figure(
                "bridge / ceiling",
                rounds.ratio("bridge", "ceiling", speed),
                share == null ? null : Target.atLeast(share)),
            new Figure("ceiling, commands a second", rounds.spread("ceiling", speed)),
            new Figure("bridge, commands a second", rounds.spread("bridge", speed)),
            new Figure(
                "bridge, lines a second from file to result",
                rounds.spread("bridge", "lines_a_second_file_to_result")),
            new Figure("ceiling, us of CPU a command", rounds.spread("ceiling", cpu)),
            new Figure("bridge, us of CPU a command", rounds.spread("bridge", cpu)),
            new Figure(
                "bridge beyond ceiling, us of CPU a command",
                rounds.beyond("bridge", "ceiling", cpu),
                Target.atMost(150)),
            new Figure(
                "stand-in, us of CPU a command", rounds.spread("bridge", "stand_in_cpu_micros")),
            new Figure("bridge, peak heap in MB", rounds.spread("bridge", "heap_megabytes"))));
    if (latency > 0) {
      figures.add(
          new Figure(
              "bridge, calls under way at Plural on average",
              rounds.spread("bridge", "mean_in_flight")));
    }
    return new Measurement(
        "calls-" + latency + "ms-" + rig.kind(),
        latency + " ms",
        StandIns.parameters(rig, lines, latency),
        rounds.all(),
        figures);
  }
}
