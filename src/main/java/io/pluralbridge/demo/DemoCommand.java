package io.pluralbridge.demo;

import io.pluralbridge.cli.BatchReport;
import io.pluralbridge.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole story on embedded defaults: no account, no network. */
@Command(
    name = "demo",
    description =
        "Sells, is paid by card, and captures a night's file, with a pretended Plural that has a"
            + " bad night.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      description = "Where its files go. Default: a new folder under data/demo.")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("picocli gives every command its spec");
    }
    PrintWriter out = command.commandLine().getOut();
    long start = System.nanoTime();
    try (DemoStage stage = DemoStage.set(folder())) {
      out.println("A pretended Plural is up, and it has a bad night: answers get lost, before or");
      out.println(
          "after their effect; it fails, it is slow, it turns calls away. Its webhooks come");
      out.println("twice and in the wrong order, and somebody forges more of them.");
      out.println();
      DemoClerk clerk = new DemoClerk(stage.door(), stage.apiKey());
      DemoPurchases.Bought bought = new DemoPurchases(stage, clerk).play(out);
      DemoCaptures.Captured captured = new DemoCaptures(stage).play(bought.orderIds(), out);
      List<String> differences = new DemoReckoning(stage, clerk, bought, captured).tell(out);
      out.println();
      BatchReport report = new BatchReport(out);
      report.files(stage.bridge().papers(), captured.end().batch());
      double seconds = (System.nanoTime() - start) / 1e9;
      report.row("elapsed", String.format(Locale.ROOT, "%.1f s", seconds));
      if (!differences.isEmpty()) {
        out.println("The bridge and Plural disagree. Please report this as a bug.");
        differences.forEach(difference -> out.println("  " + difference));
      }
      out.flush();
      return differences.isEmpty() ? ExitCode.OK : ExitCode.COULD_NOT_RUN;
    }
  }

  private Path folder() {
    Path chosen = data;
    String now = FOLDER.format(LocalDateTime.now(ZoneId.systemDefault()));
    return (chosen == null ? Path.of("data", "demo", now) : chosen).toAbsolutePath().normalize();
  }
}
