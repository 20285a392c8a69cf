package io.pluralbridge;

import io.pluralbridge.cli.BatchCommand;
import io.pluralbridge.cli.ExitCode;
import io.pluralbridge.cli.RunCommand;
import io.pluralbridge.cli.SandboxCommand;
import io.pluralbridge.config.SettingsException;
import io.pluralbridge.demo.ClassesCommand;
import io.pluralbridge.demo.DemoCommand;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code plural-bridge demo | run | batch FILE | sandbox}. */
@Command(
    name = "plural-bridge",
    description = "Carries instructions to the Plural card API, each exactly once.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      BatchCommand.class,
      SandboxCommand.class,
      ClassesCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "In a checkout of the sources also: plural-bridge proof, which kills the bridge again and",
      "again and audits what came of it, and plural-bridge benchmark, which measures it beside",
      "its ceiling; --help after either tells more."
    })
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // To get the log ready takes as long as to read the command line, so both are done at once.
    new Thread(() -> LoggerFactory.getLogger(Main.class), "log").start();
    System.exit(run(args));
  }

  /** Runs one command, and returns its exit code. */
  public static int run(String... args) {
    CommandLine commands = new CommandLine(new Main());
    for (CommandLine command : commands.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(new Version());
    }
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::usage)
        .setExecutionExceptionHandler(Main::failure)
        .execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  private static int usage(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.print(command.getHelp().fullSynopsis());
    err.println("Try " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult result) {
    if (e instanceof SettingsException settings) {
      command.getErr().println("Could not run. Please set right:");
      settings.problems().forEach(problem -> command.getErr().println("  " + problem));
    } else {
      command.getErr().println("Could not run: " + inWords(e));
      Throwable root = root(e);
      if (!inWords(e).contains(inWords(root))) {
        command.getErr().println("  because: " + inWords(root));
      }
    }
    LoggerFactory.getLogger(Main.class).debug("Could not run", e);
    return ExitCode.COULD_NOT_RUN;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < 20 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }

  private static String inWords(Throwable failure) {
    String message = failure.getMessage();
    return message == null || !message.contains(" ")
        ? failure.getClass().getSimpleName() + ": " + message
        : message;
  }

  /** The version that this was built as. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"plural-bridge " + (version == null ? "(not packaged)" : version)};
    }
  }
}
