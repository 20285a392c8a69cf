package io.pluralbridge;

import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.Faults;
import io.pluralbridge.sandbox.Ledger;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The pretended Plural, alone. */
@Command(
    name = "sandbox",
    description = "Pretends to be Plural, over HTTP, until stopped.",
    mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8090",
      description = "Where it listens; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--latency-ms",
      defaultValue = "0",
      description = "How long every answer takes. Default: ${DEFAULT-VALUE}.")
  private int latencyMs;

  @Option(
      names = "--faults",
      defaultValue = "",
      completionCandidates = FaultNames.class,
      description =
          "What goes wrong and how often, as in"
              + " lost-after-effect=0.02,error-before-effect=0.01,rate-limited=0.05,seed=7."
              + " The names are ${COMPLETION-CANDIDATES}; the README explains them.")
  private String faults = "";

  @Option(
      names = "--gullible",
      description =
          "Asked for anything twice, it does so twice. Shows whether the bridge asks twice.")
  private boolean gullible;

  @Option(
      names = "--duplicates",
      defaultValue = "refused",
      description =
          "How it answers a reference that is used up, when it is not gullible: refused (HTTP 422)"
              + " or returned (what is there). Default: ${DEFAULT-VALUE}.")
  private String duplicates = "";

  @Option(
      names = "--state",
      description = "A file in which it remembers orders and customers across restarts.")
  private @Nullable Path state;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("picocli gives every command its spec");
    }
    SandboxSettings settings;
    try {
      settings =
          SandboxSettings.onPort(port)
              .withLatencyMs(latencyMs)
              .withFaults(Faults.parse(faults))
              .withGullible(gullible)
              .withDuplicates(Duplicates.parse(duplicates));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    if (state != null) {
      settings = settings.withStateFile(state);
    }
    Sandbox sandbox = start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "stop"));
    PrintWriter out = command.commandLine().getOut();
    String url = sandbox.baseUrl();
    out.println("Plural is pretended at " + url);
    out.println("  Point the bridge at it:  export PLURAL_API_BASE_URL=" + url);
    out.println("  Authorised orders:       " + String.join(", ", examples()));
    out.println("  More of them, as a file: curl -sX POST '" + url + "/sandbox/orders?count=100'");
    out.println("  What really happened:    curl -s " + url + "/sandbox/ledger");
    out.flush();
    new CountDownLatch(1).await();
    return Main.OK;
  }

  /** For the help, and for shells that complete. */
  static final class FaultNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Faults.names().iterator();
    }
  }

  private static Sandbox start(SandboxSettings settings) {
    try {
      return Sandbox.start(settings);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof BindException) {
        throw new IllegalStateException(e.getMessage() + ". Another port is chosen by --port.", e);
      }
      throw e;
    }
  }

  private static String[] examples() {
    String first = Ledger.exampleOrders().get(0);
    String last = Ledger.exampleOrders().get(Ledger.exampleOrders().size() - 1);
    return new String[] {first + " to " + last.substring(last.lastIndexOf('-') + 1)};
  }
}
