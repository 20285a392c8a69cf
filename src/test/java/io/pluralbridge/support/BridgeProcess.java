package io.pluralbridge.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The bridge as a process of its own, to be killed. */
public final class BridgeProcess implements AutoCloseable {

  private final Process process;
  private final Path output;

  private BridgeProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts {@code plural-bridge ARGUMENTS} in that folder, without a queue unless the settings say
   * otherwise; what it prints is added to a file there.
   */
  public static BridgeProcess start(Path folder, Map<String, String> settings, String... arguments)
      throws IOException {
    return start(Path.of("").toAbsolutePath(), folder, settings, arguments);
  }

  /** The same, with the routes and the settings of that home. */
  public static BridgeProcess start(
      Path home, Path folder, Map<String, String> settings, String... arguments)
      throws IOException {
    return start(List.of(), Map.of(), home, folder, settings, arguments);
  }

  /**
   * The same, by another program.
   *
   * @param by that program and its arguments, which starts what follows; empty for none
   * @param environment what is set there besides
   */
  public static BridgeProcess start(
      List<String> by,
      Map<String, String> environment,
      Path home,
      Path folder,
      Map<String, String> settings,
      String... arguments)
      throws IOException {
    if (settings.containsKey("bridge.data.dir")) {
      KeyToSealTo.putInto(Path.of(settings.get("bridge.data.dir")));
    }
    List<String> command = new ArrayList<>(by);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dbridge.home=" + home);
    command.add("-Dlog4j2.configurationFile=" + Path.of("config/log4j2.properties").toUri());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.pluralbridge.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("BRIDGE_BROKER_URL", "none");
    settings.forEach(
        (key, value) ->
            builder.environment().put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    builder.environment().putAll(environment);
    Path output = folder.resolve("output.txt");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new BridgeProcess(builder.start(), output);
  }

  /**
   * Waits a minute at most until it does that; what is thrown meanwhile is not yet.
   *
   * @throws AssertionError with what it printed, when it does not, or has ended
   */
  public BridgeProcess until(Callable<Boolean> up) throws IOException {
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> !process.isAlive() || up.call());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + output(), e);
    }
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + "\n" + output());
    }
    return this;
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended by itself. */
  public int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + output());
    }
    return process.exitValue();
  }

  /** Everything that processes of this folder have printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
