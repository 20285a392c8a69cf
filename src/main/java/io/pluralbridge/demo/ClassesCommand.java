package io.pluralbridge.demo;

import io.pluralbridge.cli.ExitCode;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts what runs by default, on the stage of the demo, lets its customers buy, and stops it
 * again, so that the launcher can keep the classes of a start. Whatever somebody has set, it asks
 * nobody else.
 */
@Command(name = "classes", hidden = true)
public final class ClassesCommand implements Callable<Integer> {

  private static final long LONGEST_SECONDS = 90;

  @Parameters(description = "Where its files go.")
  private Path data = Path.of("");

  @Override
  public Integer call() throws Exception {
    Thread watch = new Thread(ClassesCommand::giveUp, "give-up");
    watch.setDaemon(true);
    watch.start();
    try (DemoStage stage = DemoStage.setWithBroker(data)) {
      DemoClerk clerk = new DemoClerk(stage.door(), stage.apiKey());
      new DemoPurchases(stage, clerk).play(new PrintWriter(Writer.nullWriter()));
    }
    return ExitCode.OK;
  }

  /** A start without kept classes is slower, and no more than that: nobody shall wait for them. */
  private static void giveUp() {
    try {
      TimeUnit.SECONDS.sleep(LONGEST_SECONDS);
      Runtime.getRuntime().halt(ExitCode.COULD_NOT_RUN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
