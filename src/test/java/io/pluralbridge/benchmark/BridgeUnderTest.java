package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pluralbridge.support.KeyToSealTo;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The bridge as everybody starts it: {@code ./plural-bridge run}, with the launcher's own flags.
 */
final class BridgeUnderTest implements AutoCloseable {

  private static final String RUNNING = "Running. Drop capture files";
  private static final Duration LOOK_EVERY = Duration.ofMillis(2);
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path folder;
  private final Path data;
  private final Path output;
  private final int httpPort;
  private final int managementPort;
  private final HeapLog heap;

  private BridgeUnderTest(
      Process process, Path folder, Path data, Path output, int httpPort, int managementPort) {
    this.process = process;
    this.folder = folder;
    this.data = data;
    this.output = output;
    this.httpPort = httpPort;
    this.managementPort = managementPort;
    this.heap = new HeapLog(folder);
  }

  /**
   * How a file went.
   *
   * @param toAck from dropping it until its acknowledgement was there, in seconds
   * @param toResult from dropping it until its result file was there, in seconds; NaN when nobody
   *     waited for it
   * @param cpu of the whole process, from dropping it until the last of what was waited for
   * @param heap megabytes after each collection
   */
  record Done(double toAck, double toResult, Duration cpu, List<Integer> heap) {}

  /**
   * Starts one, without a broker and without looking for a key to seal to, and waits until it runs.
   *
   * @param folder its own; its data folder is there unless the settings say otherwise
   * @param settings what differs from the defaults
   */
  static BridgeUnderTest start(Rig rig, Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new TreeMap<>(settings);
    all.putIfAbsent("bridge.broker.url", "none");
    all.putIfAbsent("bridge.data.dir", folder.resolve("data").toString());
    KeyToSealTo.putInto(Path.of(all.get("bridge.data.dir")));
    BridgeUnderTest bridge = launch(rig, folder, all);
    bridge.await(() -> bridge.hasSaid(RUNNING), LONGEST_START);
    return bridge;
  }

  /** Starts one with these settings, on free ports, and does not wait. */
  static BridgeUnderTest launch(Rig rig, Path folder, Map<String, String> settings)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(rig.home().resolve("plural-bridge").toString(), "run")
            .directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.matches("(BRIDGE|PLURAL|INTAKE|BATCH|SANDBOX)_.*"));
    environment.put("JAVA_HOME", rig.javaHome().toString());
    String extra = System.getProperty("benchmark.bridge.flags", "");
    environment.put(
        "JAVA_OPTS",
        HeapLog.FLAG
            + (rig.virtualThreads() ? " -Dcamel.threads.virtual.enabled=true" : "")
            + (extra.isEmpty() ? "" : " " + extra));
    int httpPort = freePort();
    environment.put("BRIDGE_HTTP_PORT", Integer.toString(httpPort));
    int managementPort = freePort();
    environment.put("BRIDGE_MANAGEMENT_PORT", Integer.toString(managementPort));
    settings.forEach((key, value) -> environment.put(environmentName(key), value));
    Path output = folder.resolve("output.txt");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Path data = Path.of(settings.getOrDefault("bridge.data.dir", folder + "/data"));
    return new BridgeUnderTest(builder.start(), folder, data, output, httpPort, managementPort);
  }

  private static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  static int freePort() throws IOException {
    return Ports.free();
  }

  int httpPort() {
    return httpPort;
  }

  Duration cpu() {
    return Helper.cpu(process);
  }

  HeapLog heap() {
    return heap;
  }

  /** True once it has said these words. */
  boolean hasSaid(String words) throws IOException {
    return Files.exists(output) && Files.readString(output).contains(words);
  }

  /** Something that will be so. */
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits for something, and looks often. */
  void await(Condition condition, Duration limit) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() - start > limit.toNanos()) {
        throw new IOException(
            "the bridge "
                + (process.isAlive() ? "takes longer than " + limit : "has ended")
                + ", see "
                + output);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
  }

  /** Puts a file into the inbox, by a rename. */
  void drop(Path file, String name) throws IOException {
    Files.move(file, data.resolve("inbox").resolve(name + ".csv"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Has a file of good lines carried out to its end, and sees to it that all of it was done. */
  Done carryOut(String name, long lines, Duration limit) throws IOException, InterruptedException {
    Path file = CaptureFiles.write(folder.resolve(name + ".csv"), name, lines);
    heap.sinceLastLook();
    Duration before = cpu();
    long start = System.nanoTime();
    drop(file, name);
    await(() -> isAcknowledged(name), limit);
    double toAck = since(start);
    await(() -> isReported(name), limit);
    double toResult = since(start);
    await(() -> Files.exists(data.resolve("archive").resolve(name + ".csv")), limit);
    Duration cpu = cpu().minus(before);
    check(name, lines);
    return new Done(toAck, toResult, cpu, heap.sinceLastLook());
  }

  /** Has a file of good lines taken in, and does not wait for more; so there is no result. */
  Done takeIn(String name, long lines, Duration limit) throws IOException, InterruptedException {
    Path file = CaptureFiles.write(folder.resolve(name + ".csv"), name, lines);
    heap.sinceLastLook();
    Duration before = cpu();
    long start = System.nanoTime();
    drop(file, name);
    await(() -> isAcknowledged(name), limit);
    double toAck = since(start);
    Duration cpu = cpu().minus(before);
    JsonNode ack = JSON.readTree(data.resolve("acks").resolve(name + ".ack.json").toFile());
    if (ack.path("accepted").asLong() != lines) {
      throw new IOException("not all of " + name + " was accepted: " + ack);
    }
    return new Done(toAck, Double.NaN, cpu, heap.sinceLastLook());
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private boolean isAcknowledged(String name) {
    return Files.exists(data.resolve("acks").resolve(name + ".ack.json"));
  }

  private boolean isReported(String name) {
    return Files.exists(data.resolve("results").resolve(name + ".results.csv"));
  }

  private void check(String name, long lines) throws IOException {
    JsonNode summary =
        JSON.readTree(data.resolve("results").resolve(name + ".summary.json").toFile());
    long succeeded = summary.path("by_status").path("SUCCEEDED").path("count").asLong();
    if (succeeded != lines || !summary.path("balance").asText().equals("BALANCED")) {
      throw new IOException("not all of " + name + " succeeded: " + summary);
    }
  }

  /** True once health says that it is ready. */
  boolean isReady() {
    try {
      HttpURLConnection asking =
          (HttpURLConnection)
              URI.create("http://localhost:" + managementPort + "/observe/health/ready")
                  .toURL()
                  .openConnection();
      asking.setConnectTimeout(1_000);
      asking.setReadTimeout(1_000);
      try {
        return asking.getResponseCode() == 200;
      } finally {
        asking.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  /** SIGTERM, and waits for its end. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new IOException("the bridge does not stop, see " + output);
    }
  }

  /** Its folder of work goes with the benchmark, so it need not go gently. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
