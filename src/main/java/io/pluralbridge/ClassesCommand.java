package io.pluralbridge;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts what the demo starts, and stops it again, so that the launcher can keep the classes of a
 * start. Whatever somebody has set, nobody is asked and nothing is sent.
 */
@Command(name = "classes", hidden = true)
final class ClassesCommand implements Callable<Integer> {

  @Parameters(description = "Where its files go.")
  private Path data = Path.of("");

  @Override
  public Integer call() throws Exception {
    DemoStage.set(data).close();
    return Main.OK;
  }
}
