package io.pluralbridge.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A process of the benchmark's own, which is told what to do line by line and answers each line
 * with one line of JSON. It ends when nobody tells it anything any more.
 */
final class Helper implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter orders;
  private final Path folder;

  private Helper(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param folder where it runs, and leaves {@code errors.txt}
   * @param flags of java
   */
  static Helper start(
      Path javaHome, Path folder, List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.to(folder.resolve("errors.txt").toFile()))
            .start();
    return new Helper(process, folder);
  }

  /** What it answers to these words. */
  synchronized JsonNode ask(Object... words) throws IOException {
    List<String> all = new ArrayList<>();
    for (Object word : words) {
      all.add(word.toString());
    }
    orders.write(String.join(" ", all) + "\n");
    orders.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("it has ended without an answer to " + all + ", see " + folder);
    }
    return JSON.readTree(line);
  }

  /** How long it has kept a processor busy so far. */
  Duration cpu() {
    return cpu(process);
  }

  static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The other end: answers every line until there are no more, and ends the process. */
  static void serve(Function<String[], Object> answer) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(JSON.writeValueAsString(answer.apply(line.split(" "))));
      System.out.flush();
    }
    System.exit(0);
  }
}
