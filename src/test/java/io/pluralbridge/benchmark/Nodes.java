package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One, two and three nodes on one PostgreSQL and one data folder, each with as many calls under way
 * as the next, before a Plural that takes its time: how what they do together grows.
 */
final class Nodes {

  private static final int MOST = 3;
  private static final int LATENCY_MS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Rig rig;
  private final int inFlightEach;
  private final int seconds;

  /**
   * A benchmark; on PostgreSQL, whatever else the rig says.
   *
   * @param seconds a round takes about so long
   */
  Nodes(Rig rig, int inFlightEach, int seconds) {
    this.rig = rig.on(Store.Kind.POSTGRESQL);
    this.inFlightEach = inFlightEach;
    this.seconds = seconds;
  }

  void run() throws IOException, InterruptedException {
    Path folder = rig.work("nodes");
    Rounds rounds = new Rounds();
    try (Store store = Store.open(rig.database(), folder);
        Helper standIn = StandIns.start(folder)) {
      for (int nodes = 1; nodes <= MOST; nodes++) {
        measure(nodes, folder, store, standIn, rounds);
      }
    }
    report(rounds);
  }

  private void measure(int nodes, Path folder, Store store, Helper standIn, Rounds rounds)
      throws IOException, InterruptedException {
    Path here = StandIns.folder(folder, "of-" + nodes);
    List<BridgeUnderTest> bridges = new ArrayList<>();
    try {
      for (int i = 1; i <= nodes; i++) {
        Map<String, String> settings = new HashMap<>(StandIns.settings(standIn));
        settings.put("plural.api.max-in-flight", Integer.toString(inFlightEach));
        settings.put("bridge.node.name", "node-" + nodes + "-" + i);
        settings.put("bridge.data.dir", here.resolve("data").toString());
        settings.putAll(store.settings());
        bridges.add(BridgeUnderTest.start(rig, StandIns.folder(here, "node-" + i), settings));
      }
      long lines = lines(nodes);
      standIn.ask("reset", 0);
      bridges.get(0).carryOut("warm" + nodes, 10_000L * nodes, LIMIT);
      for (int round = 1; round <= rig.rounds(); round++) {
        standIn.ask("reset", LATENCY_MS);
        bridges.get(0).carryOut("n" + nodes + "r" + round, lines, LIMIT);
        JsonNode plural = StandIns.exactly(lines, standIn);
        double speed = lines * 1e9 / plural.path("first_to_last_nanos").asLong();
        int most = plural.path("most_in_flight").asInt();
        rounds.add(
            round,
            side(nodes),
            Map.of(
                "commands_a_second", speed,
                "most_in_flight", most,
                "of_what_latency_allows", speed * LATENCY_MS / 1e3 / (nodes * inFlightEach)));
        rig.say(
            "%s  round %d  %,8.0f a second, at most %d in flight", side(nodes), round, speed, most);
      }
    } finally {
      for (BridgeUnderTest bridge : bridges) {
        bridge.close();
      }
    }
  }

  private long lines(int nodes) {
    return (long) nodes * inFlightEach * seconds * 1000 / LATENCY_MS;
  }

  private static String side(int nodes) {
    return nodes == 1 ? "1 node" : nodes + " nodes";
  }

  private void report(Rounds rounds) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    for (int nodes = 1; nodes <= MOST; nodes++) {
      Map<String, Object> parameters = StandIns.parameters(rig, lines(nodes), LATENCY_MS);
      parameters.put("in_flight", inFlightEach);
      parameters.put("nodes", nodes);
      String side = side(nodes);
      measurements.add(
          new Measurement(
              "nodes-" + nodes + "-" + rig.kind(),
              side,
              parameters,
              rounds.all(),
              List.of(
                  new Figure("commands a second", rounds.spread(side, "commands_a_second")),
                  new Figure("times one node", rounds.ratio(side, side(1), "commands_a_second")),
                  new Figure(
                      "share of what the latency allows",
                      rounds.spread(side, "of_what_latency_allows")))));
    }
    rig.report("Nodes, " + inFlightEach + " in flight each, " + LATENCY_MS + " ms", measurements);
  }
}
