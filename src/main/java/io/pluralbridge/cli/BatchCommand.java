package io.pluralbridge.cli;

import io.pluralbridge.app.Bridge;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.Hold;
import io.pluralbridge.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One file, one run. */
@Command(
    name = "batch",
    description = {
      "Carries out one capture file and waits for the outcome of every line.",
      "Stopped or killed in the middle: the same again goes on where it stood."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every line SUCCEEDED",
      "1:some lines were DECLINED or refused",
      "2:the file was refused",
      "3:something is still UNKNOWN or parked, or not sent; the same again goes on",
      "64:wrong usage",
      "70:could not run"
    })
public final class BatchCommand implements Callable<Integer> {

  private static final int SOME_DECLINED = 1;
  private static final int FILE_REFUSED = 2;
  private static final int STILL_OPEN = 3;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A capture file, as CSV.")
  private Path file = Path.of("");

  @Option(names = RunCommand.RESTORED, description = RunCommand.ABOUT_RESTORED)
  private boolean restored;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("picocli gives every command its spec");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(command.commandLine(), "no such file to read: " + file);
    }
    Settings settings = Settings.ofProcess(Map.of());
    try (Bridge bridge = Bridge.start(settings, Bridge.Doors.CLOSED, restored)) {
      bridge.closeWhenTold();
      bridge.checkCredentials();
      return run(bridge, settings, command.commandLine().getOut());
    }
  }

  private int run(Bridge bridge, Settings settings, PrintWriter out) throws Exception {
    Batch batch = bridge.handIn(file.toAbsolutePath());
    BatchReport report = new BatchReport(out);
    bridge.batches().notDone().stream()
        .filter(other -> !other.id().equals(batch.id()) && other.state() != Batch.State.REPORTED)
        .forEach(report::carriedOn);
    if (batch.state() == Batch.State.REFUSED) {
      report.refusal(
          batch, bridge.lines().refused(batch.id()), bridge.papers().acknowledgementOf(batch));
      out.flush();
      return FILE_REFUSED;
    }
    BatchRun.End end;
    try (Progress progress = new Progress(out, batch.name(), batch.lines())) {
      end = new BatchRun(bridge, settings).await(batch, progress);
    }
    out.println(batch.name() + " (batch " + batch.id() + ")");
    report.figures(end);
    report.files(bridge.papers(), end.batch());
    report.amendments(bridge.papers(), end);
    if (end.batch().state() == Batch.State.REPORTED) {
      out.println(
          end.open()
              + " lines are parked: Plural could not say what became of them, or of another"
              + " before them for the same order.");
      out.println("An amendment follows when they are settled. Run the same again to ask at once.");
    } else if (end.open() > 0) {
      bridge.batches().holdOf(batch.id()).map(Hold::inWords).ifPresent(out::println);
      out.println(
          end.open() + " lines have no final outcome yet. Run the same again to go on with them.");
    }
    out.flush();
    return exitCode(end);
  }

  private static int exitCode(BatchRun.End end) {
    if (end.open() > 0) {
      return STILL_OPEN;
    }
    boolean allSucceeded =
        end.kept().refused() == 0
            && end.count(EntryState.SUCCEEDED) + end.kept().seenBefore() == end.batch().lines()
            && end.declinedSeen() == 0;
    return allSucceeded ? ExitCode.OK : SOME_DECLINED;
  }
}
