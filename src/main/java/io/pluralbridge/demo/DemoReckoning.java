package io.pluralbridge.demo;

import io.pluralbridge.callback.Refusal;
import io.pluralbridge.callback.Refusals;
import io.pluralbridge.cli.BatchReport;
import io.pluralbridge.cli.BatchRun;
import io.pluralbridge.journal.EntryState;
import io.pluralbridge.sandbox.Sandbox;
import io.pluralbridge.sandbox.SandboxSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The end: what the bridge has made of it is held against what Plural says really happened, once
 * all of it has been told.
 */
final class DemoReckoning {

  /** As many as the sandbox remembers. */
  private static final int ALL = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 50;

  private final DemoStage stage;
  private final DemoClerk clerk;
  private final DemoPurchases.Bought bought;
  private final DemoCaptures.Captured captured;
  private final List<String> differences = new ArrayList<>();

  DemoReckoning(
      DemoStage stage,
      DemoClerk clerk,
      DemoPurchases.Bought bought,
      DemoCaptures.Captured captured) {
    this.stage = stage;
    this.clerk = clerk;
    this.bought = bought;
    this.captured = captured;
  }

  /**
   * Prints it.
   *
   * @return in what the bridge and Plural disagree, in words; nothing when all is well
   */
  List<String> tell(PrintWriter out) throws IOException, InterruptedException {
    BatchReport report = new BatchReport(out);
    out.println();
    out.println("What became of the file");
    report.figures(captured.end());
    out.println();
    out.println("What the bridge was told, by Plural and by others");
    out.flush();
    waitForThePost();
    tellOfCallbacks(report);
    tellOfWebhooks(report);
    tellOfOrders(report);
    out.println();
    out.println("What Plural says really happened");
    tellOfPlural(report);
    return differences;
  }

  private void differ(boolean differ, String how) {
    if (differ) {
      differences.add(how);
    }
  }

  private void waitForThePost() throws InterruptedException {
    long start = System.nanoTime();
    while (stage.sandbox().webhooks(0).waiting() > 0
        && System.nanoTime() - start < PATIENCE.toNanos()) {
      Thread.sleep(LOOK_AGAIN_MS);
    }
  }

  private void tellOfCallbacks(BatchReport report) {
    int came = bought.purchases().size();
    int again = bought.welcomes() - came;
    long refused = all(stage.bridge().callbacks().refusedCallbacks());
    report.row(
        "callbacks",
        came + ", and " + again + " once more: no difference; " + refused + " forged: refused");
    differ(again != came, "not every customer who came back was welcome");
    differ(refused != bought.cheats() || refused == 0, "a forged callback was believed");
    differ(!bought.areAllHeld(), "the bridge never heard of a payment");
  }

  private static long all(Refusals refusals) {
    long all = 0;
    for (Refusal refusal : Refusal.values()) {
      all += refusals.of(refusal);
    }
    return all;
  }

  private void tellOfWebhooks(BatchReport report) {
    Sandbox sandbox = stage.sandbox();
    DemoPost post = DemoPost.of(sandbox.webhooks(ALL).attempts());
    Refusals refused = stage.bridge().callbacks().refusedWebhooks();
    report.row(
        "webhooks",
        post.genuine()
            + ", "
            + post.repeated()
            + " once more and "
            + post.overtaken()
            + " in the wrong order: no difference");
    report.row(
        "webhooks refused",
        refused.of(Refusal.FORGED)
            + " forged, "
            + refused.of(Refusal.OUT_OF_TIME)
            + " signed an hour ago");
    differ(post.unheard() > 0 || sandbox.webhooks(0).waiting() > 0, "a webhook was never taken");
    differ(post.wrong() > 0, "a forged webhook was believed");
    differ(all(refused) > post.forged() + post.stale(), "a genuine webhook was refused");
  }

  /** As the bridge shows them, each held against Plural's own. */
  private void tellOfOrders(BatchReport report) throws IOException, InterruptedException {
    Map<String, Integer> shown = new TreeMap<>();
    int others = 0;
    for (String orderId : captured.orderIds()) {
      String truth = stage.sandbox().ledger().order(orderId).orElseThrow().status().name();
      boolean isSeen = clerk.sees(orderId, truth, others == 0 ? PATIENCE : Duration.ZERO);
      others += isSeen ? 0 : 1;
      shown.merge(isSeen ? truth : clerk.order(orderId).status(), 1, Integer::sum);
    }
    report.row(
        "orders",
        shown.entrySet().stream()
            .map(status -> status.getValue() + " " + status.getKey())
            .collect(Collectors.joining(", ", "", others == 0 ? ", as Plural has them" : "")));
    differ(others > 0, others + " orders stand elsewhere at Plural");
  }

  private void tellOfPlural(BatchReport report) {
    BatchRun.End end = captured.end();
    SandboxSummary truth = stage.sandbox().ledger().summary();
    long doubles =
        truth.ordersCapturedMoreThanOnce().size() + truth.doubleOrders() + truth.doublePayments();
    report.row("payments", truth.payments());
    report.row("captures", truth.captures());
    report.row("cancels", truth.cancels());
    report.row("anything done twice", doubles);
    report.row("captured", BatchReport.money("INR", truth.captured().getOrDefault("INR", 0L)));
    report.row("calls that went wrong", wrong(truth));
    differ(end.open() > 0, "of " + end.open() + " lines nobody knows what became");
    differ(doubles > 0, doubles + " instructions were carried out twice");
    differ(truth.payments() != bought.purchases().size(), "the payments differ");
    differ(!truth.ordersCapturedAndCancelled().isEmpty(), "an order was captured and cancelled");
    differ(!truth.captured().equals(end.captured()), "the sums captured differ");
    differ(
        end.count(EntryState.SUCCEEDED) != truth.captures() + truth.cancels(),
        "the captures and cancels differ");
  }

  private static long wrong(SandboxSummary truth) {
    return truth.faults().values().stream().mapToLong(Long::longValue).sum();
  }
}
