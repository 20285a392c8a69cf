package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stand-in for Plural, seen from the benchmark; and what all who talk to it have in common. */
final class StandIns {

  private static final List<String> FLAGS = List.of("-Xmx1g", "-XX:+UseSerialGC");

  private StandIns() {}

  /** A folder of its own for one of the processes. */
  static Path folder(Path folder, String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Starts it; it always runs on the JDK of the benchmark itself. */
  static Helper start(Path folder) throws IOException {
    return Helper.start(
        Path.of(System.getProperty("java.home")), folder(folder, "stand-in"), FLAGS, StandIn.class);
  }

  static String url(Helper standIn) throws IOException {
    return "http://localhost:" + standIn.ask("port").path("port").asInt();
  }

  /** What a bridge is told to talk to it. */
  static Map<String, String> settings(Helper standIn) throws IOException {
    return Map.of(
        "plural.environment", "uat",
        "plural.api.base-url", url(standIn),
        "plural.api.client-id", "benchmark",
        "plural.api.client-secret", "not-so-secret",
        "intake.csv.poll-ms", "50");
  }

  /**
   * What it counted.
   *
   * @throws IOException when it was not exactly so many captures, each once, and nothing else
   */
  static JsonNode exactly(long captures, Helper standIn) throws IOException {
    JsonNode figures = standIn.ask("figures");
    boolean right =
        figures.path("captures").asLong() == captures
            && figures.path("repeated").asLong() == 0
            && figures.path("others").asLong() == 0;
    if (!right) {
      throw new IOException("Plural was to see " + captures + " captures, and saw " + figures);
    }
    return figures;
  }

  static Map<String, Object> parameters(Rig rig, long lines, int latency) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("database", rig.database().word());
    parameters.put("latency_ms", latency);
    parameters.put("in_flight", rig.inFlight());
    parameters.put("lines", lines);
    parameters.put("rounds", rig.rounds());
    return parameters;
  }
}
