package io.pluralbridge;

import io.pluralbridge.journal.Batch;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.sandbox.Faults;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSettings;
import io.pluralbridge.sandbox.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole story on embedded defaults: no account, no network. */
@Command(
    name = "demo",
    description = "Captures a night's file from a pretended Plural that has a bad night.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final int ORDERS = 400;
  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("picocli gives every command its spec");
    }
    PrintWriter out = command.commandLine().getOut();
    long start = System.nanoTime();
    Path data =
        Path.of("data", "demo", FOLDER.format(LocalDateTime.now(ZoneId.systemDefault())))
            .toAbsolutePath();
    Settings settings = Main.settings(settings(data));
    SandboxSettings badNight =
        SandboxSettings.onFreePort()
            .withLatencyMs(30)
            .withGullible(true)
            .withFaults(
                Faults.parse(
                    "lost-after-effect=0.02,lost-before-effect=0.02,error-after-effect=0.01,"
                        + "error-before-effect=0.01,rate-limited=0.03,token-forgotten=0.005,"
                        + "slow=0.005,slow-ms=3000,seed=7"));
    try (Bridge bridge = Bridge.start(settings, Bridge.Doors.CLOSED, badNight)) {
      bridge.closeWhenTold();
      Sandbox sandbox = bridge.sandbox().orElseThrow();
      out.println("A pretended Plural is up, and it has a bad night: answers get lost, before or");
      out.println("after their effect; it fails, it is slow, it turns calls away.");
      Path file = writeFile(sandbox, data);
      out.println(
          ORDERS + " orders are authorised. Capturing them from " + BatchReport.shown(file));
      out.flush();
      Batch batch = bridge.handIn(file);
      BatchRun.End end;
      try (Progress progress = new Progress(out, batch.name(), batch.lines())) {
        end = new BatchRun(bridge, settings).await(batch, progress);
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      return tell(out, bridge, end, sandbox.ledger().summary(), elapsed);
    }
  }

  /** Its own folder, and delays that suit a show. */
  private static Map<String, String> settings(Path data) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bridge.data.dir", data.toString());
    settings.put("bridge.database.url", "");
    settings.put("plural.environment", "sandbox");
    settings.put("plural.api.base-url", "");
    settings.put("plural.api.client-id", "");
    settings.put("plural.api.client-secret", "");
    settings.put("plural.api.response-timeout-ms", "2000");
    settings.put("plural.api.max-in-flight", "16");
    settings.put("bridge.inquiry.first-delay", "1s");
    settings.put("bridge.inquiry.proof-after", "4s");
    settings.put("batch.mode", "lenient");
    return settings;
  }

  /** Good lines, and the mistakes that people make. */
  private static Path writeFile(Sandbox sandbox, Path data) throws IOException {
    List<String> orders = sandbox.ledger().authoriseOrders(ORDERS, 150_000);
    List<String> lines = new ArrayList<>();
    lines.add("order_id,merchant_capture_reference,amount,currency,action,invoice");
    for (int i = 0; i < ORDERS - 1; i++) {
      lines.add(
          String.format(
              Locale.ROOT, "%s,cap-%04d,%d,INR,,INV-%04d", orders.get(i), i, 50_000 + 250 * i, i));
    }
    String order = orders.get(7);
    lines.add(order + ",cap-0400,1100.50,INR,,a decimal point");
    lines.add(order + ",,1100,inr,,no reference; currency in small letters");
    lines.add(order + ",cap-0402,1100,INR,REFUND,an action that a file cannot ask for");
    lines.add(orders.get(3) + ",cap-0003,50750,INR,,line 5 once more");
    lines.add(orders.get(3) + ",cap-0003,99999,INR,,its reference with another amount");
    lines.add("v1-260122101112-aa-nobody,cap-0405,1100,INR,,an order that Plural does not know");
    lines.add(
        sandbox.ledger().unpaidOrder(110_000) + ",cap-0406,1100,INR,,an order that nobody paid");
    lines.add(orders.get(ORDERS - 1) + ",can-0407,,,CANCEL,an order to release");
    return Files.write(Files.createDirectories(data).resolve("captures.csv"), lines);
  }

  private static int tell(
      PrintWriter out, Bridge bridge, BatchRun.End end, Summary truth, Duration elapsed) {
    BatchReport report = new BatchReport(out);
    out.println();
    out.println("What became of the file");
    report.figures(end);
    out.println();
    out.println("What Plural says really happened");
    report.row("captures", truth.captures());
    report.row("cancels", truth.cancels());
    report.row("double captures", truth.ordersCapturedMoreThanOnce().size());
    report.row("captured", "INR " + truth.captured().getOrDefault("INR", 0L) + " (minor units)");
    report.row("calls that went wrong", wrong(truth));
    report.row("access tokens issued", truth.tokensIssued());
    out.println();
    report.files(bridge.papers(), end.batch());
    report.row("elapsed", String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0));
    out.flush();
    boolean agreed =
        end.open() == 0
            && truth.ordersCapturedMoreThanOnce().isEmpty()
            && truth.captured().equals(end.captured())
            && end.count(EntryState.SUCCEEDED) == truth.captures() + truth.cancels();
    if (!agreed) {
      out.println("The bridge and Plural disagree. Please report this as a bug.");
      out.flush();
    }
    return agreed ? Main.OK : Main.COULD_NOT_RUN;
  }

  private static long wrong(Summary truth) {
    return truth.faults().values().stream().mapToLong(Long::longValue).sum();
  }
}
