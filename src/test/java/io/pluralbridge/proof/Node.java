package io.pluralbridge.proof;

import io.pluralbridge.support.KeyToSealTo;
import io.pluralbridge.support.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One bridge, started by the launcher, as a process to be killed. Each start has its own log. */
final class Node {

  private static final String RUNNING = "Running. Drop capture files";
  private static final int BEGINNING = 64 * 1024;

  /** Below those that systems give to whoever connects, so that nobody takes it between starts. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 12_000;

  private final String name;
  private final Plan plan;
  private final Map<String, String> settings;
  private final int httpPort;
  private int starts;
  private Instant startedAt = Instant.EPOCH;
  private @Nullable Process process;

  Node(String name, Plan plan, Map<String, String> settings) throws IOException {
    this.name = name;
    this.plan = plan;
    this.settings = settings;
    this.httpPort = lastingPort();
  }

  String name() {
    return name;
  }

  synchronized int starts() {
    return starts;
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  synchronized Instant startedAt() {
    return startedAt;
  }

  void start() throws IOException {
    start("run");
  }

  /** Starts with a journal that is older than what was done. */
  void startRestored() throws IOException {
    start("run", "--restored");
  }

  private synchronized void start(String... arguments) throws IOException {
    starts++;
    KeyToSealTo.putInto(plan.data());
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(plan.home().resolve("plural-bridge").toString()),
                        Stream.of(arguments))
                    .toList())
            .directory(plan.folder().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.matches("(BRIDGE|PLURAL|INTAKE|BATCH|SANDBOX)_.*"));
    environment.put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    environment.put("BRIDGE_NODE_NAME", name);
    environment.put("BRIDGE_BROKER_URL", "none");
    environment.put("BRIDGE_MANAGEMENT_PORT", Integer.toString(freePort()));
    environment.put("BRIDGE_HTTP_PORT", Integer.toString(httpPort));
    settings.forEach((key, value) -> environment.put(environmentName(key), value));
    builder.redirectErrorStream(true);
    builder.redirectOutput(log().toFile());
    startedAt = Instant.now();
    process = builder.start();
  }

  static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private Path log() {
    return plan.logs().resolve(String.format(Locale.ROOT, "%s.%04d.log", name, starts));
  }

  /** Where its clients find it, after every start. */
  String http() {
    return "http://localhost:" + httpPort;
  }

  private static int lastingPort() throws IOException {
    while (true) {
      int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      }
    }
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  /** True once it has said that it runs. */
  synchronized boolean hasStarted() throws IOException {
    if (!Files.exists(log())) {
      return false;
    }
    try (InputStream in = Files.newInputStream(log())) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).contains(RUNNING);
    }
  }

  /** {@code kill -9}. */
  synchronized void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** SIGTERM. */
  synchronized void terminate() {
    if (process != null) {
      process.destroy();
    }
  }

  /** How it ended, or null when it has not done so in time. */
  synchronized @Nullable Integer exitCode(Duration limit) throws InterruptedException {
    if (process == null || !process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return null;
    }
    return process.exitValue();
  }
}
