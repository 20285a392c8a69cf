package io.pluralbridge.proof;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The proof as a program: {@code plural-bridge proof}. */
@Command(
    name = "plural-bridge proof",
    description =
        "Kills the bridge again and again, while thousands of captures and cancels race each other,"
            + " by file and over HTTP, and Plural has its worst night, and then holds its papers, its"
            + " journal, its answers and Plural's books against each other, line by line. Exit code 0: everything proven; 1: a"
            + " promise broken; 3: not finished in time; 64: wrong usage; 70: could not run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Proof implements Callable<Integer> {

  private static final int PROVEN = 0;
  private static final int BROKEN = 1;
  private static final int NOT_FINISHED = 3;
  private static final int USAGE = 64;
  private static final int COULD_NOT_RUN = 70;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      description = "Determines files, drops, moments of kills, faults. Default ${DEFAULT-VALUE}.",
      defaultValue = "7")
  private long seed;

  @Option(
      names = "--duration",
      description = "How long nodes are killed, as in 90s or 5m. Default ${DEFAULT-VALUE}.",
      defaultValue = "5m",
      converter = DurationConverter.class)
  private Duration duration;

  @Option(
      names = "--commands",
      description = "How many captures and cancels. Default ${DEFAULT-VALUE}.",
      defaultValue = "5000")
  private int commands;

  @Option(
      names = "--database",
      description = "${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.",
      defaultValue = "embedded")
  private Databases.Kind database;

  @Option(
      names = "--nodes",
      description = "1 to 3; more than one need postgresql. Default ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private int nodes;

  @Option(
      names = "--kill-every",
      description = "Mean time between kills. Default ${DEFAULT-VALUE}.",
      defaultValue = "4s",
      converter = DurationConverter.class)
  private Duration killEvery;

  @Option(
      names = "--kills",
      description = "At least so many kills, however long that takes. Default ${DEFAULT-VALUE}.",
      defaultValue = "0")
  private int kills;

  @Option(
      names = "--restores",
      description =
          "How many times a backup of the journal is put back, some seconds after it was made, and"
              + " the bridge started with --restored; needs --http-share 0. Default"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "0")
  private int restores;

  @Option(
      names = "--latency-ms",
      description = "How long Plural takes over an answer. Default ${DEFAULT-VALUE}.",
      defaultValue = "100")
  private int latencyMs;

  @Option(
      names = "--http-share",
      description =
          "How many of a hundred commands come over HTTP, or that way, too. Default"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "30")
  private int httpShare;

  @Option(
      names = "--deadline",
      description = "How long after the last kill results may take. Default ${DEFAULT-VALUE}.",
      defaultValue = "10m",
      converter = DurationConverter.class)
  private Duration deadline;

  @Option(
      names = "--keep",
      description = "Keep data folder and database also when everything is proven.")
  private boolean keep;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Proof())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (e, arguments) -> {
                  e.getCommandLine().getErr().println(e.getMessage());
                  e.getCommandLine().getErr().println("Try plural-bridge proof --help");
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
    check(nodes >= 1 && nodes <= 3, "--nodes is 1, 2 or 3");
    check(
        nodes == 1 || database == Databases.Kind.POSTGRESQL,
        "--nodes " + nodes + " needs --database postgresql: the embedded one has one node");
    check(commands >= 2 && commands <= 1_000_000, "--commands is from 2 to 1000000");
    check(kills >= 0, "--kills is not negative");
    check(restores >= 0 && restores <= 100, "--restores is from 0 to 100");
    check(
        restores == 0 || httpShare == 0,
        "--restores needs --http-share 0: what a client was told in the time that is lost, the"
            + " journal cannot know, and so nobody can hold it to that");
    check(latencyMs >= 0 && latencyMs <= 1_000, "--latency-ms is from 0 to 1000");
    check(httpShare >= 0 && httpShare <= 100, "--http-share is from 0 to 100");
    check(!killEvery.isZero(), "--kill-every is longer than nothing");
    Path home = Path.of(System.getProperty("bridge.home", "")).toAbsolutePath().normalize();
    Path folder = home.resolve("target/proof");
    delete(folder);
    Plan plan =
        new Plan(
            home,
            Files.createDirectories(folder),
            seed,
            duration,
            commands + commands % 2,
            database,
            nodes,
            killEvery,
            kills,
            restores,
            latencyMs,
            httpShare,
            deadline,
            keep);
    PrintWriter console = spec.commandLine().getOut();
    Story story = new Run(plan, console).run();
    RawData.write(story);
    Path report = new Report(story, Machine.here(home)).write();
    boolean proven = story.verdict() == Story.Verdict.PROVEN;
    if (proven && !keep) {
      for (String part : List.of("aside", "backup.db", "data", "postgresql")) {
        delete(folder.resolve(part));
      }
    }
    console.println(story.verdict() + ": " + story.findings().size() + " findings, see " + report);
    console.flush();
    return switch (story.verdict()) {
      case PROVEN -> PROVEN;
      case BROKEN -> BROKEN;
      case NOT_FINISHED -> NOT_FINISHED;
    };
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

  /** Reads {@code 500ms}, {@code 90s}, {@code 5m}, {@code 1h}. */
  static final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + value + "' is no duration, as in 90s or 5m");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    }
  }
}
