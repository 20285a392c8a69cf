package io.pluralbridge.cli;

import io.pluralbridge.journal.batch.Hold;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a batch is: a bar on a terminal, a line now and then otherwise. */
public final class Progress implements BatchRun.Watcher, AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final @Nullable ProgressBar bar;
  private long lastLine = System.nanoTime();
  private long lastSaid = -1;

  public Progress(PrintWriter out, String name, long lines) {
    this.out = out;
    this.bar =
        !Boolean.getBoolean("bridge.terminal")
            ? null
            : new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(lines)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .showSpeed()
                .build();
  }

  @Override
  public void reached(long concluded, long lines) {
    if (bar != null) {
      bar.stepTo(concluded);
      return;
    }
    boolean due = System.nanoTime() - lastLine > BETWEEN_LINES.toNanos();
    if (concluded != lastSaid && (due || concluded == lines)) {
      out.println(concluded + " of " + lines + " lines have their outcome");
      out.flush();
      lastLine = System.nanoTime();
      lastSaid = concluded;
    }
  }

  @Override
  public void held(Hold hold) {
    out.println(hold.inWords());
    out.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
