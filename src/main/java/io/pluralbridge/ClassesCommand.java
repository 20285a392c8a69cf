package io.pluralbridge;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts what runs by default, on the stage of the demo, lets its customers buy, and stops it
 * again, so that the launcher can keep the classes of a start. Whatever somebody has set, it asks
 * nobody else.
 */
@Command(name = "classes", hidden = true)
final class ClassesCommand implements Callable<Integer> {

  @Parameters(description = "Where its files go.")
  private Path data = Path.of("");

  @Override
  public Integer call() throws Exception {
    try (DemoStage stage = DemoStage.setWithBroker(data)) {
      DemoClerk clerk = new DemoClerk(stage.door(), stage.apiKey());
      new DemoPurchases(stage, clerk).play(new PrintWriter(Writer.nullWriter()));
    }
    return Main.OK;
  }
}
