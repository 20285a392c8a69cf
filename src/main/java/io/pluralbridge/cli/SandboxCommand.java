package io.pluralbridge.cli;

import io.pluralbridge.config.ListenAddress;
import io.pluralbridge.sandbox.CallbackBy;
import io.pluralbridge.sandbox.CheckoutSettings;
import io.pluralbridge.sandbox.Duplicates;
import io.pluralbridge.sandbox.Ledger;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxFaults;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.WebhookFaults;
import io.pluralbridge.sandbox.WebhookSettings;
import java.io.PrintWriter;
import java.net.SocketException;
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
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8090",
      description = "Where it listens; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--address",
      defaultValue = ListenAddress.LOOPBACK,
      description =
          "At which address of this machine; 0.0.0.0 for all of them, so that others reach it."
              + " Default: ${DEFAULT-VALUE}.")
  private String address = "";

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
              + " The names are ${COMPLETION-CANDIDATES}; docs/sandbox.md explains them.")
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
      names = "--callback-by",
      defaultValue = "form",
      description =
          "How a customer's browser comes back from the checkout: get, form or json (posted by the"
              + " sandbox itself). Default: ${DEFAULT-VALUE}.")
  private String callbackBy = "";

  @Option(
      names = "--callback-secret",
      defaultValue = SandboxSettings.DEFAULT_CALLBACK_SECRET,
      description = "What callbacks are signed with, in hexadecimal. Default: ${DEFAULT-VALUE}.")
  private String callbackSecret = "";

  @Option(
      names = "--payment-retries",
      defaultValue = "10",
      description =
          "How many more payments an order may have after its first, as long as they fail."
              + " Default: ${DEFAULT-VALUE}.")
  private int paymentRetries;

  @Option(
      names = "--webhook-url",
      description = "Where webhooks are sent, as to a bridge's /webhooks/plural. Default: nowhere.")
  private @Nullable String webhookUrl;

  @Option(
      names = "--webhook-secret",
      defaultValue = SandboxSettings.DEFAULT_WEBHOOK_SECRET,
      description = "What webhooks are signed with. Default: ${DEFAULT-VALUE}.")
  private String webhookSecret = "";

  @Option(
      names = "--webhook-faults",
      defaultValue = "",
      completionCandidates = WebhookFaultNames.class,
      description =
          "What goes wrong with webhooks and how often, as in repeated=0.1,wrong-signature=0.05."
              + " The names are ${COMPLETION-CANDIDATES}; docs/sandbox.md explains them.")
  private String webhookFaults = "";

  @Option(
      names = "--webhook-retries",
      defaultValue = WebhookSettings.USUAL_RETRIES,
      description =
          "The waits before each further try of a webhook that was not answered with 2xx."
              + " Default: ${DEFAULT-VALUE}.")
  private String webhookRetries = "";

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
      ListenAddress at = ListenAddress.parse(address);
      settings =
          SandboxSettings.onPort(port)
              .withAddress(at.host(), at.name())
              .withLatencyMs(latencyMs)
              .withFaults(SandboxFaults.parse(faults))
              .withGullible(gullible)
              .withDuplicates(Duplicates.parse(duplicates))
              .withCheckout(
                  new CheckoutSettings(
                      CallbackBy.parse(callbackBy), callbackSecret, paymentRetries))
              .withWebhooks(
                  WebhookSettings.NONE
                      .withUrl(webhookUrl)
                      .withSecret(webhookSecret)
                      .withFaults(WebhookFaults.parse(webhookFaults))
                      .withRetries(WebhookSettings.parseRetries(webhookRetries)));
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
    out.println("  Play the customer:       open an order's challenge_url in a browser, or");
    out.println("    curl -sX POST '" + url + "/sandbox/checkout/ORDER_ID?do=authorise'");
    out.println("  What really happened:    curl -s " + url + "/sandbox/ledger");
    out.flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  /** For the help, and for shells that complete. */
  static final class FaultNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return SandboxFaults.names().iterator();
    }
  }

  /** For the help, and for shells that complete. */
  static final class WebhookFaultNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return WebhookFaults.names().iterator();
    }
  }

  private static Sandbox start(SandboxSettings settings) {
    try {
      return Sandbox.start(settings);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof SocketException) {
        throw new IllegalStateException(
            e.getMessage() + ". Another port is chosen by --port, another address by --address.",
            e);
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
