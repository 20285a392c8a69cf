package io.pluralbridge.demo;

import io.pluralbridge.cli.BatchReport;
import io.pluralbridge.cli.BatchRun;
import io.pluralbridge.cli.Progress;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.sandbox.Ledger;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The second act: the night's file takes the money of these orders, and of many more. */
final class DemoCaptures {

  private static final int ORDERS = 400;

  private final DemoStage stage;

  DemoCaptures(DemoStage stage) {
    this.stage = stage;
  }

  /**
   * How the file ended.
   *
   * @param orderIds the orders that it takes money of, or releases
   */
  record Captured(BatchRun.End end, List<String> orderIds) {}

  /**
   * Carries the file out, with a progress bar on a terminal.
   *
   * @param bought orders that customers have paid
   */
  Captured play(List<String> bought, PrintWriter out) throws Exception {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      others.addAll(stage.sandbox().ledger().authoriseOrders(1, worth(i)));
    }
    Path file = write(lines(bought, others));
    out.println("They and " + ORDERS + " others are captured from " + BatchReport.shown(file));
    out.flush();
    Batch batch = stage.bridge().handIn(file);
    BatchRun.End end;
    try (Progress progress = new Progress(out, batch.name(), batch.lines())) {
      end = new BatchRun(stage.bridge(), stage.settings()).await(batch, progress);
    }
    List<String> all = new ArrayList<>(bought);
    all.addAll(others);
    return new Captured(end, all);
  }

  /** What an order is worth, in paise: no two the same. */
  private static int worth(int order) {
    return 50_000 + 250 * order;
  }

  private Path write(List<String> lines) throws IOException {
    return Files.write(stage.data().resolve("captures.csv"), lines);
  }

  /** Good lines, and the mistakes that people make. */
  private List<String> lines(List<String> bought, List<String> others) {
    List<String> lines = new ArrayList<>();
    lines.add("order_id,merchant_capture_reference,amount,currency,action,invoice");
    for (String order : bought) {
      int i = lines.size();
      lines.add(
          String.format(
              Locale.ROOT, "%s,shop-%04d,%d,INR,,SHOP-%04d", order, i, DemoPurchases.PAISE, i));
    }
    for (int i = 0; i < ORDERS - 1; i++) {
      lines.add(
          String.format(
              Locale.ROOT, "%s,cap-%04d,%d,INR,,INV-%04d", others.get(i), i, worth(i), i));
    }
    Ledger ledger = stage.sandbox().ledger();
    // Beside a mistake no other line of its order is carried out.
    String order = ledger.authoriseOrders(1, 110_000).get(0);
    String third = others.get(3);
    lines.add(order + ",cap-0400,0110000,INR,,a zero in front");
    lines.add(order + ",,1100,inr,,no reference; currency in small letters");
    lines.add(order + ",cap-0402,1100,INR,REFUND,an action that a file cannot ask for");
    lines.add(third + ",cap-0003,50750,INR,,a line once more");
    lines.add(order + ",cap-0003,99999,INR,,its reference for another order");
    // Not of one that Plural does not know: of such an order a lost answer is never found out.
    lines.add(ledger.unpaidOrder(1_100) + ",cap-0405,1100,INR,,an order that nobody paid");
    lines.add(ledger.unpaidOrder(110_000) + ",cap-0406,110000,INR,,another that nobody paid");
    lines.add(others.get(ORDERS - 1) + ",can-0407,,,CANCEL,an order to release");
    return lines;
  }
}
