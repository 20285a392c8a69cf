package io.pluralbridge.benchmark;

import io.pluralbridge.proof.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The benchmarks as a program: {@code plural-bridge benchmark}. */
@Command(
    name = "plural-bridge benchmark",
    description =
        "Measures the bridge beside its ceiling, round by round in turn, and writes what it found to"
            + " target/benchmark. Exit code 0: measured, whatever came of it; 64: wrong usage; 70:"
            + " could not run. docs/benchmarks.md tells what each figure means.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Benchmark implements Callable<Integer> {

  private static final int MEASURED = 0;
  private static final int USAGE = 64;
  private static final int COULD_NOT_RUN = 70;

  @Spec private CommandSpec spec;

  /** What can be measured. */
  enum What {
    CALLS,
    INTAKE,
    START,
    CALLBACK,
    GROWTH,
    JOURNAL,
    NODES,
    ALL
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description = {
        "calls: commands a second, beside a bare loop of the same calls (what is measured when"
            + " nothing is said)",
        "intake: reading, checking and journaling a file, before any call",
        "start: from nothing to ready",
        "callback: callbacks and webhooks, verified and stored, beside a bare handler",
        "growth: the time of a line in ever larger files",
        "journal: claims, duplicates and look-ups in a journal that holds much already",
        "nodes: one, two and three on one PostgreSQL",
        "all of them"
      })
  private List<What> whats = new ArrayList<>();

  @Option(
      names = "--latency",
      split = ",",
      description = "How long Plural takes, in milliseconds. Default ${DEFAULT-VALUE}.",
      defaultValue = "200,50,0")
  private List<Integer> latencies;

  @Option(
      names = "--lines",
      description =
          "Lines of each round. Default: what takes about ten seconds where Plural takes its time,"
              + " else 100000.")
  private @Nullable Long lines;

  @Option(
      names = "--sizes",
      split = ",",
      description = "Lines of the files of growth. Default ${DEFAULT-VALUE}.",
      defaultValue = "10000,100000,1000000")
  private List<Long> sizes;

  @Option(
      names = "--entries",
      description = "What the full journal holds. Default ${DEFAULT-VALUE}.",
      defaultValue = "5000000")
  private long entries;

  @Option(names = "--rounds", description = "Default 5, and 2 with --short.")
  private @Nullable Integer rounds;

  @Option(
      names = "--in-flight",
      description = "Calls under way at once. Default ${DEFAULT-VALUE}.",
      defaultValue = "256")
  private int inFlight;

  @Option(
      names = "--database",
      description = "${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.",
      defaultValue = "embedded")
  private Store.Kind database;

  @Option(
      names = "--java-home",
      description = "Another JDK for the bridge and its ceiling than the one that this runs on.")
  private @Nullable Path javaHome;

  @Option(
      names = "--virtual-threads",
      description = "The bridge and its ceiling use virtual threads; needs a JDK 21 or later.")
  private boolean virtualThreads;

  @Option(
      names = "--short",
      description = "Everything small and fast: to see that it works, not to quote.")
  private boolean brief;

  @Option(names = "--keep", description = "Keep target/benchmark/work: data folders and logs.")
  private boolean keep;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Benchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (e, arguments) -> {
                  e.getCommandLine().getErr().println(e.getMessage());
                  e.getCommandLine().getErr().println("Try plural-bridge benchmark --help");
                  return USAGE;
                })
            .setExecutionExceptionHandler(
                (e, command, result) -> {
                  e.printStackTrace(command.getErr());
                  return COULD_NOT_RUN;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    check(inFlight >= 1 && inFlight <= 2_000, "--in-flight is from 1 to 2000");
    check(rounds == null || rounds >= 1, "--rounds is 1 or more");
    check(lines == null || lines >= 1, "--lines is 1 or more");
    check(entries >= 1_000, "--entries is 1000 or more");
    check(
        latencies.stream().allMatch(ms -> ms >= 0 && ms <= 10_000), "--latency is from 0 to 10000");
    check(sizes.stream().allMatch(size -> size >= 1), "--sizes are 1 or more");
    Path home = Path.of(System.getProperty("bridge.home", "")).toAbsolutePath().normalize();
    Path java = javaHome == null ? Path.of(System.getProperty("java.home")) : javaHome;
    Jdk jdk = jdk(java);
    check(!virtualThreads || jdk.number() >= 21, "--virtual-threads needs a JDK 21 or later");
    Path folder = home.resolve("target/benchmark");
    check(!Files.exists(folder) || Files.isDirectory(folder), folder + " is not a folder");
    Files.createDirectories(folder);
    delete(folder.resolve("work"));
    Runtime.getRuntime().addShutdownHook(new Thread(Benchmark::endAll, "end-all"));
    Rig rig =
        new Rig(
            home,
            folder,
            java,
            jdk.version(),
            virtualThreads,
            database,
            brief,
            inFlight,
            rounds != null ? rounds : brief ? 2 : 5,
            "./plural-bridge benchmark "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
            Machine.here(home),
            spec.commandLine().getOut());
    for (What what : asked()) {
      rig.say("");
      rig.say("== %s, %s", what.name().toLowerCase(Locale.ROOT), rig.kind());
      measure(what, rig);
      if (!keep) {
        delete(folder.resolve("work"));
      }
    }
    rig.say("Written to %s", folder);
    return MEASURED;
  }

  /** Whoever stops a benchmark wants the machine back: nothing that it started is of use then. */
  private static void endAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private Set<What> asked() {
    Set<What> asked = new LinkedHashSet<>(whats.isEmpty() ? List.of(What.CALLS) : whats);
    if (asked.remove(What.ALL)) {
      asked.addAll(List.of(What.values()));
      asked.remove(What.ALL);
    }
    return asked;
  }

  private void measure(What what, Rig rig) throws Exception {
    long always = lines == null ? 0 : lines;
    switch (what) {
      case CALLS -> new Calls(rig, work(always)).run(latencies);
      case INTAKE -> new Intake(rig, orElse(always, brief ? 20_000 : 200_000)).run();
      case START -> new Start(rig).run();
      case CALLBACK -> new Callbacks(rig, (int) orElse(always, brief ? 3_000 : 20_000)).run();
      case GROWTH -> new Growth(rig, brief ? List.of(1_000L, 10_000L) : sizes).run();
      case JOURNAL -> new FullJournal(rig, brief ? 100_000 : entries).run();
      case NODES -> new Nodes(rig, Math.max(1, inFlight / 4), brief ? 3 : 10).run();
      case ALL -> throw new IllegalStateException("all of them are asked for one by one");
    }
  }

  private Calls.Work work(long always) {
    return brief ? new Calls.Work(3, 20_000, always) : new Calls.Work(10, 100_000, always);
  }

  private static long orElse(long asked, long otherwise) {
    return asked > 0 ? asked : otherwise;
  }

  private record Jdk(int number, String version) {}

  private Jdk jdk(Path home) throws IOException {
    Path release = home.resolve("release");
    check(Files.isRegularFile(release), "--java-home has no JDK: " + home);
    String version =
        Files.readAllLines(release, StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("JAVA_VERSION="))
            .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
            .findFirst()
            .orElse("0");
    return new Jdk(Integer.parseInt(version.split("[.+-]")[0]), version);
  }

  private void check(boolean right, String what) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), what);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
