package io.pluralbridge.cli;

import io.pluralbridge.app.Bridge;
import io.pluralbridge.settings.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The service: serves until it is stopped. */
@Command(
    name = "run",
    description = "Watches the inbox until stopped. SIGTERM drains what is in flight.",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

  static final String RESTORED = "--restored";

  static final String ABOUT_RESTORED =
      "The journal was restored from a backup, or is another one than was left. Whatever may have"
          + " been sent since is asked about at Plural before it is sent. For one start.";

  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @Option(names = RESTORED, description = ABOUT_RESTORED)
  private boolean restored;

  @Override
  public Integer call() throws Exception {
    Settings settings = Settings.ofProcess(Map.of());
    Bridge bridge = Bridge.start(settings, Bridge.Doors.OPEN, restored);
    AtomicInteger exitCode = new AtomicInteger(ExitCode.OK);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  log.info("Stopping, once what is in flight has its outcome");
                  bridge.close();
                  log.info("Stopped");
                  // A service that stopped as asked did not fail.
                  Runtime.getRuntime().halt(exitCode.get());
                },
                "stop"));
    bridge.sandbox().ifPresent(sandbox -> log.info("Plural is pretended at {}", sandbox.baseUrl()));
    log.info(
        "Over {} at {}: instructions{}, and their contract at /docs",
        settings.http().keystore().isEmpty() ? "http" : "https",
        settings.http().httpAddress().shown(settings.http().httpPort()),
        settings.http().apiKeys().isEmpty() ? " of nobody, as bridge.http.api-keys is empty" : "");
    bridge
        .queue()
        .ifPresent(queue -> log.info("Instructions come from the queue of {} as well", queue));
    log.info(
        "Running. Drop capture files into {}, health is at http://{}:{}/observe/health",
        settings.data().folder().resolve("inbox"),
        settings.http().managementAddress().name(),
        settings.http().managementPort());
    String why = bridge.continuity().awaitLoss();
    exitCode.set(ExitCode.COULD_NOT_RUN);
    bridge.close();
    throw new IllegalStateException(why);
  }
}
